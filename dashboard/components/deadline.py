"""When the first look at a case is due, and whether that time has passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dashboard.components.badge import badge
from dashboard.components.moments import lasting, near
from data.words import CaseStatus


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline in words. `overdue`: nobody has taken the case in hand and the time has passed."""

    words: str
    overdue: bool

    @property
    def mark(self) -> str:
        """Return the badge that says so, as Markdown, or an empty text."""
        return badge("Overdue", icon="alarm", color="red") if self.overdue else ""


def deadline(due_at: datetime | None, *, status: CaseStatus, now: datetime) -> Deadline:
    """Return the deadline of a case; one that somebody has in hand, or that is closed, is not overdue."""
    if due_at is None:
        return Deadline("No fixed time", overdue=False)
    when = near(due_at, now=now)
    if status is not CaseStatus.OPEN:
        return Deadline(f"First look was due {when}", overdue=False)
    if due_at < now:
        return Deadline(f"First look was due {when}, {lasting(now - due_at)} ago", overdue=True)
    return Deadline(f"First look due {when}, in {lasting(due_at - now)}", overdue=False)
