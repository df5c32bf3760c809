"""Who sits at the dashboard, which areas their roles open, and what they read there.

Until sign-in exists a person is chosen from a list, so an event of the audit log says who was *chosen*, not who it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from data.errors import InputError
from data.store import audit, schools
from data.words import Role, Word
from pipelines.home import Home
from pipelines.people import Person


class Area(Word):
    """A part of the dashboard that a role opens or does not."""

    CASES = "cases", "Cases"
    ALERTS = "alerts", "Alerts"
    SOURCES = "sources", "Sources"


_HEALTH_ONLY = frozenset({Role.ICT, Role.GOVERNOR, Role.LINK_GOVERNOR})


def areas(roles: Iterable[Role]) -> frozenset[Area]:
    """Return what the roles open together: ICT and governors see health, never a case; others see cases too."""
    if all(role in _HEALTH_ONLY for role in roles):
        return frozenset({Area.SOURCES})
    return frozenset(Area)


def sit_down(*, home: Home, username: str) -> Person:
    """Return the person and record that they were chosen at the dashboard; raise `InputError` for nobody listed."""
    with home.store.writing() as session:
        row = schools.person(session, home.school_id, username)
        if row is None or not row.active:
            raise InputError("this user name is not on the list of people: add it with `goodname user add`")
        audit.record(session, home.cipher, home.school_id, actor=username, action="dashboard:chosen", at=home.clock())
        return Person(row.username, row.display_name, row.email, tuple(Role(role) for role in row.roles))


def record_reading(*, home: Home, viewer: str, references: Collection[str]) -> None:
    """Record that `viewer` had the beginnings of these cases' posts shown in the queue."""
    if not references:
        return
    with home.store.writing() as session:
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="queue:read",
            at=home.clock(),
            details={"cases": sorted(references)},
        )
