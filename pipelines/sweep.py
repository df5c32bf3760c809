"""Searches everything published already after a withdrawal, and lists the posts to take down, the oldest first.

A sweep is asked for in the transaction that stores its cause, so none is forgotten. Posts that show a subject, by the
post's own declaration, by the photo register, by a copy of its picture or by an earlier finding, are read again by all
detectors with today's registers; each that is out of line now has a case, and is listed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select, true, update
from sqlalchemy.orm import Session

from data.policy import resolved
from data.registers import entries, permissions
from data.store import audit, registers, sweeps
from data.store.own_post_tables import SweepPostRow, SweepRow
from data.store.posts import insert
from data.store.sweeps import Cause, Sweep
from data.store.tables import CasePostRow, CaseRow, FindingRow, PostRow
from data.words import CaseStatus
from pipelines.attend import attend
from pipelines.home import Home
from pipelines.registers import load_school, school_day
from pipelines.seeing import not_kept_out, visible
from pipelines.sweep_search import SHOWN, candidates, completed

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class ToTakeDown:
    """One published post to take down, and the case that says so; None for a viewer who does not see that case."""

    platform: str
    url: str | None
    native_id: str
    published_at: datetime | None
    case: str | None


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did: how many published posts it looked through, and which are to be taken down, oldest first."""

    cause: Cause
    asked_at: datetime
    searched: int
    read_again: int
    listed: tuple[ToTakeDown, ...]

    @property
    def sentence(self) -> str:
        """Return the outcome as text, without who it is about."""
        head = f"{self.cause.label}: {self.searched} published posts searched, {len(self.listed)} to take down"
        lines = [
            f"  {f'{post.published_at:%Y-%m-%d}' if post.published_at else 'no date'}  "
            f"{post.url or post.native_id}{f'  {post.case}' if post.case else ''}"
            for post in self.listed
        ]
        return "\n".join([head + (":" if lines else "."), *lines])


def run_sweeps(*, home: Home, viewer: str | None = None) -> list[Swept]:
    """Run every sweep that waits. A kill leaves a sweep waiting; running it again lists nothing twice.

    What is returned is for `viewer`, as in `take_down_list`; for the machine itself where nobody is named.
    """
    with home.store.reading() as session:
        waiting = sweeps.waiting(session, home.cipher, home.school_id)
    if not waiting:
        return []
    school = load_school(home=home, purpose="sweep")
    school = completed(home, school, waiting)
    searched, to_read = candidates(home, school, waiting)
    again = sorted({post for found in to_read.values() for post in found})
    for at in range(0, len(again), _CHUNK):
        with home.store.writing() as session:
            session.execute(update(PostRow).where(PostRow.id.in_(again[at : at + _CHUNK])).values(examined_version=0))
    attend(home=home, school=school)
    return [_list(home, sweep, searched, to_read[sweep.id], viewer) for sweep in waiting]


def ask_for_what_lapsed(*, home: Home, since: date) -> int:
    """Ask for a sweep about pupils whose permission ran out, or who left, after `since`; return how many pupils."""
    today, policy = school_day(home), resolved(home.config.policy)
    rules = permissions.rules_of(policy)
    if since >= today:
        return 0
    with home.store.writing() as session:
        pupils = [entries.pupil(e) for e in registers.entries(session, home.cipher, home.school_id, "pupils")]
        lapsed = []
        for pupil in pupils:
            purposes = dict.fromkeys((*pupil.permissions, *(d.purpose for d in pupil.decisions)))
            before = permissions.as_of(pupil, purposes, on=since, rules=rules).permissions
            now = permissions.as_of(pupil, purposes, on=today, rules=rules).permissions
            if any(before[p] and not now[p] for p in purposes):
                lapsed.append(pupil.pupil_id)
        if lapsed:
            sweeps.ask(
                session,
                home.cipher,
                home.school_id,
                cause=Cause.PERMISSION_WITHDRAWN,
                subjects=lapsed,
                actor="goodname",
                now=home.clock(),
            )
    return len(lapsed)


def take_down_list(*, home: Home, viewer: str) -> list[Swept]:
    """Return what finished sweeps listed and is still published, the oldest sweep and the oldest post first.

    A post whose case keeps `viewer` out is left out; one whose case their roles do not show is listed without its case.
    """
    with home.store.reading() as session:
        rows = session.scalars(
            select(SweepRow)
            .where(SweepRow.school_id == home.school_id, SweepRow.finished_at.is_not(None))
            .order_by(SweepRow.id)
        ).all()
        found = [
            Swept(
                Cause(row.cause),
                row.asked_at,
                row.counts.get("searched", 0),
                row.counts.get("read_again", 0),
                tuple(_listed(session, home, row.id, viewer)),
            )
            for row in rows
        ]
    return [swept for swept in found if swept.listed]


def _list(home: Home, sweep: Sweep, searched: int, read_again: Collection[int], viewer: str | None) -> Swept:
    """Store and return which of the candidates are to be taken down."""
    subjects, now = set(sweep.subjects), home.clock()
    ids = sorted(read_again)
    with home.store.writing() as session:
        for at in range(0, len(ids), _CHUNK):
            rows = session.execute(
                select(FindingRow.post_id, FindingRow.label, FindingRow.pupil_ids_sealed, CaseRow.id)
                .join(CasePostRow, CasePostRow.post_id == FindingRow.post_id)
                .join(CaseRow, CaseRow.id == CasePostRow.case_id)
                .where(
                    FindingRow.post_id.in_(ids[at : at + _CHUNK]),
                    FindingRow.label.in_([label.value for label in SHOWN]),
                    CaseRow.status != CaseStatus.CLOSED.value,
                )
            ).all()
            for post_id, label, sealed, case_id in rows:
                meant = (
                    set(home.cipher.open(sealed, home.school_id, "findings", "pupil_ids", post_id)) if sealed else set()
                )
                if sweep.cause is Cause.PICTURE_WITHHELD or meant & subjects:
                    session.execute(
                        insert(session, SweepPostRow)
                        .values(
                            sweep_id=sweep.id,
                            post_id=post_id,
                            school_id=home.school_id,
                            case_id=case_id,
                            label=label,
                            listed_at=now,
                        )
                        .on_conflict_do_nothing()
                    )
        counts = {
            "searched": searched,
            "read_again": len(ids),
            "listed": session.scalar(select(func.count()).where(SweepPostRow.sweep_id == sweep.id)) or 0,
        }
        sweeps.finish(session, sweep.id, counts=counts, now=now)
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=sweep.asked_by,
            action="own_posts:swept",
            at=now,
            reason=sweep.cause.value,
            details=counts,
        )
        listed = tuple(_listed(session, home, sweep.id, viewer))
    return Swept(sweep.cause, sweep.asked_at, searched, len(ids), listed)


def _listed(session: Session, home: Home, sweep_id: int, viewer: str | None) -> Iterator[ToTakeDown]:
    seen = visible(session, home, viewer) if viewer is not None else []
    open_to = not_kept_out(session, home, viewer) if viewer is not None else []
    rows = session.execute(
        select(
            PostRow.platform,
            PostRow.url,
            PostRow.native_id,
            PostRow.published_at,
            CaseRow.reference,
            and_(true(), *seen),
        )
        .join(SweepPostRow, SweepPostRow.post_id == PostRow.id)
        .join(CaseRow, CaseRow.id == SweepPostRow.case_id)
        .where(SweepPostRow.sweep_id == sweep_id, PostRow.gone_at.is_(None), *open_to)
        .order_by(func.coalesce(PostRow.published_at, PostRow.collected_at), PostRow.id)
    )
    for platform, url, native_id, published_at, reference, sees in rows:
        yield ToTakeDown(platform, url, native_id, published_at, reference if sees else None)
