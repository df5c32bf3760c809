"""Every case that climbed the ladder and the viewer may know of: its newest step, its clock, what came of it.

An allegation about a member of staff stands here from the moment it opens: the authority hears within one working day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from casework.ladder import Rung, lado_target
from casework.playbook import read_playbook
from data.removal_words import PackRoute
from data.store.removal_tables import EscalationRow
from data.store.tables import CaseRow
from data.words import CaseStatus, Label, Role, Word
from pipelines.audit_record import needs_role
from pipelines.home import Home
from pipelines.seeing import visible

OPENS = frozenset({Role.COMMS_LEAD, Role.DIRECTOR, Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.CHAIR, Role.DPO})
ABOUT_STAFF = (Label.STAFF_ALLEGATION, Label.REPORTING_RESTRICTION)


class Stage(Word):
    """Whether anything is still to come."""

    OPEN = "open", "Still open"
    CLOSED = "closed", "Closed"


@dataclass(frozen=True, slots=True)
class Climb:
    """A case on the ladder. `rung` None: no step is recorded yet. `clock` says what is due at `due_at`."""

    reference: str
    category: Label
    status: CaseStatus
    rung: Rung | None
    route: PackRoute | None
    stepped_at: datetime | None
    outcome: str | None
    clock: str
    due_at: datetime | None
    steps: int


@dataclass(frozen=True, slots=True)
class Climbs:
    """One page of climbs, the most pressing clock first; `total` of this stage."""

    lines: tuple[Climb, ...]
    total: int


def climbs(*, home: Home, viewer: str, stage: Stage, limit: int = 25, offset: int = 0) -> Climbs:
    """Return the cases on the ladder; raise `InputError` for a role that has no such board."""
    nation = home.config.school.nation
    has_lado = read_playbook(home.folder).contact("lado", nation) is not None
    with home.store.reading() as session:
        needs_role(session, home, viewer, OPENS, "see the escalations")
        closed = CaseRow.status == CaseStatus.CLOSED.value
        newest = (
            select(EscalationRow.case_id, func.max(EscalationRow.id).label("step"), func.count().label("steps"))
            .where(EscalationRow.school_id == home.school_id, EscalationRow.skipped.is_(False))
            .group_by(EscalationRow.case_id)
            .subquery()
        )
        about_staff = CaseRow.category.in_([label.value for label in ABOUT_STAFF])
        where = [
            *visible(session, home, viewer),
            closed if stage is Stage.CLOSED else ~closed,
            or_(newest.c.step.is_not(None), about_staff),
        ]
        rows = session.execute(
            select(CaseRow, EscalationRow, newest.c.steps)
            .outerjoin(newest, newest.c.case_id == CaseRow.id)
            .outerjoin(EscalationRow, EscalationRow.id == newest.c.step)
            .where(*where)
            .order_by(
                ~about_staff, EscalationRow.due_at.is_(None), EscalationRow.due_at, CaseRow.opened_at.desc(), CaseRow.id
            )
            .limit(limit)
            .offset(offset)
        ).all()
        total = session.scalar(
            select(func.count()).select_from(CaseRow).outerjoin(newest, newest.c.case_id == CaseRow.id).where(*where)
        )
        told = _told_the_authority(session, [case.id for case, _, _ in rows])
        lines = [
            _climb(case, step, steps or 0, lado_by=None if case.id in told or not has_lado else _lado_by(case, nation))
            for case, step, steps in rows
        ]
    return Climbs(tuple(sorted(lines, key=_pressing)), total or 0)


def _told_the_authority(session: Session, case_ids: Sequence[int]) -> frozenset[int]:
    return frozenset(
        session.scalars(
            select(EscalationRow.case_id).where(
                EscalationRow.case_id.in_(case_ids), EscalationRow.route == PackRoute.LADO.value
            )
        )
    )


def _lado_by(case: CaseRow, nation: str) -> datetime | None:
    return lado_target(case.opened_at, nation=nation) if Label(case.category) in ABOUT_STAFF else None


def _climb(case: CaseRow, step: EscalationRow | None, steps: int, *, lado_by: datetime | None) -> Climb:
    category, status = Label(case.category), CaseStatus(case.status)
    clock, due_at = "", None
    if status is not CaseStatus.CLOSED:
        if lado_by is not None:
            clock, due_at = "The LADO hears of it by", lado_by
        elif step is not None and step.due_at is not None:
            clock, due_at = "The platform has until", step.due_at
    return Climb(
        reference=case.reference,
        category=category,
        status=status,
        rung=Rung(step.rung) if step else None,
        route=PackRoute(step.route) if step and step.route else None,
        stepped_at=step.at if step else None,
        outcome=step.outcome if step else None,
        clock=clock,
        due_at=due_at,
        steps=steps,
    )


def _pressing(line: Climb) -> tuple[bool, float]:
    return line.due_at is None, line.due_at.timestamp() if line.due_at else 0.0
