"""What is written about, by fixed themes, with examples for those who read posts; and how fast people answered."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from casework.documents.spreadsheet import as_csv
from dashboard import desk
from dashboard.components.badge import badge
from dashboard.components.moments import lasting
from dashboard.components.plain_table import plain_table
from dashboard.components.safe_html import safe
from pipelines.response_times import Response, response_times
from pipelines.themes import Heard, Themes, note_examples_seen, themes

_SEEN = "themes-seen"
_HEADER = ("Theme", "All", "Positive", "Negative")


def themes_heard() -> None:
    """Show the themes of the last four weeks."""
    st.subheader("What people write about")
    found = themes(home=desk.home(), viewer=desk.viewer())
    newest = "the newest " if found.cut else ""
    st.caption(
        f"Themes are fixed lists of words, counted over {newest}{found.read:,} posts of the last four weeks. None is "
        "about a person, a union, a strike, a protest, a campaign, a religion or a political view; posts that speak of "
        "one are in none."
    )
    if not found.heard:
        st.markdown("No theme was heard. Posts on other matters are in the counts above.")
        return
    rows = [(one.theme.name, str(one.posts), str(one.positive), str(one.negative)) for one in found.heard]
    plain_table("Themes of the last four weeks", _HEADER, rows)
    st.download_button(
        "CSV of the themes",
        lambda: as_csv(_HEADER, rows),
        file_name="themes.csv",
        mime="text/csv",
        key="themes-csv",
        icon=":material/table_view:",
        on_click="ignore",
    )
    if found.may_read:
        _examples(found)


def _examples(found: Themes) -> None:
    wanted = st.toggle(
        "Show examples",
        key="themes-examples",
        help="The beginnings of posts that are in no case, without who wrote them. That you saw them is recorded.",
    )
    if not wanted:
        return
    shown = {example.post_id for one in found.heard for example in one.examples}
    seen: set[int] = st.session_state.setdefault(_SEEN, set())
    note_examples_seen(home=desk.home(), viewer=desk.viewer(), post_ids=shown - seen)
    seen |= shown
    for one in found.heard:
        if one.examples:
            _theme(one)


def _theme(one: Heard) -> None:
    with st.container(border=True):
        st.markdown(f"**{one.theme.name}** {badge(f'{one.posts} posts', icon='forum', color='gray')}")
        st.html(
            "".join(
                f'<div class="gn-excerpt" dir="auto">{safe(example.words)}</div>'
                f'<div class="gn-small">{safe(example.platform.label)} · {safe(example.sentiment.label)}</div>'
                for example in one.examples
            )
        )
        st.caption(f"Cues: {', '.join(cue.rstrip('*') for cue in one.theme.cues)}.")


def answered(weeks: int) -> None:
    """Show how fast cases about posts of others were taken in hand and closed."""
    st.subheader("How fast we answer")
    now, before = response_times(home=desk.home(), viewer=desk.viewer(), over=timedelta(weeks=weeks))
    if not now.cases and not before.cases:
        st.markdown("No case that you may see was opened in this time.")
        return
    plain_table(
        "Response times",
        (f"Opened in {weeks} weeks", "Now", "Before"),
        [
            ("Cases", str(now.cases), str(before.cases)),
            ("Taken in hand", _of(now.taken, now), _of(before.taken, before)),
            ("Median time until taken in hand", _hours(now.taken_hours), _hours(before.taken_hours)),
            ("Closed", _of(now.closed, now), _of(before.closed, before)),
            ("Median time until closed", _hours(now.closed_hours), _hours(before.closed_hours)),
            ("Closed with a reply", _of(now.replied, now), _of(before.replied, before)),
        ],
    )


def _of(part: int, one: Response) -> str:
    return f"{part} of {one.cases}" if one.cases else "none"


def _hours(hours: float | None) -> str:
    if hours is None:
        return "none yet"
    return lasting(timedelta(hours=hours))
