"""Who holds a locked case: the safeguarding leads; where none of them may see it, the head, else the chair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from casework.illegal import ROLES
from data.store import schools
from data.store.removal_tables import CaseLockRow
from data.store.tables import CaseRow, DenialRow
from data.words import Role

IN_TURN = (ROLES, frozenset({Role.HEADTEACHER}), frozenset({Role.CHAIR}))
"""A lead who is or may be the subject holds nothing: then the next role up does, as long as somebody is left."""


def holds_lock(session: Session, case: CaseRow, person_id: int) -> bool:
    """Say whether the person is among those who hold the case while it is locked."""
    return person_id in _holders(session, case.school_id, [case.id])[case.id]


def holders(session: Session, case: CaseRow) -> frozenset[str]:
    """Return the user names of those who hold the case while it is locked."""
    held_by = _holders(session, case.school_id, [case.id])[case.id]
    return frozenset(person.username for person in schools.people(session, case.school_id) if person.id in held_by)


def not_locked_away(session: Session, school_id: int, person_id: int) -> ColumnElement[bool] | None:
    """Return the condition that keeps from a person the locked cases that others hold, or None when there are none."""
    locked = session.scalars(
        select(CaseLockRow.case_id).where(CaseLockRow.school_id == school_id, CaseLockRow.released_at.is_(None))
    ).all()
    holders = _holders(session, school_id, locked)
    away = [case_id for case_id in locked if person_id not in holders[case_id]]
    return CaseRow.id.not_in(away) if away else None


def _holders(session: Session, school_id: int, case_ids: Iterable[int]) -> Mapping[int, frozenset[int]]:
    wanted = list(case_ids)
    if not wanted:
        return {}
    denied: defaultdict[int, set[int]] = defaultdict(set)
    for row in session.scalars(select(DenialRow).where(DenialRow.case_id.in_(wanted))):
        denied[row.case_id].add(row.person_id)
    people = [(person.id, {Role(role) for role in person.roles}) for person in schools.people(session, school_id)]
    found = {}
    for case_id in wanted:
        turns = (frozenset(i for i, held in people if held & roles and i not in denied[case_id]) for roles in IN_TURN)
        found[case_id] = next((turn for turn in turns if turn), frozenset())
    return found
