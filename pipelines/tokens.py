"""Tokens that stand for a person on the command line: printed once, kept as a hash, revoked by making another."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Callable, Mapping
from hashlib import sha256

from sqlalchemy import select, update

from data.errors import InputError
from data.store import audit, schools
from data.store.case_tables import PersonTokenRow
from data.store.sign_in_tables import CredentialRow
from data.store.tables import PersonRow
from pipelines.home import Home
from pipelines.sign_in import entering
from pipelines.sign_in.sessions import sign_out

VARIABLE = "GOODNAME_TOKEN"


def make_token(*, home: Home, username: str, actor: str) -> str:
    """Return a new token for the person, which is not shown again; an earlier one ends.

    Raises `InputError` for nobody listed.
    """
    token, now = randomness.token_urlsafe(32), home.clock()
    with home.store.writing() as session:
        person = schools.person(session, home.school_id, username)
        if person is None or not person.active:
            raise InputError("this user name is not on the list of people: add it with `goodname user add`")
        session.execute(
            update(PersonTokenRow)
            .where(PersonTokenRow.person_id == person.id, PersonTokenRow.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        session.add(PersonTokenRow(token_hash=_hash(token), school_id=home.school_id, person_id=person.id, made_at=now))
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=actor,
            action="person:token",
            at=now,
            details={"person": person.id},
        )
    return token


Proof = Callable[[str], "tuple[str, str] | None"]
"""Asks a person for password and code; None where nobody can be asked."""


def acting_as(*, home: Home, given: str | None, environment: Mapping[str, str], proof: Proof | None = None) -> str:
    """Return the user name that acts: the one of GOODNAME_TOKEN, else `given`.

    Whoever has set a password up is believed only with it and a code, which `proof` asks for. Raises `InputError` for a
    token that is not valid, or is another person's than `given`, when nobody is named, and when nothing proves it.
    """
    token = environment.get(VARIABLE)
    if not token:
        if not given:
            raise InputError(f"say who you are: --as USERNAME, or {VARIABLE} in the environment")
        _prove(home, given, proof)
        return given
    with home.store.reading() as session:
        username = session.scalars(
            select(PersonRow.username)
            .join(PersonTokenRow, PersonTokenRow.person_id == PersonRow.id)
            .where(
                PersonTokenRow.token_hash == _hash(token),
                PersonTokenRow.school_id == home.school_id,
                PersonTokenRow.revoked_at.is_(None),
                PersonRow.active,
            )
        ).first()
    if username is None:
        raise InputError(f"{VARIABLE} is not valid: make another with `goodname user token USERNAME`")
    if given and given != username:
        raise InputError(f"{VARIABLE} is another person's than --as says: leave one of them out")
    return username


def _prove(home: Home, username: str, proof: Proof | None) -> None:
    with home.store.reading() as session:
        person = schools.person(session, home.school_id, username)
        if person is None or session.get(CredentialRow, person.id) is None:
            return
    said = proof(username) if proof is not None else None
    if said is None:
        raise InputError(
            f"this person has a password: put their token into {VARIABLE} (`goodname user token USERNAME`), or run the "
            "command at a terminal, which asks for password and code"
        )
    visit = entering.Visit("command line")
    half = entering.check_password(home=home, username=username, password=said[0], visit=visit)
    sign_out(home=home, token=entering.check_code(home=home, token=half, code=said[1], visit=visit).token)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
