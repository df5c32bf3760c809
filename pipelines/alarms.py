"""Tells those who look after Goodname that a part of it fails: never of a case, and never to those of the cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from casework.alerts import Recipient
from casework.telling import Reach
from data.errors import StoreError
from data.store import audit, outbox, registers, sources
from data.store.tables import ExaminationRow, OutboxRow, PostRow
from data.words import OutboxStatus, RunStatus
from pipelines.health import staleness
from pipelines.home import Home
from pipelines.reach import reach_of

FAILURES = 3
UNREAD_FOR = timedelta(hours=1)
"""Posts are read within a minute; when some wait for so long and none is read, the detectors stand still."""
ROLL_OLD = timedelta(days=35)
_PROBLEMS = (RunStatus.UNAVAILABLE, RunStatus.REFUSED, RunStatus.UNEXPECTED_FORMAT, RunStatus.FAILED)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A fault. `key` names it for a day; `sentence` holds no personal data."""

    key: str
    sentence: str


def sound_alarms(*, home: Home) -> int:
    """Queue a message about every fault, once a day each; return how many messages were queued."""
    found = list(faults(home=home))
    now, queued = home.clock(), 0
    with home.store.writing() as session:
        reach = reach_of(session, home)
        people = operators(reach, home.config.alerts.operations)
        for alarm in found:
            for person in people:
                queued += outbox.queue(
                    session,
                    home.school_id,
                    case_id=None,
                    person_id=person.person_id,
                    channel="email",
                    recipient=person.email,
                    subject=f"Goodname needs attention: {alarm.key.partition(':')[0]}",
                    body=f"{alarm.sentence}\n\n`goodname check` and the health page say more: {reach.link_base}\n",
                    dedupe_key=f"fault:{alarm.key}:{now:%Y-%m-%d}:{person.username}",
                    now=now,
                )
    return queued


def operators(reach: Reach, named: tuple[str, ...]) -> list[Recipient]:
    """Return who hears of faults: those named, else everybody with the first role that anybody has."""
    chosen = [person for person in reach.people if person.username in named]
    if chosen:
        return chosen
    for role in reach.table.operations.roles:
        found = [person for person in reach.people if role in person.roles and person.email]
        if found:
            return found
    return []


def faults(*, home: Home) -> Iterator[Alarm]:
    """Yield what fails now: sources, the roll's age, messages that reached nobody, the audit log's chain."""
    now = home.clock()
    with home.store.reading() as session:
        for entry in sources.health(session, home.school_id):
            settings = home.config.sources.of(entry.source)
            late = staleness(entry, interval_minutes=settings.interval, now=now)
            failures = sources.failures_of(session, home.school_id, entry.source)
            if settings.enabled and entry.status in _PROBLEMS and (failures >= FAILURES or late):
                assert entry.status is not None
                yield Alarm(f"source:{entry.source}", f"The source {entry.source} fails: {entry.status.label.lower()}.")
        roll = registers.states(session, home.school_id).get("pupils")
        if roll is not None and now - roll.imported_at > ROLL_OLD:
            days = (now - roll.imported_at).days
            yield Alarm("roll", f"The roll is {days} days old: import it again, or new pupils are not recognised.")
        waiting = session.scalar(
            select(func.count()).where(
                PostRow.school_id == home.school_id,
                PostRow.examined_version < PostRow.version,
                PostRow.collected_at < now - UNREAD_FOR,
            )
        )
        read_at = session.scalar(
            select(func.max(ExaminationRow.examined_at)).where(ExaminationRow.school_id == home.school_id)
        )
        if waiting and (read_at is None or read_at < now - UNREAD_FOR):
            yield Alarm(
                "reading", f"{waiting} posts wait to be read, and none was in the last hour: look into the log."
            )
        lost = session.scalar(
            select(func.count()).where(
                OutboxRow.school_id == home.school_id,
                OutboxRow.status == OutboxStatus.FAILED.value,
                OutboxRow.created_at > now - timedelta(days=7),
            )
        )
        if lost:
            yield Alarm("delivery", f"{lost} alerts of the last seven days could not be delivered.")
        try:
            audit.verify(session, home.cipher, home.school_id)
        except StoreError as error:
            yield Alarm("audit log", f"{error}.")
