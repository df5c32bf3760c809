"""Lets go, outside an open case, what a platform's terms let us keep only inside one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.posts import KEPT_ONLY_INSIDE_A_CASE, ONLY_INSIDE_A_CASE, drop_text
from data.store.tables import CasePostRow, CaseRow, PostRow
from data.words import CaseStatus


def let_go(session: Session, case: CaseRow) -> None:
    """Let go the words of the case's posts from such sources, unless another open case holds them too."""
    elsewhere = (
        select(CasePostRow.post_id)
        .join(CaseRow, CaseRow.id == CasePostRow.case_id)
        .where(CaseRow.id != case.id, CaseRow.status != CaseStatus.CLOSED.value)
    )
    ids = session.scalars(
        select(PostRow.id)
        .join(CasePostRow, CasePostRow.post_id == PostRow.id)
        .where(
            CasePostRow.case_id == case.id,
            PostRow.source.in_(KEPT_ONLY_INSIDE_A_CASE),
            PostRow.id.not_in(elsewhere),
        )
    ).all()
    if ids:
        drop_text(session, ids, why=ONLY_INSIDE_A_CASE)


def let_go_outside_cases(session: Session, post_ids: Sequence[int]) -> None:
    """Let go the words of those of the posts that come from such sources and that no open case holds."""
    inside = (
        select(CasePostRow.post_id)
        .join(CaseRow, CaseRow.id == CasePostRow.case_id)
        .where(CaseRow.status != CaseStatus.CLOSED.value)
    )
    ids = session.scalars(
        select(PostRow.id).where(
            PostRow.id.in_(post_ids), PostRow.source.in_(KEPT_ONLY_INSIDE_A_CASE), PostRow.id.not_in(inside)
        )
    ).all()
    if ids:
        drop_text(session, ids, why=ONLY_INSIDE_A_CASE)
