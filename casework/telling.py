"""Tells people of a case: at once, in turn, in the morning or together with others; each message a row of the outbox.

S1 goes out at any hour. In cover hours everybody of the alert table is told at once; outside them the people on call
are paged one after another (`casework.chasing`). Anything else waits until somebody may be expected to read it. A
shared channel is told only when everybody who reads it may know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from casework.alert_table import AlertTable
from casework.alerts import Message, Recipient, compose, handled, recipients
from casework.holds import Shown, knows, shown
from casework.permissions import visible_categories
from casework.queueing import queue_for, queue_once
from casework.working_time import LONDON, WorkingTime
from data.store.tables import CaseRow
from data.words import Label, Role, Severity

ACKNOWLEDGE_S1 = timedelta(minutes=15)
ACKNOWLEDGE_S2 = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class SharedChannel:
    """A channel that several people read at once."""

    name: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a case can reach and when: people, hours, who is on call, shared channels."""

    people: Sequence[Recipient]
    hours: WorkingTime
    link_base: str
    table: AlertTable
    on_call: tuple[str, ...] = ()
    quiet: bool = True
    channels: tuple[SharedChannel, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """What decides who is told of a case: its labels, gravest first, who is kept out, and whose account it is.

    `hold`: what those are told who may not know that a child is protected; None: the same as everybody. `holders`: who
    holds a locked case, and is told of it before anybody else.
    """

    labels: Sequence[Label]
    denied: frozenset[str]
    named: frozenset[str] = frozenset()
    also: frozenset[str] = field(default_factory=frozenset)
    hold: Shown | None = None
    holders: frozenset[str] = frozenset()

    def may_tell_truly(self, person: Recipient) -> bool:
        """Say whether the person may learn how grave the matter is."""
        return self.hold is None or knows(person.roles)


def tell(session: Session, case: CaseRow, matter: Matter, reach: Reach, *, now: datetime) -> int:
    """Queue the messages about a new or graver case; return how many people are told, now or later.

    With nobody to tell, a row that says so is stored, and shown as skipped.
    """
    severity = Severity(case.severity)
    told, due = first_told(severity, matter, reach, now)
    for person in told:
        _tell_first(session, case, person, matter, reach, due=due, now=now)
    held_from = _held_from(matter, reach, told)
    for person in held_from:
        # With nobody who may know how grave it is, the others must hear of it at once.
        later = _due_as_hold(matter, reach, now) if told else now
        _tell_first(session, case, person, matter, reach, due=later, now=now)
    key = f"{case.reference}:{severity.value}"
    if not told and not held_from:
        message = about(case, reach)
        queue_once(session, case, None, message, channel="email", recipient=None, key=f"{key}:nobody", due=due, now=now)
    tell_channels(session, case, matter, reach, key=key, due=due, now=now)
    case.told_at, case.grown, case.chase_step = now, 0, 0
    case.chase_at = first_chase(severity, reach.hours, due) if case.acknowledged_at is None else None
    return len(told) + len(held_from)


def first_told(severity: Severity, matter: Matter, reach: Reach, now: datetime) -> tuple[list[Recipient], datetime]:
    """Return who is told first and when; of a matter that is a hold to some, those who may know how grave it is."""
    told = [person for person in told_of(matter, reach, severity) if matter.may_tell_truly(person)]
    if severity is Severity.S1:
        if not reach.quiet or reach.hours.is_covered(now):
            return told, now
        order = call_order(matter, reach)
        return order[:1] or told, now
    return told, now if not reach.quiet else next_reading(severity, matter.labels, reach, now)


def call_order(matter: Matter, reach: Reach) -> list[Recipient]:
    """Return the people who can be paged of an S1 case, in turn: those on call first, then the table's next roles.

    Nobody who is denied, cannot be reached, or may not handle such a matter; for an allegation that names the head the
    chair comes first.
    """
    rows = reach.table.rows_of(handled(matter.labels))
    fit = {role for row in rows for role in (*row.told, *row.next)} | {Role.DSL, Role.DEPUTY_DSL, Role.CHAIR}
    able = [
        p
        for p in reach.people
        if p.email and p.username not in matter.denied and not p.roles.isdisjoint(fit) and matter.may_tell_truly(p)
    ]
    told = told_of(matter, reach, Severity.S1)
    first = [p for p in told if p in able and p.roles == {Role.CHAIR}] if len(told) == 1 else []
    if reach.on_call:
        by_name = {person.username: person for person in able}
        on_call = [by_name[name] for name in reach.on_call if name in by_name]
    else:
        on_call = by_roles(able, reach.table.on_call.roles)[: reach.table.on_call.most]
    further = by_roles(able, [role for row in rows for role in (*row.told, *row.next)] + [Role.CHAIR])
    in_turn = [*first, *on_call, *further]
    return list(dict.fromkeys([*(p for p in in_turn if p.username in matter.holders), *in_turn]))


def by_roles(people: Sequence[Recipient], roles: Iterable[Role]) -> list[Recipient]:
    """Return the people with these roles, in the order of the roles, each once."""
    return list(dict.fromkeys(person for role in roles for person in people if role in person.roles))


def next_reading(severity: Severity, labels: Collection[Label], reach: Reach, now: datetime) -> datetime:
    """Return when a message other than S1 goes out: now in cover hours, else when the table says."""
    if reach.hours.is_covered(now):
        return now
    rows = reach.table.rows_of(handled(labels))
    if severity is Severity.S2 and any(row.quiet == "next_morning" for row in rows):
        return next_morning(reach.hours, now)
    return reach.hours.add_cover(now, timedelta())


def next_morning(hours: WorkingTime, now: datetime) -> datetime:
    """Return when the next morning begins, on any day of the week: the hour at which a school day does."""
    local = now.astimezone(LONDON)
    begins = time.fromisoformat(hours.school.split("-")[0])
    morning = datetime.combine(local.date(), begins, tzinfo=LONDON)
    if morning <= local:
        morning = datetime.combine(local.date() + timedelta(days=1), begins, tzinfo=LONDON)
    return morning


def first_chase(severity: Severity, hours: WorkingTime, told_at: datetime) -> datetime | None:
    """Return when the next role is told unless somebody acknowledges: 15 minutes, 2 cover hours, 2 working days."""
    match severity:
        case Severity.S1:
            return told_at + ACKNOWLEDGE_S1
        case Severity.S2:
            return hours.add_cover(told_at, ACKNOWLEDGE_S2)
        case Severity.S3:
            return hours.end_of_next_working_day(hours.end_of_next_working_day(told_at))
        case _:
            return None


def about(case: CaseRow, reach: Reach, *, knowing: bool = True) -> Message:
    """Return the first message about the case, for somebody who may know how grave it is, or may not."""
    seen = shown(case, knowing=knowing)
    return compose(
        reference=case.reference,
        category=Label(case.category),
        severity=seen.severity,
        due_at=seen.due_at,
        link_base=reach.link_base,
    )


def _tell_first(
    session: Session, case: CaseRow, person: Recipient, matter: Matter, reach: Reach, *, due: datetime, now: datetime
) -> None:
    truly = matter.may_tell_truly(person)
    key = f"{case.reference}:{shown(case, knowing=truly).severity.value}:{person.username}"
    queue_for(session, case, person, about(case, reach, knowing=truly), reach, key=key, due=due, now=now, truly=truly)


def _held_from(matter: Matter, reach: Reach, told: Collection[Recipient]) -> list[Recipient]:
    """Return who is told of it as of any hold, at the time at which a hold is told."""
    if matter.hold is None:
        return []
    everybody = told_of(matter, reach, matter.hold.severity)
    return [person for person in everybody if person not in told and not matter.may_tell_truly(person)]


def _due_as_hold(matter: Matter, reach: Reach, now: datetime) -> datetime:
    assert matter.hold is not None
    return now if not reach.quiet else next_reading(matter.hold.severity, matter.labels, reach, now)


def tell_channels(
    session: Session,
    case: CaseRow,
    matter: Matter,
    reach: Reach,
    *,
    key: str,
    due: datetime,
    now: datetime,
) -> None:
    """Queue a message for every shared channel all of whose readers may know of the case."""
    if not reach.channels:
        return
    by_name = {person.username: person for person in reach.people}
    label = Label(case.category)
    told = {person.username for person in told_of(matter, reach, Severity(case.severity))}
    may_know = told | {person.username for person in reach.people if label in visible_categories(person.roles)}
    for channel in reach.channels:
        if channel.members and channel.members <= may_know - matter.denied:
            name = channel.name
            truly = all(matter.may_tell_truly(by_name[member]) for member in channel.members)
            message, at = about(case, reach, knowing=truly), due if truly else _due_as_hold(matter, reach, now)
            queue_once(
                session, case, None, message, channel=name, recipient=name, key=f"{key}:#{name}", due=at, now=now
            )


def told_of(matter: Matter, reach: Reach, severity: Severity) -> list[Recipient]:
    """Return everybody whom the alert table tells of the matter, on call or not."""
    return recipients(
        matter.labels,
        reach.people,
        matter.denied,
        named=matter.named,
        also=matter.also | matter.holders,
        severity=severity,
        table=reach.table,
    )
