"""Finds the case that a post belongs to, and earlier cases like it: by thread, by target, by nearly the same words.

Never by author. Time bounds each rule; a post that names somebody else than the case does is another matter, however
alike the words are. The school's own posts are each a matter of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from casework import likeness
from casework.targets import targets_of_case
from data.store.case_tables import CaseTargetRow, TextMarkRow
from data.store.posts import insert
from data.store.tables import CasePostRow, CaseRow, PostRow
from data.words import CaseStatus, Direction, Label, Word

OPEN = (CaseStatus.OPEN.value, CaseStatus.IN_HAND.value, CaseStatus.WAITING.value)
SAME_THREAD_FOR = timedelta(days=14)
SAME_WORDS_FOR = timedelta(days=14)
SAME_TARGET_FOR = timedelta(days=3)
SIMILAR_FOR = timedelta(days=730)
_MOST_OF_A_MARK = 60
_MOST_CANDIDATES = 80
_KINDS: tuple[frozenset[Label], ...] = (
    frozenset({Label.SAFEGUARDING, Label.STAFF_ALLEGATION, Label.REPORTING_RESTRICTION}),
    frozenset({Label.CHILD_IDENTIFYING}),
    frozenset({Label.DEFAMATORY, Label.ABUSIVE, Label.IMPERSONATION}),
)
"""What two posts about the same person must share to be one matter."""


class Why(Word):
    """Why two posts are taken to be one matter, or two cases to be alike."""

    SAME_POST = "same_post", "the same post"
    THREAD = "thread", "the same thread"
    WORDS = "words", "nearly the same words"
    TARGET = "target", "about the same person"


@dataclass(frozen=True, slots=True)
class Match:
    """A case and why it was found."""

    case: CaseRow
    why: Why


def find_open(
    session: Session, school_id: int, row: PostRow, *, category: Label, targets: frozenset[bytes], now: datetime
) -> Match | None:
    """Return the open case that the post belongs to, or None when it is a new matter."""
    open_now = (CaseRow.school_id == school_id, CaseRow.status.in_(OPEN))
    joined = session.scalars(
        select(CaseRow)
        .join(CasePostRow, CasePostRow.case_id == CaseRow.id)
        .where(*open_now, CasePostRow.post_id == row.id)
        .order_by(CaseRow.id)
    ).first()
    if joined is not None:
        return Match(joined, Why.SAME_POST)
    if row.direction == Direction.OWN.value:
        return None
    key = thread_key(row)
    if key is not None:
        same_thread = (*open_now, CaseRow.thread_key == key, CaseRow.changed_at >= now - SAME_THREAD_FOR)
        case = _first(session, *same_thread)
        if case is not None:
            return Match(case, Why.THREAD)
    alike = _alike(session, school_id, row)
    for case in _within(session, alike, *open_now, CaseRow.changed_at >= now - SAME_WORDS_FOR):
        theirs = targets_of_case(session, case.id)
        if not (targets and theirs) or not targets.isdisjoint(theirs):
            return Match(case, Why.WORDS)
    kind = next((kind for kind in _KINDS if category in kind), frozenset())
    if targets and kind:
        case = session.scalars(
            select(CaseRow)
            .join(CaseTargetRow, CaseTargetRow.case_id == CaseRow.id)
            .where(
                *open_now,
                CaseTargetRow.target.in_(targets),
                CaseRow.category.in_([label.value for label in kind]),
                CaseRow.changed_at >= now - SAME_TARGET_FOR,
            )
            .order_by(CaseRow.id)
            .limit(1)
        ).first()
        if case is not None:
            return Match(case, Why.TARGET)
    return None


def find_similar(
    session: Session, school_id: int, case: CaseRow, seen: Sequence[ColumnElement[bool]], *, now: datetime
) -> list[Match]:
    """Return other cases of the last two years like this one, newest first, among those that `seen` lets through."""
    others = (
        CaseRow.school_id == school_id,
        CaseRow.id != case.id,
        CaseRow.opened_at >= now - SIMILAR_FOR,
        *seen,
    )
    found: dict[int, Match] = {}
    if case.thread_key is not None:
        rows = session.scalars(select(CaseRow).where(*others, CaseRow.thread_key == case.thread_key).limit(20))
        found.update((row.id, Match(row, Why.THREAD)) for row in rows)
    posts = session.scalars(
        select(PostRow).join(CasePostRow, CasePostRow.post_id == PostRow.id).where(CasePostRow.case_id == case.id)
    ).all()
    alike = {case_id for post in posts[:5] for case_id in _alike(session, school_id, post)}
    for row in _within(session, alike - {case.id}, *others):
        found.setdefault(row.id, Match(row, Why.WORDS))
    targets = targets_of_case(session, case.id)
    if targets:
        rows = session.scalars(
            select(CaseRow)
            .where(*others, CaseRow.id.in_(select(CaseTargetRow.case_id).where(CaseTargetRow.target.in_(targets))))
            .order_by(CaseRow.id.desc())
            .limit(20)
        )
        for row in rows:
            found.setdefault(row.id, Match(row, Why.TARGET))
    return sorted(found.values(), key=lambda match: match.case.opened_at, reverse=True)


def mark_text(session: Session, row: PostRow) -> None:
    """Store the marks by which a post with nearly the same words will be found."""
    values = [
        {"post_id": row.id, "mark": mark, "school_id": row.school_id} for mark in set(likeness.marks(_words(row)))
    ]
    if values:
        session.execute(insert(session, TextMarkRow).values(values).on_conflict_do_nothing())


def thread_key(row: PostRow) -> str | None:
    """Return the key of the post's thread; the school's own posts are each a matter of their own."""
    if row.thread is None or row.direction == Direction.OWN.value:
        return None
    return f"{row.platform}:{row.thread}"


def _alike(session: Session, school_id: int, row: PostRow) -> set[int]:
    """Return the ids of cases with a post that says nearly the same."""
    words = _words(row)
    marks = set(likeness.marks(words))
    if not marks:
        return set()
    # The newest posts of each mark: a mark that thousands of posts share says little, and must not cost much.
    shared = Counter(
        post_id
        for mark in sorted(marks)
        for post_id in session.scalars(
            select(TextMarkRow.post_id)
            .where(TextMarkRow.school_id == school_id, TextMarkRow.mark == mark, TextMarkRow.post_id != row.id)
            .order_by(TextMarkRow.post_id.desc())
            .limit(_MOST_OF_A_MARK)
        )
    )
    nearest = [post_id for post_id, _ in shared.most_common(_MOST_CANDIDATES)]
    posts = session.execute(
        select(CasePostRow.case_id, PostRow)
        .join(PostRow, PostRow.id == CasePostRow.post_id)
        .where(CasePostRow.post_id.in_(nearest), PostRow.direction != Direction.OWN.value)
    ).all()
    return {case_id for case_id, other in posts if likeness.is_alike(words, _words(other))}


def _within(session: Session, case_ids: set[int], *bounds: ColumnElement[bool]) -> Sequence[CaseRow]:
    """Return those of the cases that lie within `bounds`, the oldest first."""
    if not case_ids:
        return ()
    return session.scalars(select(CaseRow).where(CaseRow.id.in_(case_ids), *bounds).order_by(CaseRow.id)).all()


def _words(row: PostRow) -> str:
    return likeness.normalised(row.text)


def _first(session: Session, *bounds: ColumnElement[bool]) -> CaseRow | None:
    return session.scalars(select(CaseRow).where(*bounds).order_by(CaseRow.id).limit(1)).first()


def is_open(status: str, statuses: Collection[str] = OPEN) -> bool:
    """Say whether a case of this status is still in people's hands."""
    return status in statuses
