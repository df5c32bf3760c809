"""Which cases somebody may see: by role, or because they were told of it; never one that keeps them out.

Every use-case that shows or changes a case asks here. Whoever is kept out is told that the case is not there.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from casework.lock_holders import not_locked_away
from casework.permissions import visible_categories
from data.errors import InputError
from data.store.tables import CaseRow, DenialRow, OutboxRow, PersonRow
from data.words import Role
from pipelines.home import Home


def person_of(session: Session, home: Home, viewer: str) -> PersonRow:
    """Return the active person with this user name; raise `InputError` when there is none."""
    person = session.scalars(
        select(PersonRow).where(PersonRow.school_id == home.school_id, PersonRow.username == viewer, PersonRow.active)
    ).first()
    if person is None:
        raise InputError("this user name is not on the list of people: add it with `goodname user add`")
    return person


def roles_of(session: Session, home: Home, viewer: str) -> frozenset[Role]:
    """Return the roles of the person with this user name."""
    return frozenset(Role(role) for role in person_of(session, home, viewer).roles)


def visible(session: Session, home: Home, viewer: str, *, locked_too: bool = False) -> list[ColumnElement[bool]]:
    """Return the conditions that let through the cases that `viewer` may see.

    `locked_too`: also those that are locked away from them, for what shows nothing of a case.
    """
    person = person_of(session, home, viewer)
    told = select(OutboxRow.case_id).where(OutboxRow.person_id == person.id, OutboxRow.case_id.is_not(None))
    categories = [label.value for label in visible_categories(Role(role) for role in person.roles)]
    return [
        *not_kept_out(session, home, viewer, locked_too=locked_too),
        or_(CaseRow.category.in_(categories), CaseRow.id.in_(told)),
    ]


def not_kept_out(session: Session, home: Home, viewer: str, *, locked_too: bool = False) -> list[ColumnElement[bool]]:
    """Return the conditions that let through the cases that do not keep `viewer` out, whatever their roles see."""
    person = person_of(session, home, viewer)
    denied = select(DenialRow.case_id).where(DenialRow.person_id == person.id)
    unlocked = None if locked_too else not_locked_away(session, home.school_id, person.id)
    return [
        CaseRow.school_id == home.school_id,
        CaseRow.id.not_in(denied),
        *([] if unlocked is None else [unlocked]),
    ]


def case_for(session: Session, home: Home, viewer: str, reference: str, *, locked_too: bool = False) -> CaseRow:
    """Return the case; raise `InputError` when it is not there for `viewer`, whatever the reason."""
    row = session.scalars(
        select(CaseRow).where(*visible(session, home, viewer, locked_too=locked_too), CaseRow.reference == reference)
    ).first()
    if row is None:
        raise InputError("there is no case with this reference")
    return row
