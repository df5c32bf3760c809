"""What `goodname run` does by itself beside collecting and reading: who, how often, and in which queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from apscheduler.triggers.interval import IntervalTrigger

from pipelines.alarms import sound_alarms
from pipelines.digest import send_digest
from pipelines.follow_up import follow_up
from pipelines.home import Home
from pipelines.remind import remind
from pipelines.retain import retain

Counts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chore:
    """One job; `work` returns counts for the log, empty when nothing was done."""

    name: str
    executor: str
    trigger: Any
    work: Callable[[Home], Counts]


def chores() -> Sequence[Chore]:
    """Return the jobs that need nothing but the home."""
    return (
        Chore("remind", "deliver", IntervalTrigger(seconds=30), lambda home: _counted(remind(home=home))),
        Chore("digest", "collect", IntervalTrigger(hours=1), lambda home: {"alerts": send_digest(home=home)}),
        Chore("alarms", "collect", IntervalTrigger(hours=1), lambda home: {"alerts": sound_alarms(home=home)}),
        Chore("retain", "collect", IntervalTrigger(hours=1), lambda home: _counted(retain(home=home))),
        Chore("follow-up", "collect", IntervalTrigger(minutes=30), lambda home: _counted(follow_up(home=home))),
    )


def _counted(done: Any) -> Counts:
    return {name: value for name, value in asdict(done).items() if value}
