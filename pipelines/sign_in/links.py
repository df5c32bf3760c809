"""Links that work once: an invitation to set a password up, and the door of a demo."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.errors import SignInRefused
from data.store import audit, schools
from data.store.sign_in_tables import OneTimeLinkRow
from data.store.tables import PersonRow
from data.words import Word
from pipelines.home import Home


class LinkKind(Word):
    """What a link is for."""

    INVITATION = "invitation", "Invitation"
    DEMO = "demo", "Link of the demo"


LASTS = {LinkKind.INVITATION: timedelta(hours=72), LinkKind.DEMO: timedelta(minutes=30)}
PATHS = {LinkKind.INVITATION: "/invitation", LinkKind.DEMO: "/enter"}


def make_link(*, home: Home, username: str, kind: LinkKind, actor: str) -> str:
    """Return a one-time link for the person; an older one of the same kind works no more.

    Raises `SignInRefused` when nobody has this user name. The link is a secret: it is shown once and not stored.
    """
    token = secrets.token_urlsafe(32)
    with home.store.writing() as session:
        person = schools.person(session, home.school_id, username)
        if person is None or not person.active:
            raise SignInRefused("this user name is not on the list of people: add it with `goodname user add`")
        now = home.clock()
        session.execute(
            update(OneTimeLinkRow)
            .where(
                OneTimeLinkRow.person_id == person.id,
                OneTimeLinkRow.kind == kind.value,
                OneTimeLinkRow.spent_at.is_(None),
            )
            .values(spent_at=now)
        )
        session.add(
            OneTimeLinkRow(
                token_hash=_hash(home, token),
                school_id=home.school_id,
                person_id=person.id,
                kind=kind.value,
                made_by=actor,
                made_at=now,
                expires_at=now + LASTS[kind],
            )
        )
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=actor,
            action=f"person:{kind.value}_made",
            at=now,
            details={"person": person.id},
        )
    return f"{home.config.dashboard.link_base}{PATHS[kind]}?token={token}"


def good_link(session: Session, home: Home, token: str | None, kind: LinkKind) -> tuple[OneTimeLinkRow, PersonRow]:
    """Return the link and whose it is; raise `SignInRefused` when it was used, has run out, or never was."""
    row = session.get(OneTimeLinkRow, _hash(home, token or ""), with_for_update=True)
    person = session.get(PersonRow, row.person_id) if row is not None else None
    if (
        row is None
        or person is None
        or not person.active
        or row.school_id != home.school_id
        or row.kind != kind.value
        or row.spent_at is not None
        or row.expires_at <= home.clock()
    ):
        raise SignInRefused("this link was used already, has run out or is not complete: ask for a new one")
    return row, person


def _hash(home: Home, token: str) -> bytes:
    return home.cipher.lookup(token, home.school_id, "one_time_links")
