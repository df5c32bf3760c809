"""Makes one matter of several: the posts join the gravest, oldest case, and the others close as merged.

Nobody comes to see more by it: cases that different roles see, locked ones, and our own posts stay apart, and whoever
is kept from one of them is kept from the case that remains.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import breaches, holds, illegal, legal_hold
from casework.cases import deny, move, note
from casework.permissions import seen_by
from casework.targets import store_targets, targets_of_case
from data.errors import InputError
from data.store import audit
from data.store.cipher import Cipher
from data.store.removal_tables import DisclosureRow, EscalationRow, EvidenceRow, TakedownRow
from data.store.tables import CasePostRow, CaseRow, DenialRow, PersonRow
from data.words import CaseStatus, CloseReason, Label


def merge(
    session: Session, cipher: Cipher, cases: Sequence[CaseRow], *, words: str, actor: str, now: datetime
) -> tuple[CaseRow, tuple[int, ...]]:
    """Return the case that remains and the posts that joined it; raise `InputError` for cases that stay apart."""
    ordered = sorted(cases, key=lambda case: (case.severity, case.opened_at, case.id))
    _may_be_one(session, ordered)
    main, others = ordered[0], ordered[1:]
    present = set(session.scalars(select(CasePostRow.post_id).where(CasePostRow.case_id == main.id)))
    joined: list[int] = []
    for other in others:
        rows = session.scalars(select(CasePostRow).where(CasePostRow.case_id == other.id)).all()
        for row in rows:
            if row.post_id not in present:
                session.add(
                    CasePostRow(
                        case_id=main.id,
                        post_id=row.post_id,
                        school_id=main.school_id,
                        added_at=now,
                        checked_at=row.checked_at,
                        found=row.found,
                        found_why=row.found_why,
                    )
                )
                present.add(row.post_id)
                joined.append(row.post_id)
        legal_hold.carry_over(session, other, main, [row.post_id for row in rows])
        deny(session, main, _kept_from(session, other))
        store_targets(session, main, targets_of_case(session, other.id))
        main.due_at = holds.earlier(main.due_at, other.due_at)
        if main.hold_severity is not None:
            main.hold_due_at = holds.earlier(main.hold_due_at, holds.shown(other, knowing=False).due_at)
        main.may_be_another_school = main.may_be_another_school and other.may_be_another_school
        main.has_unread = main.has_unread or other.has_unread
        move(
            session,
            cipher,
            other,
            status=CaseStatus.CLOSED,
            reason=CloseReason.MERGED,
            words=f"Merged into {main.reference}. {words}".strip(),
            actor=actor,
            now=now,
        )
    main.changed_at = now
    _tell_timeline(session, cipher, main, others, words=words, actor=actor, now=now)
    return main, tuple(joined)


def _may_be_one(session: Session, cases: Sequence[CaseRow]) -> None:
    if len(cases) < 2:  # noqa: PLR2004 - one case is nothing to merge
        raise InputError("choose two cases or more to merge")
    if any(case.status == CaseStatus.CLOSED.value for case in cases):
        raise InputError("a closed case is not merged: reopen it first")
    if any(illegal.is_locked(session, case.id) for case in cases):
        raise InputError("a locked case is not merged with another")
    if len({seen_by(Label(case.category)) for case in cases}) > 1:
        raise InputError("these cases are for different people to see, so they stay apart")
    if any(breaches.of_case(session, case) for case in cases):
        raise InputError("a breach in a post of our own stays a case of its own")
    for case in cases[1:]:
        for table in (TakedownRow, EscalationRow, EvidenceRow, DisclosureRow):
            if session.scalars(select(table.id).where(table.case_id == case.id).limit(1)).first() is not None:
                raise InputError(
                    f"{case.reference} has a record of its own (requests, steps, evidence): it stays apart"
                )


def _kept_from(session: Session, case: CaseRow) -> dict[str, str]:
    rows = session.execute(
        select(PersonRow.username, DenialRow.why)
        .join(DenialRow, DenialRow.person_id == PersonRow.id)
        .where(DenialRow.case_id == case.id)
    )
    return {row.username: row.why for row in rows}


def _tell_timeline(
    session: Session,
    cipher: Cipher,
    main: CaseRow,
    others: Sequence[CaseRow],
    *,
    words: str,
    actor: str,
    now: datetime,
) -> None:
    told = ", ".join(other.reference for other in others)
    note(session, cipher, main, actor=actor, action=f"merged with {told}", at=now, words=words.strip() or None)
    audit.record(
        session,
        cipher,
        main.school_id,
        actor=actor,
        action="case:merged",
        at=now,
        details={"case": main.reference, "merged": [other.reference for other in others]},
    )
