"""What the lead for safeguarding does about holds: see those that wait, confirm, lift, or set one by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import legal_hold
from casework.cases import note
from data.errors import InputError
from data.removal_words import HoldGround
from data.store.retention_tables import LegalHoldRow
from data.store.tables import CasePostRow, CaseRow
from data.words import CaseStatus, Role
from pipelines.home import Home
from pipelines.seeing import case_for, roles_of, visible

DECIDES = frozenset({Role.DSL, Role.DEPUTY_DSL})


@dataclass(frozen=True, slots=True)
class Hold:
    """A case whose posts are held. `decide_by`: when it must be confirmed or lifted; None once that is done."""

    reference: str
    ground: HoldGround
    posts: int
    set_at: datetime
    decide_by: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        """Say whether the decision is late."""
        return self.decide_by is not None and self.decide_by < now


def list_holds(*, home: Home, viewer: str) -> Sequence[Hold]:
    """Return the holds in open cases that `viewer` may see, those that wait for a decision first."""
    with home.store.reading() as session:
        rows = session.execute(
            select(LegalHoldRow, CaseRow.reference)
            .join(CaseRow, CaseRow.id == LegalHoldRow.case_id)
            .where(
                *visible(session, home, viewer),
                CaseRow.status != CaseStatus.CLOSED.value,
                LegalHoldRow.lifted.is_(False),
            )
            .order_by(LegalHoldRow.decided_at.is_not(None), LegalHoldRow.set_at)
        ).all()
    found: dict[str, list[LegalHoldRow]] = {}
    for row, reference in rows:
        found.setdefault(reference, []).append(row)
    return [_as_hold(reference, held) for reference, held in found.items()]


def hold_of(*, home: Home, viewer: str, reference: str) -> tuple[Hold, bool] | None:
    """Return what is held of an open case and whether `viewer` may decide about it; None when nothing is."""
    with home.store.reading() as session:
        case = case_for(session, home, viewer, reference)
        rows = [row for row in legal_hold.holds_of(session, case) if not row.lifted]
        if not rows or case.status == CaseStatus.CLOSED.value:
            return None
        return _as_hold(reference, rows), not DECIDES.isdisjoint(roles_of(session, home, viewer))


def decide_hold(*, home: Home, viewer: str, reference: str, keep: bool, words: str) -> int:
    """Confirm (`keep`) or lift the holds of a case, with a reason; return how many posts that concerns.

    A lifted post leaves when its platform removes it. Raises `InputError` for anybody but the lead or the deputy.
    """
    if not words.strip():
        raise InputError("say why, in a few words: the record must show the reason")
    with home.store.writing() as session:
        case = _decidable(session, home, viewer, reference)
        rows = [row for row in legal_hold.holds_of(session, case) if not row.lifted]
        if not rows:
            raise InputError("nothing in this case is held")
        for row in rows:
            row.decided_by, row.decided_at, row.lifted = viewer, home.clock(), not keep
        action = "hold confirmed" if keep else "hold lifted"
        note(session, home.cipher, case, actor=viewer, action=action, at=home.clock(), words=words)
        return len(rows)


def hold_by_hand(*, home: Home, viewer: str, reference: str, words: str) -> int:
    """Hold every post of a case for a legal claim, as the lead for safeguarding decided; return how many are new."""
    if not words.strip():
        raise InputError("say why, in a few words: the record must show the reason")
    with home.store.writing() as session:
        case, now, new = _decidable(session, home, viewer, reference), home.clock(), 0
        for post_id in session.scalars(select(CasePostRow.post_id).where(CasePostRow.case_id == case.id)).all():
            row = session.get(LegalHoldRow, (case.id, post_id))
            if row is None:
                legal_hold.hold(
                    session, home.cipher, case, post_id, ground=HoldGround.LEGAL_CLAIM, actor=viewer, now=now
                )
                row = session.get_one(LegalHoldRow, (case.id, post_id))
                new += 1
            row.decided_by, row.decided_at, row.lifted = viewer, now, False
        note(session, home.cipher, case, actor=viewer, action="hold confirmed", at=now, words=words)
        return new


def _decidable(session: Session, home: Home, viewer: str, reference: str) -> CaseRow:
    case = case_for(session, home, viewer, reference)
    if DECIDES.isdisjoint(roles_of(session, home, viewer)):
        raise InputError("only the safeguarding lead or the deputy decides what is held; ask one of them")
    return case


def _as_hold(reference: str, rows: Sequence[LegalHoldRow]) -> Hold:
    waiting = [row for row in rows if row.decided_at is None]
    first = min(rows, key=lambda row: row.set_at)
    return Hold(
        reference,
        HoldGround(first.ground),
        len(rows),
        first.set_at,
        min(row.set_at for row in waiting) + legal_hold.CONFIRM_WITHIN if waiting else None,
    )
