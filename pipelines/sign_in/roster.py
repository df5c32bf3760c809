"""Who can sign in, seen and helped by those who look after Goodname at the school.

ICT sees the list and hands out no links: whoever holds a link can become the person whom it is for.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from data.errors import InputError
from data.store import schools
from data.store.sign_in_tables import CredentialRow, IdentityRow
from data.words import Role
from pipelines.audit_record import needs_role
from pipelines.home import Home
from pipelines.people import Person
from pipelines.sign_in.links import LinkKind, make_link
from pipelines.sign_in.sessions import as_person, end_all

HELPS = frozenset({Role.HEADTEACHER, Role.DSL})
SEES = HELPS | {Role.ICT, Role.DPO}


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on the list, and how they can sign in."""

    person: Person
    has_password: bool
    has_account_elsewhere: bool


def roster(*, home: Home, viewer: str) -> list[Entry]:
    """Return the active people; raise `InputError` for somebody whose roles do not see them."""
    with home.store.reading() as session:
        needs_role(session, home, viewer, SEES, "see who can sign in")
        with_password = set(
            session.scalars(select(CredentialRow.person_id).where(CredentialRow.school_id == home.school_id))
        )
        elsewhere = set(session.scalars(select(IdentityRow.person_id).where(IdentityRow.school_id == home.school_id)))
        return [
            Entry(as_person(row), row.id in with_password, row.id in elsewhere)
            for row in schools.people(session, home.school_id)
        ]


def may_help(*, home: Home, viewer: str) -> bool:
    """Say whether `viewer` may hand out links and end sessions."""
    with home.store.reading() as session:
        person = schools.person(session, home.school_id, viewer)
        return person is not None and person.active and not HELPS.isdisjoint(Role(role) for role in person.roles)


def invite(*, home: Home, viewer: str, username: str) -> str:
    """Return a one-time link for the person, to be handed over by hand; raise `InputError` when roles forbid it."""
    with home.store.reading() as session:
        needs_role(session, home, viewer, HELPS, "hand out links to sign in")
    return make_link(home=home, username=username, kind=LinkKind.INVITATION, actor=viewer)


def end_sessions(*, home: Home, viewer: str, username: str) -> int:
    """End all sessions of the person; return how many were going on."""
    with home.store.writing() as session:
        needs_role(session, home, viewer, HELPS, "end the sessions of others")
        person = schools.person(session, home.school_id, username)
        if person is None:
            raise InputError("this user name is not on the list of people")
        return end_all(session, home, person.id, actor=viewer)
