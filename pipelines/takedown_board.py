"""Every removal request a viewer may know of: where it stands, until when an answer is due, whether removal works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session

from casework.ladder import PLATFORM_WAIT
from casework.playbook import Playbook, Route, read_playbook
from casework.takedown import StateChange, time_to_removal
from data.removal_words import Filer, Ground, RequestOutcome, UrlState
from data.store.removal_tables import TakedownRow, UrlStateRow
from data.store.tables import CaseRow, PostRow
from data.words import Platform, Role, Word
from pipelines.audit_record import needs_role
from pipelines.home import Home
from pipelines.seeing import visible

OPENS = frozenset({Role.COMMS_LEAD, Role.DIRECTOR, Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.CHAIR, Role.DPO})
RATES_OVER = timedelta(days=365)


class Stand(Word):
    """Where a request stands, as the board sorts it."""

    WAITING = "waiting", "Waiting for an answer"
    DRAFTED = "drafted", "Drafted, not sent"
    ANSWERED = "answered", "Answered"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request. `answer_due_at`: when the platform has had its time; None for one that was not sent or is answered."""

    request: int
    reference: str
    platform: Platform
    route: str
    ground: Ground
    filer: Filer
    drafted_at: datetime
    sent_at: datetime | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    outcome: RequestOutcome
    state: UrlState | None


@dataclass(frozen=True, slots=True)
class Rate:
    """How often and how fast removal worked on one platform: addresses reported, those gone now, median hours."""

    platform: Platform
    reported: int
    removed: int
    median_hours: float | None


@dataclass(frozen=True, slots=True)
class Board:
    """One page of requests; `by_stand` counts all of them, `rates` the last year by platform."""

    lines: tuple[RequestLine, ...]
    by_stand: Mapping[Stand, int]
    late: int
    rates: tuple[Rate, ...]


def board(*, home: Home, viewer: str, stand: Stand, limit: int = 25, offset: int = 0) -> Board:
    """Return the requests that stand so, the longest waiting first; raise `InputError` for a role that has no board."""
    now = home.clock()
    playbook = read_playbook(home.folder)
    with home.store.reading() as session:
        needs_role(session, home, viewer, OPENS, "see the removal requests")
        seen = visible(session, home, viewer)
        newest_first = stand is Stand.ANSWERED
        rows = session.execute(
            select(TakedownRow, CaseRow.reference, _state_now())
            .join(CaseRow, CaseRow.id == TakedownRow.case_id)
            .where(*seen, _stand() == stand.value)
            .order_by(
                TakedownRow.id.desc() if newest_first else func.coalesce(TakedownRow.sent_at, TakedownRow.drafted_at)
            )
            .limit(limit)
            .offset(offset)
        ).all()
        counts = session.execute(
            select(_stand(), func.count())
            .join(CaseRow, CaseRow.id == TakedownRow.case_id)
            .where(*seen)
            .group_by(_stand())
        ).all()
        waiting = session.execute(
            select(TakedownRow.route, TakedownRow.sent_at)
            .join(CaseRow, CaseRow.id == TakedownRow.case_id)
            .where(*seen, _stand() == Stand.WAITING.value)
        ).all()
        late = sum(sent_at < now - _wait(playbook.route(route)) for route, sent_at in waiting if sent_at)
        return Board(
            lines=tuple(_line(row, reference, state, playbook) for row, reference, state in rows),
            by_stand={Stand(key): number for key, number in counts},
            late=late,
            rates=_rates(session, seen, since=now - RATES_OVER),
        )


def _stand() -> ColumnElement[str]:
    return case(
        (TakedownRow.sent_at.is_(None), literal(Stand.DRAFTED.value, literal_execute=True)),
        (
            TakedownRow.outcome == literal(RequestOutcome.SENT.value, literal_execute=True),
            literal(Stand.WAITING.value, literal_execute=True),
        ),
        else_=literal(Stand.ANSWERED.value, literal_execute=True),
    )


def _state_now() -> ColumnElement[str | None]:
    return (
        select(UrlStateRow.state)
        .where(UrlStateRow.case_id == TakedownRow.case_id, UrlStateRow.post_id == TakedownRow.post_id)
        .order_by(UrlStateRow.id.desc())
        .limit(1)
        .correlate(TakedownRow)
        .scalar_subquery()
    )


def _wait(route: Route | None) -> timedelta:
    return timedelta(hours=route.wait_hours) if route and route.wait_hours else PLATFORM_WAIT


def _line(row: TakedownRow, reference: str, state: str | None, playbook: Playbook) -> RequestLine:
    route = playbook.route(row.route)
    outcome = RequestOutcome(row.outcome)
    waits = row.sent_at is not None and outcome is RequestOutcome.SENT
    return RequestLine(
        request=row.id,
        reference=reference,
        platform=Platform(row.platform),
        route=route.name if route else row.route,
        ground=Ground(row.ground),
        filer=Filer(row.filer),
        drafted_at=row.drafted_at,
        sent_at=row.sent_at,
        answer_due_at=row.sent_at + _wait(route) if waits and row.sent_at else None,
        answered_at=row.response_at,
        outcome=outcome,
        state=UrlState(state) if state else None,
    )


def _rates(session: Session, seen: list[ColumnElement[bool]], *, since: datetime) -> tuple[Rate, ...]:
    rows = session.execute(
        select(UrlStateRow.case_id, UrlStateRow.post_id, UrlStateRow.state, UrlStateRow.at, PostRow.platform)
        .join(CaseRow, CaseRow.id == UrlStateRow.case_id)
        .join(PostRow, PostRow.id == UrlStateRow.post_id)
        .where(*seen, UrlStateRow.at >= since)
        .order_by(UrlStateRow.id)
    )
    changes: dict[tuple[int, int], list[StateChange]] = {}
    platforms: dict[tuple[int, int], str] = {}
    for case_id, post_id, state, at, platform in rows:
        changes.setdefault((case_id, post_id), []).append(StateChange(post_id, UrlState(state), at, None))
        platforms[case_id, post_id] = platform
    reported: dict[str, int] = {}
    hours: dict[str, list[float]] = {}
    for key, own in changes.items():
        if not any(change.state is UrlState.REPORTED for change in own):
            continue
        platform = platforms[key]
        reported[platform] = reported.get(platform, 0) + 1
        taken = time_to_removal(own, key[1])
        if taken is not None:
            hours.setdefault(platform, []).append(taken / timedelta(hours=1))
    return tuple(
        Rate(Platform(platform), number, len(hours.get(platform, ())), _median(hours.get(platform)))
        for platform, number in sorted(reported.items(), key=lambda pair: -pair[1])
    )


def _median(hours: list[float] | None) -> float | None:
    return median(hours) if hours else None
