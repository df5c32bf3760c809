"""Whom a post is about, as keyed hashes: a member of staff whom it names, a pupil whom it shows or names.

Only what is named counts: a role word that may fit several people says nothing of two posts being one matter. Never the
author.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.deny import ABOUT_SOMEBODY, is_named, words_of
from data.records import Examination, StaffMember
from data.store.case_tables import CaseTargetRow
from data.store.cipher import Cipher
from data.store.tables import CaseRow
from data.words import Direction


def targets_of(
    examination: Examination, staff: Sequence[StaffMember], cipher: Cipher, school_id: int
) -> frozenset[bytes]:
    """Return the hash of everybody the post's findings are about."""
    if examination.post.direction is Direction.OWN:
        return frozenset()
    keys = {f"pupil {pupil_id}" for finding in examination.findings for pupil_id in finding.pupil_ids}
    if any(finding.label in ABOUT_SOMEBODY for finding in examination.findings):
        words = words_of(examination.post)
        keys.update(f"staff {member.name}" for member in staff if is_named(member, words))
    return frozenset(cipher.lookup(key, school_id, "case_targets") for key in keys)


def store_targets(session: Session, case: CaseRow, targets: frozenset[bytes]) -> None:
    """Note whom a post of the case is about."""
    for target in targets - targets_of_case(session, case.id):
        session.add(CaseTargetRow(case_id=case.id, target=target, school_id=case.school_id))
    session.flush()


def targets_of_case(session: Session, case_id: int) -> frozenset[bytes]:
    """Return the hashes of everybody the case is known to be about."""
    return frozenset(session.scalars(select(CaseTargetRow.target).where(CaseTargetRow.case_id == case_id)))
