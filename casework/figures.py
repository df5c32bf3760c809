"""The figures of the governors' report, counted from the store over a time; still whole, not yet fit to be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from casework.holds import shown
from casework.takedown import StateChange, time_to_removal
from data.removal_words import UrlState
from data.store.removal_tables import TakedownRow, UrlStateRow
from data.store.tables import AuditRow, CaseRow, ExaminationRow, PostRow, RunRow
from data.words import CaseStatus, CloseReason, Direction, Label, Platform, RunStatus, Severity

GROUPS: Mapping[str, frozenset[Label]] = {
    "Safeguarding": frozenset({Label.SAFEGUARDING}),
    "Allegation about staff": frozenset({Label.STAFF_ALLEGATION, Label.REPORTING_RESTRICTION}),
    "A child identified": frozenset({Label.CHILD_IDENTIFYING}),
    "Impersonation": frozenset({Label.IMPERSONATION}),
    "Reputation": frozenset({Label.DEFAMATORY, Label.ABUSIVE}),
}
OUR_OWN_POSTS = "Our own posts"
_FALSE = (CloseReason.FALSE_ALARM.value, CloseReason.NOT_ABOUT_US.value)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How one source answered: `outage` is how long it did not answer well, as far as its runs tell."""

    source: str
    runs: int
    failed: int
    outage: timedelta
    last_success: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything counted. Times are hours."""

    posts: Counter[tuple[str, str]]
    cases: Counter[tuple[str, str]]
    first_look: Mapping[str, list[float]]
    in_time: Mapping[str, int]
    removals: Mapping[tuple[str, str], list[float]]
    reported: int
    removed: int
    closed: int
    false_alarms: int
    not_read: int
    coverage: Sequence[Coverage] = field(default_factory=list)


def count(session: Session, school_id: int, *, begin: datetime, end: datetime, knowing: bool = False) -> Figures:
    """Count everything from `begin` up to, not including, `end`; `knowing`: for who may know of protected children."""
    rows = session.execute(
        select(PostRow.platform, PostRow.direction, func.count())
        .where(PostRow.school_id == school_id, PostRow.collected_at >= begin, PostRow.collected_at < end)
        .group_by(PostRow.platform, PostRow.direction)
    )
    posts = Counter({(Platform(p).label, Direction(d).label): number for p, d, number in rows})
    cases = session.scalars(
        select(CaseRow).where(CaseRow.school_id == school_id, CaseRow.opened_at >= begin, CaseRow.opened_at < end)
    ).all()
    looks, in_time = _first_looks(session, school_id, cases, begin, knowing=knowing)
    closed = session.scalars(
        select(CaseRow).where(
            CaseRow.school_id == school_id,
            CaseRow.status == CaseStatus.CLOSED.value,
            # What was merged goes on in another case, and counts when that one closes.
            func.coalesce(CaseRow.close_reason, "") != CloseReason.MERGED.value,
            CaseRow.closed_at >= begin,
            CaseRow.closed_at < end,
        )
    ).all()
    reported, removed, removals = _removals(session, school_id, begin, end)
    not_read = session.scalar(
        select(func.count()).where(
            ExaminationRow.school_id == school_id,
            ExaminationRow.examined_at >= begin,
            ExaminationRow.examined_at < end,
            cast(ExaminationRow.unread, Text) != "[]",
        )
    )
    return Figures(
        posts=posts,
        cases=Counter((group_of(Label(case.category)), shown(case, knowing=knowing).severity.value) for case in cases),
        first_look=looks,
        in_time=in_time,
        removals=removals,
        reported=reported,
        removed=removed,
        closed=len(closed),
        false_alarms=sum(case.close_reason in _FALSE for case in closed),
        not_read=not_read or 0,
        coverage=_coverage(session, school_id, begin, end),
    )


def group_of(category: Label) -> str:
    """Return the group that governors read about; a finer cut would make small counts smaller."""
    return next((name for name, labels in GROUPS.items() if category in labels), OUR_OWN_POSTS)


def _first_looks(
    session: Session, school_id: int, cases: Sequence[CaseRow], begin: datetime, *, knowing: bool
) -> tuple[dict[str, list[float]], dict[str, int]]:
    viewed: dict[str, datetime] = {}
    events = session.execute(
        select(AuditRow.at, AuditRow.details["case"].as_string())
        .where(AuditRow.school_id == school_id, AuditRow.action == "case:viewed", AuditRow.at >= begin.isoformat())
        .order_by(AuditRow.number)
    )
    for at, reference in events:
        viewed.setdefault(reference, datetime.fromisoformat(at))
    hours: dict[str, list[float]] = {severity.value: [] for severity in Severity}
    in_time: dict[str, int] = dict.fromkeys(hours, 0)
    for case in cases:
        looked, seen = viewed.get(case.reference), shown(case, knowing=knowing)
        if looked is not None:
            hours[seen.severity.value].append((looked - case.opened_at) / timedelta(hours=1))
            in_time[seen.severity.value] += seen.due_at is None or looked <= seen.due_at
    return hours, in_time


def _removals(
    session: Session, school_id: int, begin: datetime, end: datetime
) -> tuple[int, int, dict[tuple[str, str], list[float]]]:
    reported = session.execute(
        select(UrlStateRow.case_id, UrlStateRow.post_id)
        .where(
            UrlStateRow.school_id == school_id,
            UrlStateRow.state == UrlState.REPORTED.value,
            UrlStateRow.at >= begin,
            UrlStateRow.at < end,
        )
        .distinct()
    ).all()
    changes: dict[tuple[int, int], list[StateChange]] = {}
    wanted = [post_id for _, post_id in reported]
    for row in session.scalars(select(UrlStateRow).where(UrlStateRow.post_id.in_(wanted)).order_by(UrlStateRow.id)):
        changes.setdefault((row.case_id, row.post_id), []).append(
            StateChange(row.post_id, UrlState(row.state), row.at, row.how)
        )
    routes = {
        (case_id, post_id): (Platform(platform).label, route)
        for case_id, post_id, platform, route in session.execute(
            select(TakedownRow.case_id, TakedownRow.post_id, TakedownRow.platform, TakedownRow.route)
            .where(TakedownRow.post_id.in_(wanted), TakedownRow.sent_at.is_not(None))
            .order_by(TakedownRow.id.desc())
        )
    }
    found: dict[tuple[str, str], list[float]] = {}
    removed = 0
    for case_id, post_id in reported:
        taken = time_to_removal(changes[case_id, post_id], post_id)
        if taken is not None:
            removed += 1
            found.setdefault(routes.get((case_id, post_id), ("Other", "asked otherwise")), []).append(
                taken / timedelta(hours=1)
            )
    return len(reported), removed, found


def _coverage(session: Session, school_id: int, begin: datetime, end: datetime) -> list[Coverage]:
    runs = session.scalars(
        select(RunRow)
        .where(RunRow.school_id == school_id, RunRow.started_at >= begin, RunRow.started_at < end)
        .order_by(RunRow.source, RunRow.started_at)
    )
    by_source: dict[str, list[RunRow]] = {}
    for run in runs:
        by_source.setdefault(run.source, []).append(run)
    return [_answered(source, found) for source, found in sorted(by_source.items())]


def _answered(source: str, runs: Sequence[RunRow]) -> Coverage:
    down, outage, last = None, timedelta(), None
    for run in runs:
        if run.status == RunStatus.OK.value:
            last = run.finished_at
            outage += run.started_at - down if down else timedelta()
            down = None
        elif down is None:
            down = run.started_at
    if down is not None:
        outage += runs[-1].finished_at - down
    return Coverage(source, len(runs), sum(run.status != RunStatus.OK.value for run in runs), outage, last)
