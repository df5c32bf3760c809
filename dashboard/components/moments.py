"""Times as a school reads them: London time with its zone, and how long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.working_time import LONDON

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_HOURS_IN_MINUTES_TOO = 6 * _HOUR
_HOURS_ALONE = 2 * _DAY


def london(moment: datetime) -> str:
    """Return for example "Mon 9 Nov 2026, 11:20 GMT"."""
    local = moment.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M %Z}"


def near(moment: datetime, *, now: datetime) -> str:
    """Return the same with "today", "tomorrow" or "yesterday" in place of the date where that is true in London."""
    local = moment.astimezone(LONDON)
    days = (local.date() - now.astimezone(LONDON).date()).days
    word = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    return f"{word}, {local:%H:%M %Z}" if word else london(moment)


def lasting(duration: timedelta) -> str:
    """Return how long `duration` is, in the two units that matter: "2 h 5 min", "3 days"."""
    seconds = int(abs(duration).total_seconds())
    if seconds < _MINUTE:
        return "less than a minute"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < _HOURS_IN_MINUTES_TOO:
        hours, minutes = divmod(seconds // _MINUTE, 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if seconds < _HOURS_ALONE:
        return f"{seconds // _HOUR} h"
    return f"{seconds // _DAY} days"
