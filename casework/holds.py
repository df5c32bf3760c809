"""What those see of a matter who may not know that a child is protected: a hold like any other (DESIGN.md 5.6).

A case that is graver only because a child is protected keeps beside its severity and deadline those that it would have
without. Lists, sorting, counts, alerts and documents take them for all but the leads for safeguarding and the head.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case as when
from sqlalchemy import func
from sqlalchemy.sql.elements import ColumnElement

from casework.permissions import visible_categories
from data.store.tables import CaseRow
from data.words import Label, Role, Severity

FOR_SAFEGUARDING = "protected_child"
"""The reason of a line of the timeline that would say how grave such a case truly is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How grave a case is and until when somebody looks, as one viewer sees it."""

    severity: Severity
    due_at: datetime | None


def knows(roles: Iterable[Role]) -> bool:
    """Say whether somebody with `roles` may know that a child is protected."""
    return Label.SAFEGUARDING in visible_categories(roles)


def shown(case: CaseRow, *, knowing: bool) -> Shown:
    """Return what a viewer sees, by whether they may know."""
    if knowing or case.hold_severity is None:
        return Shown(Severity(case.severity), case.due_at)
    return Shown(Severity(case.hold_severity), case.hold_due_at)


def as_hold(case: CaseRow) -> Shown | None:
    """Return what those see who may not know, or None when everybody sees the same."""
    return None if case.hold_severity is None else shown(case, knowing=False)


def keep_apart(case: CaseRow, hold: Shown | None) -> None:
    """Let those who may not know see `hold`; None, or what is as grave as the case itself, shows all the same."""
    apart = hold is not None and hold.severity > Severity(case.severity)
    case.hold_severity = hold.severity.value if hold and apart else None
    case.hold_due_at = hold.due_at if hold and apart else None


def severity_for(*, knowing: bool) -> ColumnElement[str]:
    """Return the column to filter, sort and count by."""
    return CaseRow.severity if knowing else func.coalesce(CaseRow.hold_severity, CaseRow.severity)  # type: ignore[return-value]  # a mapped column


def due_for(*, knowing: bool) -> ColumnElement[Any]:
    """Return the deadline to filter and sort by."""
    if knowing:
        return CaseRow.due_at  # type: ignore[return-value]  # a mapped column
    return when((CaseRow.hold_severity.is_not(None), CaseRow.hold_due_at), else_=CaseRow.due_at)


def earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the earlier of two deadlines; None is no deadline at all."""
    return min(one, other) if one and other else one or other
