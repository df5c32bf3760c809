"""Who belongs here with which roles: added, changed, switched off and on again by the headteacher or the DSL.

Nobody changes their own roles or switches themselves off, so that somebody who can help others is always left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.errors import InputError
from data.store import audit, schools
from data.store.case_tables import PersonTokenRow
from data.store.sign_in_tables import OneTimeLinkRow
from data.store.tables import PersonRow
from data.words import Role
from pipelines.audit_record import needs_role
from pipelines.home import Home
from pipelines.people import Person
from pipelines.sign_in.roster import HELPS, SEES
from pipelines.sign_in.sessions import as_person, end_all

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def add_member(
    *, home: Home, viewer: str, username: str, display_name: str, email: str | None, roles: Sequence[Role]
) -> None:
    """Add a person; raise `InputError` for a user name that is taken or odd, no role, or an address that is none."""
    name, shown, address = checked_person(username, display_name, email)
    with home.store.writing() as session:
        needs_role(session, home, viewer, HELPS, "add people")
        row = schools.add_person(
            session,
            home.school_id,
            username=name,
            display_name=shown,
            email=address,
            roles=roles,
            now=home.clock(),
        )
        _record(session, home, viewer, "person:added", row, roles=row.roles)


def checked_person(username: str, display_name: str, email: str | None) -> tuple[str, str, str | None]:
    """Return the three as they are stored; `InputError` says which of them cannot be and why."""
    name, shown, address = username.strip().casefold(), display_name.strip(), (email or "").strip() or None
    if not _USERNAME.fullmatch(name):
        raise InputError("a user name is 2 to 40 small letters, digits, dots or hyphens, such as l.pemberton")
    if not shown:
        raise InputError("write the person's name, as it is to be shown")
    _checked_address(address)
    return name, shown, address


def change_member(*, home: Home, viewer: str, username: str, email: str | None, roles: Sequence[Role]) -> None:
    """Give the person these roles and this address for alerts, in place of those they had."""
    address = (email or "").strip() or None
    _checked_address(address)
    if not roles:
        raise InputError("a person needs at least one role; switch off whoever has none any more")
    with home.store.writing() as session:
        row = _other(session, home, viewer, username, "change roles")
        before = list(row.roles)
        row.roles = sorted({role.value for role in roles})
        row.email = address
        _record(session, home, viewer, "person:roles_changed", row, before=before, after=row.roles)


def switch_off(*, home: Home, viewer: str, username: str) -> int:
    """Keep the person out from now on: sessions end, links and tokens work no more.

    Return how many sessions were going on.
    """
    with home.store.writing() as session:
        row = _other(session, home, viewer, username, "switch people off")
        row.active = False
        session.execute(
            update(OneTimeLinkRow)
            .where(OneTimeLinkRow.person_id == row.id, OneTimeLinkRow.spent_at.is_(None))
            .values(spent_at=home.clock())
        )
        session.execute(
            update(PersonTokenRow)
            .where(PersonTokenRow.person_id == row.id, PersonTokenRow.revoked_at.is_(None))
            .values(revoked_at=home.clock())
        )
        ended = end_all(session, home, row.id, actor=viewer)
        _record(session, home, viewer, "person:switched_off", row)
        return ended


def switch_on(*, home: Home, viewer: str, username: str) -> None:
    """Let the person in again, with the roles they had."""
    with home.store.writing() as session:
        row = _other(session, home, viewer, username, "switch people on")
        row.active = True
        _record(session, home, viewer, "person:switched_on", row)


def switched_off(*, home: Home, viewer: str) -> list[Person]:
    """Return the people who are switched off, by user name."""
    with home.store.reading() as session:
        needs_role(session, home, viewer, SEES, "see who can sign in")
        rows = session.scalars(
            select(PersonRow)
            .where(PersonRow.school_id == home.school_id, PersonRow.active.is_(False))
            .order_by(PersonRow.username)
        )
        return [as_person(row) for row in rows]


def _other(session: Session, home: Home, viewer: str, username: str, what: str) -> PersonRow:
    needs_role(session, home, viewer, HELPS, what)
    if username == viewer:
        raise InputError("nobody changes their own roles or switches themselves off: ask another who looks after users")
    row = schools.person(session, home.school_id, username)
    if row is None:
        raise InputError("this user name is not on the list of people")
    return row


def _checked_address(address: str | None) -> None:
    if address is not None and not _EMAIL.fullmatch(address):
        raise InputError("this is not an e-mail address; leave it empty when the person gets no alerts")


def _record(session: Session, home: Home, viewer: str, action: str, row: PersonRow, **details: object) -> None:
    audit.record(
        session,
        home.cipher,
        home.school_id,
        actor=viewer,
        action=action,
        at=home.clock(),
        details={"person": row.id, **details},
    )
