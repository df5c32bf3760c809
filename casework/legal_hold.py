"""Holds: posts of grave open cases whose words stay although their platform removed them, with the legal ground.

A hold is set at triage, so that nothing is lost before anybody has looked; the lead for safeguarding confirms or lifts
it within 24 hours. It ends with its case. Everything else leaves when its platform removes it (DESIGN.md 5.9).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from casework.cases import note
from data.records import Finding
from data.removal_words import HoldGround
from data.store.cipher import Cipher
from data.store.retention_tables import LegalHoldRow
from data.store.tables import CasePostRow, CaseRow, PostRow
from data.words import CaseStatus, Direction, Label

CONFIRM_WITHIN = timedelta(hours=24)

_BY_LABEL = {
    Label.SAFEGUARDING: HoldGround.SAFEGUARDING,
    Label.STAFF_ALLEGATION: HoldGround.STAFF_ALLEGATION,
}
_GRAVEST_FIRST = (HoldGround.SAFEGUARDING, HoldGround.STAFF_ALLEGATION, HoldGround.THREAT)


def ground_of(findings: Sequence[Finding]) -> HoldGround | None:
    """Return on what ground a post with these findings is held, or None when nothing in it is grave enough."""
    grounds = {_BY_LABEL[finding.label] for finding in findings if finding.label in _BY_LABEL}
    if any(finding.label is Label.ABUSIVE and finding.subtype == "threat" for finding in findings):
        grounds.add(HoldGround.THREAT)
    return next((ground for ground in _GRAVEST_FIRST if ground in grounds), None)


def hold(
    session: Session, cipher: Cipher, case: CaseRow, post_id: int, *, ground: HoldGround, actor: str, now: datetime
) -> bool:
    """Hold a post of the case; False when a hold on it was set before, also one that somebody lifted."""
    if session.get(LegalHoldRow, (case.id, post_id)) is not None:
        return False
    session.add(
        LegalHoldRow(case_id=case.id, post_id=post_id, school_id=case.school_id, ground=ground.value, set_at=now)
    )
    note(session, cipher, case, actor=actor, action="held although it may be removed", at=now, reason=ground.value)
    return True


def hold_case(
    session: Session, cipher: Cipher, case: CaseRow, row: PostRow, findings: Sequence[Finding], *, now: datetime
) -> None:
    """Hold the post, and every other post of its case, where anything in the case is grave enough for a hold."""
    grounds = {HoldGround(held.ground) for held in holds_of(session, case) if not held.lifted}
    of_case = _BY_LABEL.get(Label(case.category))
    found = {ground for ground in (ground_of(findings), of_case) if ground is not None} | grounds
    ground = next((ground for ground in _GRAVEST_FIRST if ground in found), None)
    if ground is None or row.direction != Direction.MENTION.value:
        return
    for post_id in session.scalars(select(CasePostRow.post_id).where(CasePostRow.case_id == case.id)).all():
        hold(session, cipher, case, post_id, ground=ground, actor="goodname", now=now)
    session.flush()


def carry_over(session: Session, case: CaseRow, other: CaseRow, post_ids: Collection[int]) -> None:
    """Let what is held of these posts in `case` be held in `other` too, as it stands: decided, lifted or waiting."""
    for held in holds_of(session, case):
        if held.post_id in post_ids and session.get(LegalHoldRow, (other.id, held.post_id)) is None:
            session.add(
                LegalHoldRow(
                    case_id=other.id,
                    post_id=held.post_id,
                    school_id=held.school_id,
                    ground=held.ground,
                    set_at=held.set_at,
                    decided_by=held.decided_by,
                    decided_at=held.decided_at,
                    lifted=held.lifted,
                )
            )
    session.flush()


def holds_of(session: Session, case: CaseRow) -> Sequence[LegalHoldRow]:
    """Return the holds of the case, lifted ones included."""
    return session.scalars(
        select(LegalHoldRow).where(LegalHoldRow.case_id == case.id).order_by(LegalHoldRow.post_id)
    ).all()


def held_posts(school_id: int) -> Select[int]:
    """Return the query of the posts that a hold in an open case keeps."""
    return (
        select(LegalHoldRow.post_id)
        .join(CaseRow, CaseRow.id == LegalHoldRow.case_id)
        .where(
            LegalHoldRow.school_id == school_id,
            LegalHoldRow.lifted.is_(False),
            CaseRow.status != CaseStatus.CLOSED.value,
        )
    )
