"""The audit log as people may look at it: whether it is whole, and who did what, never about which case or child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from data.store import audit
from data.store.tables import AuditRow
from data.words import Role
from pipelines.audit_record import needs_role
from pipelines.home import Home
from pipelines.running_registers import is_about, references_kept_from

CHECKS = frozenset({Role.ICT, Role.DPO, Role.HEADTEACHER, Role.DSL, Role.DEPUTY_DSL})
READS = CHECKS - {Role.ICT}


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log without its details: those may name a case that its reader must not know of."""

    number: int
    at: datetime
    actor: str
    action: str
    reason: str | None


def check_log(*, home: Home, viewer: str) -> int:
    """Return how many lines the log has, all following from each other; raise `StoreError` where it was changed."""
    with home.store.writing() as session:
        needs_role(session, home, viewer, CHECKS, "check the audit log")
        lines = audit.verify(session, home.cipher, home.school_id)
        audit.record(session, home.cipher, home.school_id, actor=viewer, action="log:checked", at=home.clock())
        return lines


def read_log(*, home: Home, viewer: str, limit: int = 100) -> list[LogLine]:
    """Return the newest lines, newest first, less those about cases that keep `viewer` out.

    Beside the access register, which leaves them out, they would say that there is such a case and who works on it.
    Raises `InputError` for somebody whose roles do not read the log.
    """
    with home.store.reading() as session:
        needs_role(session, home, viewer, READS, "read the audit log")
        kept_from = references_kept_from(session, home, viewer)
        rows = session.scalars(
            select(AuditRow).where(AuditRow.school_id == home.school_id).order_by(AuditRow.number.desc())
        ).yield_per(500)
        told = (row for row in rows if not is_about(row, kept_from))
        return [
            LogLine(row.number, datetime.fromisoformat(row.at), row.actor, row.action, row.reason)
            for row in islice(told, limit)
        ]
