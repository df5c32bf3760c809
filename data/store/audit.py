"""The audit log: append-only, each line tied to the one before it by a keyed hash.

A line says who, when, `subject:action` and a reason code; words live in the case, never here. Whoever changes, removes
or slips in a line without the key breaks the chain, and `verify` says where.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from data.errors import StoreError
from data.store.cipher import Cipher
from data.store.tables import AuditRow

START = "0" * 64


def record(
    session: Session,
    cipher: Cipher,
    school_id: int,
    *,
    actor: str,
    action: str,
    at: datetime,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Append a line. `action` is `subject:action`; `details` holds counts and references, never personal data."""
    assert session.bind is not None
    if session.bind.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7290, :school)"), {"school": school_id})
    last = session.scalars(
        select(AuditRow).where(AuditRow.school_id == school_id).order_by(AuditRow.number.desc()).limit(1)
    ).first()
    row = AuditRow(
        school_id=school_id,
        number=last.number + 1 if last else 1,
        at=at.isoformat(),
        actor=actor,
        action=action,
        reason=reason,
        details=dict(details or {}),
        chain="",
    )
    row.chain = cipher.chain(last.chain if last else START, _line(row))
    session.add(row)
    session.flush()


def verify(session: Session, cipher: Cipher, school_id: int, *, expected_lines: int | None = None) -> int:
    """Return how many lines the log has, all in order; raise `StoreError` naming the first line that is not.

    Lines cut off at the end leave a chain that holds: give `expected_lines`, noted elsewhere, to notice that too.
    """
    before, number = START, 0
    rows = session.scalars(select(AuditRow).where(AuditRow.school_id == school_id).order_by(AuditRow.number))
    for number, row in enumerate(rows.yield_per(1000), start=1):
        if row.number != number or row.chain != cipher.chain(before, _line(row)):
            raise StoreError(f"the audit log was changed: line {number} does not follow from the line before it")
        before = row.chain
    if expected_lines is not None and number < expected_lines:
        raise StoreError(f"the audit log was cut: {number} lines are there, {expected_lines} were noted")
    return number


def count(session: Session, school_id: int) -> int:
    """Return how many lines the log has."""
    return session.scalar(select(func.count()).where(AuditRow.school_id == school_id)) or 0


def _line(row: AuditRow) -> str:
    return json.dumps(
        [row.school_id, row.number, row.at, row.actor, row.action, row.reason, row.details],
        sort_keys=True,
        separators=(",", ":"),
    )
