"""Lets go what has been kept long enough: words, versions, raw items, evidence. The row of a post stays, as a count.

A post leaves with all that was made of it. The school's own posts stay: a withdrawn permission must find the oldest of
them. What the lead for safeguarding holds stays, and so do cases about a child's safety, which are handed to the
school's own record first. Every run is one line of the audit log, with counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from casework import evidence
from casework.legal_hold import held_posts
from data.store import audit, posts
from data.store.removal_tables import TakedownRow
from data.store.tables import CaseEventRow, CasePostRow, CaseRow, ExaminationRow, PostRow
from data.words import CaseStatus, Direction, Label, Provenance
from pipelines.home import Home

PLATFORM_REMOVED_IT = "its platform no longer shows it"
KEPT_LONG_ENOUGH = "kept as long as the school's retention allows"
FOR_THE_SCHOOLS_RECORD = (
    Label.SAFEGUARDING,
    Label.STAFF_ALLEGATION,
    Label.REPORTING_RESTRICTION,
    Label.STAFF_CONDUCT,
)
"""Categories whose closed cases are not let go by the clock: the child protection file has rules of its own."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Retained:
    """What one run let go."""

    not_about_us: int = 0
    unflagged: int = 0
    removed_by_platform: int = 0
    closed_cases: int = 0
    evidence_records: int = 0
    not_understood: int = 0
    """Items as received that no mapper understood: they are somebody's words too."""


def retain(*, home: Home, actor: str = "goodname") -> Retained:
    """Let go whatever is due by the school's retention; return what went."""
    rules, now = home.config.retention, home.clock()
    in_case = select(CasePostRow.post_id).where(CasePostRow.school_id == home.school_id)
    stale = _kept(home).where(PostRow.id.not_in(in_case))
    not_about_us = _let_go(
        home,
        stale.where(
            ExaminationRow.relevant.is_(False), PostRow.collected_at < now - timedelta(days=rules.not_about_us_days)
        ),
        why="not about this school",
    )
    unflagged = _let_go(
        home, stale.where(PostRow.collected_at < now - timedelta(days=rules.unflagged_days)), why=KEPT_LONG_ENOUGH
    )
    removed, sealed = _removed_by_platform(home, actor)
    closed, more_sealed = _closed_cases(home, actor)
    with home.store.writing() as session:
        odd = posts.drop_unparsed(session, home.school_id, before=now - timedelta(days=rules.unflagged_days))
    done = Retained(not_about_us, unflagged, removed, closed, sealed + more_sealed, odd)
    if any(counts := asdict(done).values()):
        assert counts
        with home.store.writing() as session:
            audit.record(
                session,
                home.cipher,
                home.school_id,
                actor=actor,
                action="retention:applied",
                at=now,
                details=asdict(done),
            )
    return done


def _kept(home: Home) -> Select[int]:
    """Return the query of the posts of others whose words are still kept and that no hold keeps."""
    return (
        select(PostRow.id)
        .outerjoin(ExaminationRow, ExaminationRow.post_id == PostRow.id)
        .where(
            PostRow.school_id == home.school_id,
            PostRow.direction == Direction.MENTION.value,
            PostRow.text_dropped.is_(None),
            PostRow.id.not_in(held_posts(home.school_id)),
        )
        .order_by(PostRow.id)
        .limit(_AT_ONCE)
    )


def _let_go(home: Home, due: Select[int], *, why: str) -> int:
    total = 0
    while True:
        with home.store.writing() as session:
            ids = session.scalars(due).all()
            posts.drop_text(session, ids, why=why)
        total += len(ids)
        if len(ids) < _AT_ONCE:
            return total


def _removed_by_platform(home: Home, actor: str) -> tuple[int, int]:
    """Let go the copies of collected posts that their platform removed; return how many, and how much evidence."""
    cutoff = home.clock() - timedelta(hours=home.config.retention.gone_hours)
    due = _kept(home).where(
        PostRow.provenance == Provenance.COLLECTED.value, PostRow.gone_at.is_not(None), PostRow.gone_at <= cutoff
    )
    total = sealed = 0
    while True:
        with home.store.writing() as session:
            ids = session.scalars(due).all()
            # A record is sealed whole: it cannot give up one post and keep another.
            for case in _cases_of(session, ids):
                sealed += evidence.let_go(session, home.cipher, home.folder, case, actor=actor, now=home.clock())
            posts.drop_text(session, ids, why=PLATFORM_REMOVED_IT)
        total += len(ids)
        if len(ids) < _AT_ONCE:
            return total, sealed


def _closed_cases(home: Home, actor: str) -> tuple[int, int]:
    """Let go what ordinary cases hold that were closed long enough ago; return how many, and how much evidence."""
    cutoff = home.clock() - timedelta(days=home.config.retention.closed_case_days)
    own = select(PostRow.id).where(PostRow.school_id == home.school_id, PostRow.direction == Direction.OWN.value)
    total = sealed = 0
    with home.store.reading() as session:
        ids = session.scalars(
            select(CaseRow.id).where(
                CaseRow.school_id == home.school_id,
                CaseRow.status == CaseStatus.CLOSED.value,
                CaseRow.closed_at < cutoff,
                CaseRow.category.not_in([label.value for label in FOR_THE_SCHOOLS_RECORD]),
                CaseRow.id.in_(
                    select(CaseEventRow.case_id).where(CaseEventRow.note_sealed.is_not(None))
                    .union(
                        select(CasePostRow.case_id)
                        .join(PostRow, PostRow.id == CasePostRow.post_id)
                        .where(PostRow.text_dropped.is_(None), PostRow.id.not_in(own))
                    )
                ),
            )
        ).all()  # fmt: skip
    for case_id in ids:
        with home.store.writing() as session:
            case = session.get_one(CaseRow, case_id)
            sealed += evidence.let_go(session, home.cipher, home.folder, case, actor=actor, now=home.clock())
            elsewhere = (
                select(CasePostRow.post_id)
                .join(CaseRow, CaseRow.id == CasePostRow.case_id)
                .where(CasePostRow.school_id == home.school_id, CaseRow.id != case_id)
                .where((CaseRow.status != CaseStatus.CLOSED.value) | (CaseRow.closed_at >= cutoff))
            )
            mine = select(CasePostRow.post_id).where(CasePostRow.case_id == case_id)
            leaving = session.scalars(_kept(home).limit(None).where(PostRow.id.in_(mine), PostRow.id.not_in(elsewhere)))
            posts.drop_text(session, leaving.all(), why=KEPT_LONG_ENOUGH)
            session.execute(update(CaseEventRow).where(CaseEventRow.case_id == case_id).values(note_sealed=None))
            session.execute(delete(TakedownRow).where(TakedownRow.case_id == case_id))
        total += 1
    return total, sealed


def _cases_of(session: Session, post_ids: Sequence[int]) -> Sequence[CaseRow]:
    held = select(CasePostRow.case_id).where(CasePostRow.post_id.in_(post_ids))
    return session.scalars(select(CaseRow).where(CaseRow.id.in_(held)).order_by(CaseRow.id)).all()
