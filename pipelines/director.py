"""What a director looks at in two minutes: breaches on the platforms they answer for, and audits nobody has signed.

A breach whose case keeps the viewer out, or that their roles do not see, is not there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from casework import holds
from data.policy import resolved
from data.store import registers
from data.store.own_post_tables import BreachRow
from data.store.tables import CaseRow, PersonRow, PostRow
from data.words import BreachDecision, BreachOutcome, CaseStatus, Label, Platform, Role
from pipelines.audit_record import AuditRecord, audits, needs_role
from pipelines.home import Home
from pipelines.seeing import person_of, visible
from pipelines.shown import record_shown

OPENS = frozenset({Role.DIRECTOR, Role.PLATFORM_OWNER})
SETTLED_SHOWN_FOR = timedelta(days=14)
"""How long a breach stays on the screen after somebody said how it ended."""


@dataclass(frozen=True, slots=True)
class OwnBreach:
    """A breach of the school's own rules. `look_due_at` is the case's clock, `decide_by` the end of the 72 hours."""

    reference: str
    platform: Platform
    account: str | None
    labels: tuple[Label, ...]
    found_at: datetime
    owner: str | None
    status: CaseStatus
    look_due_at: datetime | None
    is_acknowledged: bool
    child_exposed: bool
    decide_by: datetime | None
    decision: BreachDecision | None
    outcome: BreachOutcome | None
    outcome_at: datetime | None
    recheck: str | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet how it ended."""
        return self.outcome is None

    def clock(self) -> datetime | None:
        """Return the next moment by which somebody must have done something, or None when no clock runs."""
        if not self.is_open:
            return None
        look = None if self.is_acknowledged else self.look_due_at
        told = self.decide_by if self.child_exposed and self.decision is None else None
        return min((moment for moment in (look, told) if moment), default=None)


@dataclass(frozen=True, slots=True)
class Screen:
    """The whole page. `platforms` None: the viewer answers for all; `unsigned` are the audits that wait, newest first.

    `breaches`: open ones first, the most pressing clock first, then those settled of late.
    """

    platforms: frozenset[Platform] | None
    breaches: tuple[OwnBreach, ...]
    unsigned: tuple[AuditRecord, ...]
    last_audit_at: datetime | None

    @property
    def open_breaches(self) -> int:
        """How many breaches have no outcome."""
        return sum(breach.is_open for breach in self.breaches)

    @property
    def unacknowledged(self) -> int:
        """How many open breaches nobody has taken in hand."""
        return sum(breach.is_open and not breach.is_acknowledged for breach in self.breaches)

    def overdue(self, now: datetime) -> int:
        """How many open breaches have a clock that has run out."""
        return sum((clock := breach.clock()) is not None and clock < now for breach in self.breaches)


def screen(*, home: Home, viewer: str) -> Screen:
    """Return the director's screen; raise `InputError` for somebody with another role."""
    now = home.clock()
    with home.store.reading() as session:
        needs_role(session, home, viewer, OPENS, "open the director's page")
        person = person_of(session, home, viewer)
        mine = _platforms_of(session, home, person)
        knowing = holds.knows(Role(role) for role in person.roles)
        rows = session.execute(
            select(BreachRow, CaseRow, PostRow.platform, PostRow.account)
            .join(CaseRow, CaseRow.id == BreachRow.case_id)
            .join(PostRow, PostRow.id == BreachRow.post_id)
            .where(*visible(session, home, viewer), *_on(mine))
            .where(or_(BreachRow.outcome.is_(None), BreachRow.outcome_at >= now - SETTLED_SHOWN_FOR))
            .order_by(BreachRow.id)
        ).all()
        found = [_breach(row, case, platform, account, knowing=knowing) for row, case, platform, account in rows]
    newest = audits(home=home)
    waiting = tuple(entry for entry in newest if entry.signed_at is None)
    return Screen(mine, tuple(sorted(found, key=_urgency)), waiting, newest[0].audited_at if newest else None)


def note_breaches_seen(*, home: Home, viewer: str, references: Collection[str]) -> None:
    """Record that `viewer` was shown these cases' breaches."""
    record_shown(home=home, viewer=viewer, action="breaches:viewed", of="cases", shown=references)


def _platforms_of(session: Session, home: Home, person: PersonRow) -> frozenset[Platform] | None:
    """Return the platforms that somebody was made to answer for; a director who was given none answers for all."""
    names = {person.username.casefold(), person.display_name.casefold()}
    owners = [
        *((resolved(home.config.policy).get("platform_owners") or {}).items()),
        *((account.platform, account.owner) for account in home.config.accounts),
        *(
            (entry["platform"], entry["owner"])
            for entry in registers.entries(session, home.cipher, home.school_id, "accounts")
        ),
    ]
    mine = frozenset(Platform(platform) for platform, owner in owners if owner and owner.casefold() in names)
    return None if not mine and Role.DIRECTOR in {Role(role) for role in person.roles} else mine


def _on(platforms: frozenset[Platform] | None) -> list[ColumnElement[bool]]:
    return [] if platforms is None else [PostRow.platform.in_([platform.value for platform in platforms])]


def _breach(row: BreachRow, case: CaseRow, platform: str, account: str | None, *, knowing: bool) -> OwnBreach:
    return OwnBreach(
        reference=case.reference,
        platform=Platform(platform),
        account=account,
        labels=tuple(Label(label) for label in row.labels),
        found_at=row.found_at,
        owner=row.owner,
        status=CaseStatus(case.status),
        look_due_at=holds.shown(case, knowing=knowing).due_at,
        is_acknowledged=case.acknowledged_at is not None,
        child_exposed=row.child_exposed,
        decide_by=row.decide_by,
        decision=BreachDecision(row.decision) if row.decision else None,
        outcome=BreachOutcome(row.outcome) if row.outcome else None,
        outcome_at=row.outcome_at,
        recheck=row.recheck,
    )


def _urgency(breach: OwnBreach) -> tuple[bool, bool, float]:
    clock = breach.clock()
    if clock is not None:
        return False, False, clock.timestamp()
    moment = breach.outcome_at or breach.found_at
    return not breach.is_open, True, -moment.timestamp()
