"""A clock that runs until something is due: what, when, how long still, and a mark when its time is over."""

from __future__ import annotations

from datetime import datetime

from dashboard.components.badge import badge
from dashboard.components.moments import lasting, near


def clock_words(what: str, due_at: datetime, *, now: datetime) -> str:
    """Return for example "The platform has until tomorrow, 10:00 GMT, in 20 h"."""
    distance = f"{lasting(now - due_at)} ago" if due_at < now else f"in {lasting(due_at - now)}"
    return f"{what} {near(due_at, now=now)}, {distance}"


def clock_badge(due_at: datetime | None, *, now: datetime) -> str:
    """Return the badge that says whether the time is over, or an empty text where no clock runs."""
    if due_at is None:
        return ""
    if due_at < now:
        return badge("Time is over", icon="alarm", color="red")
    return badge("Clock runs", icon="hourglass_top", color="blue")
