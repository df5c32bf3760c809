"""A clock that a test sets and moves."""

from __future__ import annotations

from datetime import datetime, timedelta


class FakeClock:
    """Says the time it was told."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)
