"""Which areas of the dashboard the roles of somebody open, and what they read there."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from data.removal_words import ReportKind
from data.words import Role, Word
from pipelines import director, escalation_board, log_book, register_desk, reputation, settings_desk, takedown_board
from pipelines.audit_record import SIGNS
from pipelines.home import Home
from pipelines.reports import READERS
from pipelines.shown import record_shown
from pipelines.sign_in import roster


class Area(Word):
    """A part of the dashboard that a role opens or does not."""

    CASES = "cases", "Cases"
    ALERTS = "alerts", "Alerts"
    DIRECTOR = "director", "Director"
    GOVERNOR = "governor", "For governors"
    OWN_POSTS = "own_posts", "Own posts"
    REGISTERS = "registers", "Registers"
    TAKEDOWNS = "takedowns", "Takedowns"
    ESCALATIONS = "escalations", "Escalations"
    REPUTATION = "reputation", "Reputation"
    REPORTS = "reports", "Reports"
    HAND_IN = "hand_in", "Hand in"
    SOURCES = "sources", "Sources"
    FIRST_STEPS = "first_steps", "First steps"
    POLICY = "policy", "Policy"
    MODELS = "models", "Models"
    ABOUT = "about", "About our monitoring"
    USERS = "users", "Users"
    AUDIT_LOG = "audit_log", "Audit log"


_HEALTH_ONLY = frozenset({Role.ICT, Role.GOVERNOR, Role.LINK_GOVERNOR})
_REPORTS = frozenset(role for readers in READERS.values() for role in readers)
_POLICY = frozenset(
    {Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.COMMS_LEAD, Role.PLATFORM_OWNER, Role.DIRECTOR, Role.DPO}
)
_REGISTERS = register_desk.WHOLE | {Role.COMMS_LEAD, Role.ACCOUNT_OWNER}
_OWN_POSTS = SIGNS | {Role.COMMS_LEAD, Role.DPO, Role.ACCOUNT_OWNER, Role.STAFF}


def areas(roles: Iterable[Role]) -> frozenset[Area]:
    """Return what the roles open together: ICT and governors see health, never a case; others see cases too.

    Which case, line or person is seen inside an area is decided by its use-cases, not here.
    """
    held = frozenset(roles)
    opened = {Area.SOURCES, Area.ABOUT}
    if not held <= _HEALTH_ONLY:
        opened |= {Area.CASES, Area.ALERTS, Area.HAND_IN}
    for area, wanted in (
        (Area.DIRECTOR, director.OPENS),
        (Area.GOVERNOR, READERS[ReportKind.GOVERNORS]),
        (Area.OWN_POSTS, _OWN_POSTS),
        (Area.TAKEDOWNS, takedown_board.OPENS),
        (Area.ESCALATIONS, escalation_board.OPENS),
        (Area.REPUTATION, reputation.OPENS),
        (Area.REPORTS, _REPORTS),
        (Area.REGISTERS, _REGISTERS),
        (Area.FIRST_STEPS, settings_desk.OWNERS["sources"]),
        (Area.POLICY, _POLICY),
        (Area.MODELS, _POLICY | {Role.ICT}),
        (Area.USERS, roster.SEES),
        (Area.AUDIT_LOG, log_book.CHECKS),
    ):
        if held & wanted:
            opened.add(area)
    return frozenset(opened)


def record_reading(*, home: Home, viewer: str, references: Collection[str]) -> None:
    """Record that `viewer` had the beginnings of these cases' posts shown in the queue."""
    record_shown(home=home, viewer=viewer, action="queue:read", of="cases", shown=references)
