"""Sorts posts anew when people know better: some become a case of their own, one leaves its case, one was no matter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import legal_hold
from casework.cases import new_reference, note
from casework.letting_go import let_go_outside_cases
from casework.targets import store_targets, targets_of_case
from data.errors import InputError
from data.store import audit
from data.store.case_tables import LabelExampleRow
from data.store.cipher import Cipher
from data.store.tables import CasePostRow, CaseRow, DenialRow, FindingRow, PostRow
from data.words import CaseStatus, Label, Platform

NEVER_TEACH = (Platform.X.value, Platform.REDDIT.value)
"""Platforms whose terms forbid training on what people wrote there."""
NEVER_KEPT = ("google_places",)
"""Sources whose words we may not keep outside a case."""


def split(
    session: Session,
    cipher: Cipher,
    case: CaseRow,
    *,
    posts: Collection[int],
    words: str,
    actor: str,
    now: datetime,
) -> CaseRow:
    """Move `posts` into a new case of the same category, severity, deadline and deny list; return it.

    Raises `InputError` without a reason, for posts that are not in the case, or when none would be left.
    """
    rows = _chosen(session, case, posts, words)
    twin = CaseRow(
        school_id=case.school_id,
        reference=new_reference(),
        category=case.category,
        severity=case.severity,
        status=CaseStatus.OPEN.value,
        may_be_another_school=case.may_be_another_school,
        has_unread=case.has_unread,
        # The thread goes on in the case that keeps it: later messages must find one case and not two.
        thread_key=None,
        opened_at=now,
        due_at=case.due_at,
        changed_at=now,
        acknowledged_at=case.acknowledged_at,
        acknowledged_by=case.acknowledged_by,
        told_at=case.told_at,
        hold_severity=case.hold_severity,
        hold_due_at=case.hold_due_at,
    )
    session.add(twin)
    session.flush()
    for row in rows:
        session.add(
            CasePostRow(
                case_id=twin.id,
                post_id=row.post_id,
                school_id=case.school_id,
                added_at=now,
                checked_at=row.checked_at,
                found=row.found,
                found_why=row.found_why,
            )
        )
        session.delete(row)
    legal_hold.carry_over(session, case, twin, [row.post_id for row in rows])
    for denial in session.scalars(select(DenialRow).where(DenialRow.case_id == case.id)):
        session.add(DenialRow(case_id=twin.id, person_id=denial.person_id, school_id=case.school_id, why=denial.why))
    store_targets(session, twin, targets_of_case(session, case.id))
    case.changed_at = now
    note(
        session, cipher, case, actor=actor, action=f"split: {len(rows)} posts to {twin.reference}", at=now, words=words
    )
    note(session, cipher, twin, actor=actor, action=f"split from {case.reference}", at=now, words=words)
    _record(session, cipher, case, actor=actor, action="split", now=now, posts=len(rows))
    return twin


def detach(
    session: Session, cipher: Cipher, case: CaseRow, *, posts: Collection[int], words: str, actor: str, now: datetime
) -> None:
    """Take `posts` out of the case because they are no part of it; they stay stored, in no case.

    Raises `InputError` as `split` does.
    """
    rows = _chosen(session, case, posts, words)
    for row in rows:
        session.delete(row)
    session.flush()
    let_go_outside_cases(session, [row.post_id for row in rows])
    case.changed_at = now
    note(session, cipher, case, actor=actor, action=f"detached {len(rows)} posts", at=now, words=words)
    _record(session, cipher, case, actor=actor, action="detached", now=now, posts=len(rows))


def say_wrong(session: Session, cipher: Cipher, case: CaseRow, *, actor: str, now: datetime) -> int:
    """Keep each post of the case as an example of what detectors got wrong; return how many may teach them.

    No words are copied: an example leaves with its post, and the words of some platforms teach nothing.
    """
    posts = session.scalars(
        select(PostRow).join(CasePostRow, CasePostRow.post_id == PostRow.id).where(CasePostRow.case_id == case.id)
    ).all()
    teaching = 0
    for row in posts:
        labels = sorted(set(session.scalars(select(FindingRow.label).where(FindingRow.post_id == row.id))))
        may_teach = row.platform not in NEVER_TEACH and row.source not in NEVER_KEPT and row.text_dropped is None
        session.merge(
            LabelExampleRow(
                post_id=row.id,
                school_id=case.school_id,
                version=row.version,
                wrong_labels=labels,
                may_teach=may_teach,
                said_by=actor,
                said_at=now,
            )
        )
        teaching += may_teach
    _record(session, cipher, case, actor=actor, action="false_alarm", now=now, posts=len(posts))
    return teaching


def examples(session: Session, school_id: int) -> list[tuple[str, frozenset[Label]]]:
    """Return (words, labels that were wrong) of every post that may teach and still has its words."""
    rows = session.execute(
        select(PostRow.text, LabelExampleRow.wrong_labels)
        .join(PostRow, PostRow.id == LabelExampleRow.post_id)
        .where(
            LabelExampleRow.school_id == school_id,
            LabelExampleRow.may_teach,
            LabelExampleRow.version == PostRow.version,
            PostRow.platform.not_in(NEVER_TEACH),
            PostRow.text_dropped.is_(None),
        )
        .order_by(PostRow.id)
    )
    return [(text, frozenset(Label(label) for label in labels)) for text, labels in rows]


def _chosen(session: Session, case: CaseRow, posts: Collection[int], words: str) -> Sequence[CasePostRow]:
    if not words.strip():
        raise InputError("say in a few words why")
    rows = session.scalars(select(CasePostRow).where(CasePostRow.case_id == case.id)).all()
    chosen = [row for row in rows if row.post_id in set(posts)]
    if not chosen or len(chosen) < len(set(posts)):
        raise InputError("choose posts that are in this case, by the numbers it shows")
    if len(chosen) == len(rows):
        raise InputError("one post at least must stay; close the case when none belongs to it")
    return chosen


def _record(
    session: Session, cipher: Cipher, case: CaseRow, *, actor: str, action: str, now: datetime, posts: int
) -> None:
    details = {"case": case.reference, "posts": posts}
    audit.record(session, cipher, case.school_id, actor=actor, action=f"case:{action}", at=now, details=details)
