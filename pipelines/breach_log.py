"""The breach log in people's hands: how a breach ended, whether the regulator is told, and checks of devices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from casework import breaches
from data.errors import InputError
from data.store import audit
from data.store.own_post_tables import BreachRow, DeviceCheckRow
from data.store.tables import CaseRow, DenialRow, PostRow
from data.words import BreachDecision, BreachOutcome, Label, Role
from pipelines.audit_record import needs_role
from pipelines.cases import show_case
from pipelines.home import Home
from pipelines.registers import school_day
from pipelines.seeing import case_for, person_of

LISTS = frozenset({Role.PLATFORM_OWNER, Role.DIRECTOR, Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DPO})
DECIDES = frozenset({Role.DPO})


@dataclass(frozen=True, slots=True)
class Breach:
    """A line of the breach log; nothing in it says which child is meant."""

    case: str
    platform: str
    account: str | None
    labels: tuple[Label, ...]
    found_at: datetime
    owner: str | None
    owner_told_at: datetime | None
    recheck: str | None
    outcome: BreachOutcome | None
    outcome_at: datetime | None
    outcome_by: str | None
    child_exposed: bool
    decide_by: datetime | None
    decision: BreachDecision | None
    decided_at: datetime | None


def breach_log(*, home: Home, viewer: str, open_only: bool = False) -> list[Breach]:
    """Return the breach log, oldest first, less the cases that keep `viewer` out; the look is recorded."""
    with home.store.writing() as session:
        needs_role(session, home, viewer, LISTS, "read the breach log")
        denied = select(DenialRow.case_id).where(DenialRow.person_id == person_of(session, home, viewer).id)
        rows = session.execute(
            select(BreachRow, CaseRow.reference, PostRow.platform, PostRow.account)
            .join(CaseRow, CaseRow.id == BreachRow.case_id)
            .join(PostRow, PostRow.id == BreachRow.post_id)
            .where(BreachRow.school_id == home.school_id, BreachRow.case_id.not_in(denied))
            .order_by(BreachRow.id)
        ).all()
        found = [
            Breach(
                reference,
                platform,
                account,
                tuple(Label(label) for label in row.labels),
                row.found_at,
                row.owner,
                row.owner_told_at,
                row.recheck,
                BreachOutcome(row.outcome) if row.outcome else None,
                row.outcome_at,
                row.outcome_by,
                row.child_exposed,
                row.decide_by,
                BreachDecision(row.decision) if row.decision else None,
                row.decided_at,
            )
            for row, reference, platform, account in rows
        ]
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="breaches:viewed",
            at=home.clock(),
            details={"lines": len(found)},
        )
    return [line for line in found if not open_only or line.outcome is None]


def say_outcome(*, home: Home, viewer: str, reference: str, outcome: BreachOutcome, words: str) -> None:
    """Say how the breaches of a case ended; `InputError` when the case is not there for `viewer`, or has none open."""
    show_case(home=home, viewer=viewer, reference=reference)
    with home.store.writing() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.reference == reference)).one()
        count = breaches.settle(
            session, home.cipher, case, outcome=outcome, words=words, actor=viewer, now=home.clock()
        )
        if not count:
            raise InputError("this case has no breach that waits for an outcome")
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="breach:outcome",
            at=home.clock(),
            reason=outcome.value,
            details={"case": reference, "breaches": count},
        )


def decide(*, home: Home, viewer: str, reference: str, decision: BreachDecision, words: str) -> int:
    """Record the data protection officer's decision on a case's breaches; return how many it decides."""
    with home.store.writing() as session:
        needs_role(session, home, viewer, DECIDES, "decide whether the regulator is told")
        case_for(session, home, viewer, reference)
        rows = [
            row
            for row in session.scalars(
                select(BreachRow)
                .join(CaseRow, CaseRow.id == BreachRow.case_id)
                .where(CaseRow.reference == reference, BreachRow.school_id == home.school_id)
            )
            if row.child_exposed and row.decision is None
        ]
        if not rows:
            raise InputError("this case has no breach that waits for a decision")
        for row in rows:
            breaches.decide(home.cipher, row, decision=decision, words=words, actor=viewer, now=home.clock())
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="breach:decided",
            at=home.clock(),
            reason=decision.value,
            details={"case": reference, "breaches": len(rows)},
        )
    return len(rows)


def check_device(
    *,
    home: Home,
    viewer: str,
    device: str,
    oldest_picture_on: date | None,
    cleared: bool,
    second_checker: str | None = None,
) -> None:
    """Record a check of a device: its oldest picture of a child (None: there is none), and whether it is clear now."""
    today = school_day(home)
    if oldest_picture_on is not None and oldest_picture_on > today:
        raise InputError("the oldest picture cannot be of a day to come")
    if second_checker == viewer:
        raise InputError("the second checker is somebody else")
    with home.store.writing() as session:
        needs_role(session, home, viewer, LISTS | {Role.COMMS_LEAD, Role.ICT}, "record a device check")
        session.add(
            DeviceCheckRow(
                school_id=home.school_id,
                device=device.strip(),
                checked_on=today,
                checked_by=viewer,
                second_checker=second_checker,
                oldest_picture_on=oldest_picture_on,
                cleared=cleared,
                recorded_at=home.clock(),
            )
        )
        audit.record(session, home.cipher, home.school_id, actor=viewer, action="device:checked", at=home.clock())
