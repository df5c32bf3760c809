"""The last five weeks as a calendar: which day's audit is signed off, which waits, and on which none ran."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import streamlit as st

from dashboard import desk
from dashboard.components.safe_html import safe
from pipelines.audit_calendar import AuditDay, DayState, audit_days
from pipelines.registers import school_day

WEEKS = 5
MARKS: Mapping[DayState, str] = {
    DayState.SIGNED: "✓",
    DayState.UNSIGNED: "!",
    DayState.NONE: "-",
    DayState.TO_COME: "",
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def calendar() -> None:
    """Show the weeks up to this one."""
    today = school_day(desk.home())
    monday = today - timedelta(days=today.weekday())
    days = audit_days(
        home=desk.home(),
        viewer=desk.viewer(),
        since=monday - timedelta(weeks=WEEKS - 1),
        until=monday + timedelta(days=6),
    )
    st.html(calendar_html(days))
    legend = " · ".join(f"{mark} {state.label.lower()}" for state, mark in MARKS.items() if mark)
    st.caption(f"{legend}. Under the mark: posts published, and of them out of line.")


def calendar_html(days: Sequence[AuditDay]) -> str:
    """Return the days, whole weeks from Monday, as a table; what a mark means is said in words too."""
    head = "".join(
        f'<th scope="col"><abbr title="{name}" aria-label="{name}">{name[:2]}</abbr></th>' for name in _WEEKDAYS
    )
    weeks = [days[at : at + 7] for at in range(0, len(days), 7)]
    body = "".join(f"<tr>{''.join(_cell(day, is_first=day is days[0]) for day in week)}</tr>" for week in weeks)
    return (
        '<table class="gn-calendar"><caption class="gn-spoken">Daily audits of our own posts</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(day: AuditDay, *, is_first: bool) -> str:
    month = f" {day.day:%b}" if is_first or day.day.day == 1 else ""
    out_of_line = day.breaches + day.holds
    told = (
        f"{day.day.day} {day.day:%B}: {day.state.label}; {day.published} published, {day.breaches} breaches, "
        f"{day.holds} to hold"
    )
    counts = f"{day.published}" + (f" / {out_of_line}" if out_of_line else "") if day.published else ""
    return (
        f'<td class="gn-day-{day.state.value}" title="{safe(told)}">'
        f'<span aria-hidden="true"><b>{day.day.day}{month}</b>'
        f'<span class="gn-mark">{MARKS[day.state]}</span><span class="gn-counts">{counts}</span></span>'
        f'<span class="gn-spoken">{safe(told)}</span></td>'
    )
