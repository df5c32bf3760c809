"""What stands on a card before its case is opened: why it is there, and the first post only when it is wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from casework import illegal
from data.records import Finding, Post, Repost
from data.store.findings import as_finding
from data.store.posts import as_post
from data.store.tables import CasePostRow, FindingRow, PostRow
from data.words import Label
from pipelines.covering import COVER
from pipelines.home import Home
from pipelines.seeing import case_for

_HANDLE = re.compile(r"(?<!\w)@[\w.]+")
_LIFTED = (Label.RELEVANT.value, Label.SENTIMENT.value)


@dataclass(frozen=True, slots=True)
class Glance:
    """Why a case is there: its first post's findings, the surest first; of a locked case nothing.

    `post` is None unless its words were wanted, and tells no author and no handle.
    """

    findings: tuple[Finding, ...]
    post: Post | None
    locked: bool


def glance(*, home: Home, viewer: str, reference: str, words: bool) -> Glance:
    """Return what the card of this case says; raise `InputError` when the case is not there for `viewer`.

    Whoever asks for `words` records that they were shown (`pipelines.desk.record_reading`).
    """
    with home.store.reading() as session:
        case = case_for(session, home, viewer, reference)
        if illegal.is_locked(session, case.id):
            return Glance((), None, locked=True)
        first = select(func.min(CasePostRow.post_id)).where(CasePostRow.case_id == case.id).scalar_subquery()
        post = session.scalars(select(PostRow).where(PostRow.id == first)).one()
        rows = session.scalars(
            select(FindingRow)
            .where(FindingRow.post_id == post.id, FindingRow.label.not_in(_LIFTED))
            .order_by(FindingRow.score.desc(), FindingRow.id)
        ).all()
        found = tuple(as_finding(row) for row in rows)
        return Glance(found, _masked(as_post(post)) if words else None, locked=False)


def _masked(post: Post) -> Post:
    """Return the post as it stands outside its case: no author, and handles covered without moving a word."""
    return replace(
        post,
        author=None,
        account=None,
        text=_covered(post.text),
        title=_covered(post.title) if post.title else None,
        repost_of=Repost(_covered(post.repost_of.text)) if post.repost_of else None,
    )


def _covered(text: str) -> str:
    return _HANDLE.sub(lambda found: "@" + COVER * (len(found[0]) - 1), text)
