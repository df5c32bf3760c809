"""What changed: a surge, this week beside the usual one, and before and after a day that somebody chose."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from casework.documents.chart import figure
from dashboard.components.plain_table import plain_table
from pipelines.reputation import NEEDED_WEEKS, SURGE_DAYS, Changed, Event, Reputation, Surge, Tally


def surge_banner(surges: Sequence[Surge]) -> None:
    """Show what surged, and what to do about it."""
    for surge in surges:
        st.error(
            f"**Surge: {surge.posts} {surge.what} in the last {SURGE_DAYS} days**, where {surge.usual:.1f} are usual. "
            "Look at the queue: one matter that many write about is one case.",
            icon=":material/trending_up:",
        )


def this_week(found: Reputation) -> None:
    """Show the last seven days beside the usual week."""
    st.subheader("The last seven days")
    with st.container(horizontal=True):
        for line in found.changed:
            st.metric(line.what, _number(line, line.now), _difference(line), delta_color="off", border=True)
    if found.usual:
        st.caption(f"Beside the usual week: the median of {found.usual.weeks} whole weeks before this one.")
    else:
        st.caption(
            f"There is no usual week yet: it takes {NEEDED_WEEKS} whole weeks of collecting. Until then no surge "
            "is told."
        )


def before_and_after(event: Event) -> None:
    """Show the days before the event beside those from it on."""
    st.subheader(f"Before and after {event.day.day} {event.day:%B %Y}")
    rows = [
        ("Days counted", str(event.before_days), str(event.after_days)),
        ("Posts a day", _a_day(event.before, event.before_days), _a_day(event.after, event.after_days)),
        ("Share of praise", _share(event.before.positive, event.before), _share(event.after.positive, event.after)),
        ("Share negative", _share(event.before.negative, event.before), _share(event.after.negative, event.after)),
        ("Mean stars", _stars(event.before), _stars(event.after)),
    ]
    plain_table("Before and after the event", ("", "Before", "From that day on"), rows)
    st.caption("What stands side by side here need not be cause and effect.")


def _number(line: Changed, value: float) -> str:
    return f"{value:.0%}" if line.is_share else figure(value)


def _difference(line: Changed) -> str | None:
    if line.was is None:
        return None
    return f"usual: {_number(line, line.was)}"


def _a_day(one: Tally, days: int) -> str:
    return f"{one.posts / days:.1f}" if days else "none"


def _share(part: int, one: Tally) -> str:
    return f"{part / one.posts:.0%} of {one.posts}" if one.posts else "no posts"


def _stars(one: Tally) -> str:
    return f"{one.stars:.1f} ({one.rated} reviews)" if one.stars is not None else "no reviews"
