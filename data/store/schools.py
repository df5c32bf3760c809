"""Schools and their people."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import InputError, KeyFileError
from data.store.cipher import Cipher
from data.store.tables import PersonRow, SchoolRow
from data.words import Role


def school_id(session: Session, cipher: Cipher, name: str, *, now: datetime) -> int:
    """Return the id of the school `name`, adding it at first; raise `KeyFileError` when the key is another's."""
    row = session.scalars(select(SchoolRow).where(SchoolRow.name == name)).first()
    if row is None:
        row = SchoolRow(name=name, key_check=cipher.check(name), created_at=now)
        session.add(row)
        session.flush()
    elif not hmac.compare_digest(row.key_check, cipher.check(name)):
        raise KeyFileError(
            "the key file is not the one this school's data was sealed with: put the right one back (GOODNAME_KEY_FILE)"
        )
    return row.id


def add_person(
    session: Session,
    school: int,
    *,
    username: str,
    display_name: str,
    email: str | None,
    roles: Iterable[Role],
    now: datetime,
) -> PersonRow:
    """Add a person; raise `InputError` when the user name is taken or there is no role."""
    kept = sorted({role.value for role in roles})
    if not kept:
        raise InputError("a person needs at least one role")
    if person(session, school, username) is not None:
        raise InputError("there is a person with this user name already")
    row = PersonRow(
        school_id=school, username=username, display_name=display_name, email=email, roles=kept, created_at=now
    )
    session.add(row)
    session.flush()
    return row


def person(session: Session, school: int, username: str) -> PersonRow | None:
    """Return the person with this user name."""
    return session.scalars(
        select(PersonRow).where(PersonRow.school_id == school, PersonRow.username == username)
    ).first()


def people(session: Session, school: int) -> Sequence[PersonRow]:
    """Return the active people, by user name."""
    return session.scalars(
        select(PersonRow).where(PersonRow.school_id == school, PersonRow.active).order_by(PersonRow.username)
    ).all()
