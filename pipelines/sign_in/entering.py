"""Entering: password, then code; or an account elsewhere that somebody linked; or the link of a demo."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.errors import SignInRefused
from data.store import audit, schools
from data.store.sign_in_tables import CredentialRow, IdentityRow, RecoveryCodeRow, SignInSessionRow
from data.store.tables import PersonRow
from pipelines.home import DEMO_STARTED, Home
from pipelines.sign_in import back_off, sessions
from pipelines.sign_in.codes import looks_like_recovery, plain_recovery_code, spent_step
from pipelines.sign_in.links import LinkKind, good_link
from pipelines.sign_in.passwords import is_right
from pipelines.sign_in.sessions import Method, Stage

_NO = "user name and password do not fit together: check both and try again"
_NO_CODE = "this code is not right or was used already: wait for the next one and type it"


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a try comes from: the network address, and the token of a browser that may be known."""

    address: str
    browser: str | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is in: the session's token, and one by which the browser will be known."""

    token: str
    browser: str


def check_password(*, home: Home, username: str, password: str, visit: Visit) -> str:
    """Return the token of a session that now wants the code.

    Raises `SignInRefused` with the same words and after the same work whether the account or the password is wrong,
    and `TooManyTries` without looking at the password while a wait lasts.
    """
    name = username.strip()
    with home.store.writing() as session:
        person = schools.person(session, home.school_id, name)
        keys = _keys(session, home, name, person.id if person else None, visit)
        slowed = back_off.reserve(session, home, keys)
        if slowed and person is not None:
            _record(session, home, person.username, "sign_in:slowed_down")
        credential = session.get(CredentialRow, person.id) if person is not None and person.active else None
        hashed = (
            home.cipher.open(credential.password_sealed, *place(home, credential, "password")) if credential else None
        )
    # Outside a transaction: hashing takes a third of a second, in which others must be able to write.
    if not is_right(password, hashed) or person is None:
        raise SignInRefused(_NO)
    with home.store.writing() as session:
        back_off.give_back(session, home, keys)
        return sessions.begin(session, home, person.id, stage=Stage.PASSWORD, method=Method.PASSWORD_AND_CODE)


def check_code(*, home: Home, token: str | None, code: str, visit: Visit) -> Entered:
    """Take the second factor and return a full session under a new token.

    Raises `SignInRefused` for a wrong or spent code or a session that ran out, `TooManyTries` while a wait lasts.
    """
    with home.store.writing() as session:
        row, person = _half(session, home, token)
        keys = _keys(session, home, person.username, person.id, visit)
        if back_off.reserve(session, home, keys):
            _record(session, home, person.username, "sign_in:slowed_down")
    with home.store.writing() as session:
        row, person = _half(session, home, token)
        method = _spend(session, home, person, code)
        if method is None:
            raise SignInRefused(_NO_CODE)
        back_off.give_back(session, home, keys)
        back_off.clear(session, home, keys)
        fresh = sessions.rotate(session, home, row, method=method)
        return _entered(session, home, person, fresh, method)


def enter_by_identity(*, home: Home, provider: str, issuer: str, subject: str) -> Entered:
    """Let in whoever is linked to this account elsewhere; raise `SignInRefused` when nobody is."""
    with home.store.writing() as session:
        row = session.get(IdentityRow, identity_hash(home, issuer, subject))
        person = session.get(PersonRow, row.person_id) if row is not None and row.provider == provider else None
        if person is None or not person.active:
            raise SignInRefused(
                "this account is not linked to anybody here: whoever looks after Goodname can send you an invitation, "
                "with which you link it"
            )
        token = sessions.begin(session, home, person.id, stage=Stage.FULL, method=Method.SINGLE_SIGN_ON)
        return _entered(session, home, person, token, Method.SINGLE_SIGN_ON)


def enter_by_demo_link(*, home: Home, token: str | None, address_is_loopback: bool) -> Entered:
    """Let in whoever follows a demo's link for the first time, on this machine; raise `SignInRefused` otherwise."""
    if not (address_is_loopback and (home.folder / DEMO_STARTED).exists()):
        raise SignInRefused("such links open a demo on this machine and nothing else")
    with home.store.writing() as session:
        link, person = good_link(session, home, token, LinkKind.DEMO)
        link.spent_at = home.clock()
        fresh = sessions.begin(session, home, person.id, stage=Stage.FULL, method=Method.DEMO_LINK)
        return _entered(session, home, person, fresh, Method.DEMO_LINK)


def place(home: Home, row: CredentialRow, column: str) -> tuple[object, ...]:
    """Return where a sealed value of a credential stands."""
    return home.school_id, "credentials", column, row.person_id


def identity_hash(home: Home, issuer: str, subject: str) -> bytes:
    """Return the keyed hash under which an account elsewhere is linked."""
    return home.cipher.lookup(f"{issuer}\n{subject}", home.school_id, "identities")


def recovery_hash(home: Home, person_id: int, code: str) -> bytes:
    """Return the keyed hash under which a recovery code is kept."""
    return home.cipher.lookup(code, home.school_id, "recovery_codes", person_id)


def _half(session: Session, home: Home, token: str | None) -> tuple[SignInSessionRow, PersonRow]:
    found = sessions.live(session, home, token, Stage.PASSWORD)
    if found is None:
        raise SignInRefused("this took too long: begin again with your password")
    return found


def _spend(session: Session, home: Home, person: PersonRow, code: str) -> Method | None:
    if looks_like_recovery(code):
        hashed = recovery_hash(home, person.id, plain_recovery_code(code))
        spent = session.execute(
            update(RecoveryCodeRow)
            .where(RecoveryCodeRow.code_hash == hashed, RecoveryCodeRow.spent_at.is_(None))
            .values(spent_at=home.clock())
        )
        if spent.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
            return None
        _record(session, home, person.username, "sign_in:recovery_code_used")
        return Method.RECOVERY_CODE
    credential = session.get(CredentialRow, person.id, with_for_update=True)
    if credential is None:
        return None
    secret = home.cipher.open(credential.secret_sealed, *place(home, credential, "secret"))
    step = spent_step(secret, code, now=home.clock(), after=credential.code_step)
    if step is None:
        return None
    credential.code_step = step
    return Method.PASSWORD_AND_CODE


def _keys(session: Session, home: Home, name: str, person_id: int | None, visit: Visit) -> tuple[back_off.Key, ...]:
    known = sessions.is_known_browser(session, home, visit.browser, person_id)
    return back_off.keys(name, origin=visit.address, browser=visit.browser if known else None)


def _entered(session: Session, home: Home, person: PersonRow, token: str, method: Method) -> Entered:
    _record(session, home, person.username, "sign_in:done", method.value)
    return Entered(token, sessions.remember_browser(session, home, person.id))


def _record(session: Session, home: Home, actor: str, action: str, reason: str | None = None) -> None:
    audit.record(session, home.cipher, home.school_id, actor=actor, action=action, at=home.clock(), reason=reason)
