"""In whose hands a case is: who works on it now, who owns it, and whether it changed since somebody looked.

A claim lapses after a while without a look; it never keeps anybody out, it keeps two people from working unknowingly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.cases import note
from data.errors import InputError
from data.store import audit, schools
from data.store.desk_tables import ClaimRow
from data.store.tables import CaseRow, PersonRow
from data.words import Role
from pipelines.home import Home
from pipelines.seeing import case_for, person_of, visible

CLAIM_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works on a case now, by name and role, and since when."""

    username: str
    name: str
    roles: tuple[Role, ...]
    since: datetime

    @property
    def told(self) -> str:
        """Name and role, as a sentence needs them."""
        return f"{self.name} ({', '.join(role.label for role in self.roles)})"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may see a case and can be given it."""

    username: str
    name: str
    roles: tuple[Role, ...]


def claim(*, home: Home, viewer: str, reference: str, take_over: bool = False) -> Holder | None:
    """Claim the case for `viewer`; return who works on it already and keeps it, or None when the claim is theirs."""
    with home.store.writing() as session:
        case, me, now = case_for(session, home, viewer, reference), person_of(session, home, viewer), home.clock()
        held = holders(session, [case.id], now=now).get(case.id)
        if held is not None and held.username != viewer and not take_over:
            return held
        row = session.get(ClaimRow, case.id)
        if row is None:
            session.add(ClaimRow(case_id=case.id, school_id=case.school_id, person_id=me.id, since=now, seen_at=now))
        else:
            if row.person_id != me.id or held is None:
                row.person_id, row.since = me.id, now
            row.seen_at = now
        if take_over and held is not None and held.username != viewer:
            note(session, home.cipher, case, actor=viewer, action="taken over", at=now)
        return None


def release(*, home: Home, viewer: str, reference: str) -> None:
    """Give the viewer's own claim on the case back."""
    with home.store.writing() as session:
        case, me = case_for(session, home, viewer, reference), person_of(session, home, viewer)
        row = session.get(ClaimRow, case.id)
        if row is not None and row.person_id == me.id:
            session.delete(row)


def assign(*, home: Home, viewer: str, reference: str, username: str | None, seen: datetime | None = None) -> None:
    """Give the case to somebody who may see it, or to nobody; raise `InputError` when they may not or it changed."""
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        check(session, home, [case], viewer=viewer, seen={} if seen is None else {reference: seen})
        give(session, home, case, username=username, viewer=viewer)


def give(session: Session, home: Home, case: CaseRow, *, username: str | None, viewer: str) -> None:
    """Set the case's owner inside a transaction of the caller's."""
    now, owner = home.clock(), None
    if username is not None:
        owner = schools.person(session, home.school_id, username)
        if owner is None or not _sees(session, home, username, case):
            raise InputError("this person cannot be given the case")
    case.owner_id, case.changed_at = owner.id if owner else None, now
    roles = ", ".join(Role(role).label for role in owner.roles) if owner else "nobody"
    mine = owner is not None and owner.username == viewer
    action = "taken on" if mine else f"given to: {roles}"
    note(session, home.cipher, case, actor=viewer, action=action, at=now)
    details = {"case": case.reference, "person": case.owner_id}
    audit.record(session, home.cipher, home.school_id, actor=viewer, action="case:assigned", at=now, details=details)


def colleagues(*, home: Home, viewer: str, reference: str) -> tuple[Colleague, ...]:
    """Return who may see the case and so may be given it, the viewer first."""
    with home.store.reading() as session:
        case = case_for(session, home, viewer, reference)
        rows = schools.people(session, home.school_id)
        found = [
            Colleague(row.username, row.display_name, tuple(Role(role) for role in row.roles))
            for row in rows
            if _sees(session, home, row.username, case)
        ]
        return tuple(sorted(found, key=lambda one: (one.username != viewer, one.name)))


def check(session: Session, home: Home, cases: Sequence[CaseRow], *, viewer: str, seen: Mapping[str, datetime]) -> None:
    """Raise `InputError` when one of the cases changed since it was seen, or somebody else works on it now."""
    held = holders(session, [case.id for case in cases], now=home.clock())
    for case in cases:
        before = seen.get(case.reference)
        if before is not None and case.changed_at != before:
            raise InputError(f"{case.reference} was changed meanwhile: look at it again, then decide")
        holder = held.get(case.id)
        if holder is not None and holder.username != viewer:
            raise InputError(
                f"{holder.told} is working on {case.reference}: open it and take it over if it is yours to do"
            )


def holders(session: Session, case_ids: Sequence[int], *, now: datetime) -> dict[int, Holder]:
    """Return who works on each of these cases now."""
    rows = session.execute(
        select(ClaimRow, PersonRow)
        .join(PersonRow, PersonRow.id == ClaimRow.person_id)
        .where(ClaimRow.case_id.in_(case_ids), ClaimRow.seen_at > now - CLAIM_LASTS)
    )
    return {
        row.case_id: Holder(person.username, person.display_name, tuple(Role(r) for r in person.roles), row.since)
        for row, person in rows
    }


def _sees(session: Session, home: Home, username: str, case: CaseRow) -> bool:
    return (
        session.scalars(select(CaseRow.id).where(*visible(session, home, username), CaseRow.id == case.id)).first()
        is not None
    )
