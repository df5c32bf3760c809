"""Who uses Goodname: added by a person, listed with their roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.store import audit, schools
from data.words import Role
from pipelines.home import Home


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses Goodname or is told by it."""

    username: str
    display_name: str
    email: str | None
    roles: tuple[Role, ...]


def add_person(
    *, home: Home, username: str, display_name: str, email: str | None, roles: Sequence[Role], actor: str
) -> None:
    """Add a person; raise `InputError` when the user name is taken or there is no role."""
    with home.store.writing() as session:
        row = schools.add_person(
            session,
            home.school_id,
            username=username,
            display_name=display_name,
            email=email,
            roles=roles,
            now=home.clock(),
        )
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=actor,
            action="person:added",
            at=home.clock(),
            details={"person": row.id, "roles": row.roles},
        )


def list_people(*, home: Home) -> list[Person]:
    """Return the active people, by user name."""
    with home.store.reading() as session:
        return [
            Person(row.username, row.display_name, row.email, tuple(Role(role) for role in row.roles))
            for row in schools.people(session, home.school_id)
        ]
