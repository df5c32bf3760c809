"""Registers in the store, each entry sealed whole; read into memory when a matcher starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.store.cipher import Cipher
from data.store.tables import RegisterRow, RegisterStateRow


@dataclass(frozen=True, slots=True)
class RegisterState:
    """When a register was last imported, and how many entries it holds."""

    register: str
    imported_at: datetime
    entries: int


def replace(
    session: Session,
    cipher: Cipher,
    school_id: int,
    register: str,
    entries: Mapping[str, Mapping[str, Any]],
    *,
    now: datetime,
) -> None:
    """Store `entries` by their key as the whole of `register`, in place of what it held."""
    session.execute(delete(RegisterRow).where(RegisterRow.school_id == school_id, RegisterRow.register == register))
    for key, entry in entries.items():
        lookup = cipher.lookup(key, school_id, register)
        session.add(
            RegisterRow(
                school_id=school_id,
                register=register,
                lookup=lookup,
                entry_sealed=cipher.seal(dict(entry), school_id, "register_entries", register, lookup.hex()),
                changed_at=now,
            )
        )
    session.merge(RegisterStateRow(school_id=school_id, register=register, imported_at=now, entries=len(entries)))


def entries(session: Session, cipher: Cipher, school_id: int, register: str) -> list[dict[str, Any]]:
    """Return every entry of `register`, opened, in no order."""
    rows = session.scalars(
        select(RegisterRow).where(RegisterRow.school_id == school_id, RegisterRow.register == register)
    )
    return [cipher.open(row.entry_sealed, school_id, "register_entries", register, row.lookup.hex()) for row in rows]


def entry(session: Session, cipher: Cipher, school_id: int, register: str, key: str) -> dict[str, Any] | None:
    """Return one entry of `register`, opened, or None when it is not there."""
    lookup = cipher.lookup(key, school_id, register)
    row = session.get(RegisterRow, (school_id, register, lookup))
    if row is None:
        return None
    opened: dict[str, Any] = cipher.open(row.entry_sealed, school_id, "register_entries", register, lookup.hex())
    return opened


def put(  # noqa: PLR0917 - whose it is, where it goes and what it is, in the order of every function here
    session: Session,
    cipher: Cipher,
    school_id: int,
    register: str,
    key: str,
    entry: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Store one entry in place of what it was; the register's own date does not change by that."""
    lookup = cipher.lookup(key, school_id, register)
    sealed = cipher.seal(dict(entry), school_id, "register_entries", register, lookup.hex())
    session.merge(
        RegisterRow(school_id=school_id, register=register, lookup=lookup, entry_sealed=sealed, changed_at=now)
    )


def states(session: Session, school_id: int) -> dict[str, RegisterState]:
    """Return when each register was last imported."""
    rows = session.scalars(select(RegisterStateRow).where(RegisterStateRow.school_id == school_id))
    return {row.register: RegisterState(row.register, row.imported_at, row.entries) for row in rows}
