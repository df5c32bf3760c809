"""Reputation: how much is written about the school, where and how, beside its own usual week. Never by who writes."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from dashboard import desk
from dashboard.components.chart_figure import chart_figure
from dashboard.components.empty_state import empty_state
from dashboard.components.views import view_in_address
from dashboard.reputation import charts
from dashboard.reputation.changes import before_and_after, surge_banner, this_week
from dashboard.reputation.heard import answered, themes_heard
from data.words import Platform
from pipelines.registers import school_day
from pipelines.reputation import Reputation, reputation

_SOURCE, _EVENT = "source", "event"
_WEEKS = {"12": "12 weeks", "26": "26 weeks", "52": "A year"}
_ALL = "all"


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Reputation")
        weeks, source, event = _chosen()
        found = reputation(home=desk.home(), viewer=desk.viewer(), weeks=weeks, source=source, event=event)
        if found.watched_since is None:
            empty_state(
                "Nothing has come in yet",
                next_step="Once a source is read, what people write is counted here. See **Sources**.",
                icon="monitoring",
            )
            return
        _page(found, weeks, event)


def _page(found: Reputation, weeks: int, event: date | None) -> None:
    surge_banner(found.surges)
    this_week(found)
    if st.button("Open the queue", key="main-reputation", type="primary", icon=":material/inbox:"):
        st.switch_page("app_pages/queue.py")
    chart_figure(charts.volume(found, event=event), key="posts-by-week")
    if found.sources:
        chart_figure(charts.by_source(found, event=event), key="posts-by-source")
    stars = charts.ratings(found, event=event)
    if stars:
        chart_figure(stars, key="stars-by-week")
    if found.event:
        before_and_after(found.event)
    themes_heard()
    answered(weeks)


def _chosen() -> tuple[int, Platform | None, date | None]:
    weeks = int(view_in_address(_WEEKS, label="Over how long", key="weeks"))
    today = school_day(desk.home())
    with st.expander("One source, or before and after a day"):
        left, right = st.columns(2)
        with left:
            source = _source()
        with right:
            event = _event(today)
    return weeks, source, event


def _source() -> Platform | None:
    choices = [_ALL, *(platform.value for platform in Platform)]
    if _SOURCE not in st.session_state:
        asked = st.query_params.get(_SOURCE)
        st.session_state[_SOURCE] = asked if asked in choices else _ALL
    chosen = st.selectbox(
        "Source", choices, key=_SOURCE, format_func=lambda key: "All sources" if key == _ALL else Platform(key).label
    )
    _keep(_SOURCE, None if chosen == _ALL else chosen)
    return None if chosen == _ALL else Platform(chosen)


def _event(today: date) -> date | None:
    earliest = today - timedelta(days=2 * 365)
    if _EVENT not in st.session_state:
        st.session_state[_EVENT] = _day(st.query_params.get(_EVENT), earliest, today)
    chosen: date | None = st.date_input(
        "Day of an event",
        min_value=earliest,
        max_value=today,
        key=_EVENT,
        format="DD/MM/YYYY",
        help="An inspection, a letter home, a story in the paper: the four weeks before it are set beside those after.",
    )
    _keep(_EVENT, chosen.isoformat() if chosen else None)
    return chosen


def _day(asked: str | None, earliest: date, latest: date) -> date | None:
    try:
        day = date.fromisoformat(asked or "")
    except ValueError:
        return None
    return day if earliest <= day <= latest else None


def _keep(name: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


show()
