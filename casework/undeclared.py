"""A case about a picture with faces that nobody declared is closed when two people let it through, or it is gone."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import InputError
from data.store.picture_tables import OwnPictureRow
from data.store.tables import CasePostRow, CaseRow, FindingRow, PostRow
from data.words import CloseReason, Label

_ENDS = frozenset({CloseReason.REMOVED, CloseReason.MERGED})
"""A post that was taken down shows nobody; a case that went into another is not over."""


def close(session: Session, case: CaseRow, *, reason: CloseReason) -> None:
    """Let a case be closed unless a picture with faces in it still waits for somebody to say who they are."""
    if reason in _ENDS:
        return
    waiting = session.scalar(
        select(FindingRow.id)
        .join(CasePostRow, CasePostRow.post_id == FindingRow.post_id)
        .join(PostRow, PostRow.id == FindingRow.post_id)
        .join(
            OwnPictureRow,
            (OwnPictureRow.post_id == FindingRow.post_id) & (OwnPictureRow.picture == FindingRow.picture),
        )
        .where(
            CasePostRow.case_id == case.id,
            FindingRow.label == Label.CONSENT_UNDECLARED.value,
            FindingRow.subtype.is_(None),
            OwnPictureRow.faces > 0,
            PostRow.gone_at.is_(None),
        )
        .limit(1)
    )
    if waiting is not None:
        raise InputError(
            "this case has a picture with faces that nobody declared: one person says who is in it and a second one "
            "confirms that (`goodname hold`), or close it as removed when it is down"
        )
