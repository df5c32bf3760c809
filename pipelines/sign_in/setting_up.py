"""Setting an account up with an invitation: a password and a code app, or an account elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from data.errors import SignInRefused
from data.store import audit
from data.store.sign_in_tables import CredentialRow, IdentityRow, RecoveryCodeRow, SignInSessionRow
from data.store.tables import PersonRow
from pipelines.home import Home
from pipelines.people import Person
from pipelines.sign_in import sessions
from pipelines.sign_in.codes import new_recovery_codes, new_secret, picture, spent_step
from pipelines.sign_in.entering import Entered, identity_hash, place, recovery_hash
from pipelines.sign_in.links import LinkKind, good_link
from pipelines.sign_in.passwords import check_choice, hash_password
from pipelines.sign_in.sessions import Method, Stage


@dataclass(frozen=True, slots=True)
class CodeApp:
    """What a code app needs: the picture to scan, and the same as letters to type."""

    picture: str
    secret: str


@dataclass(frozen=True, slots=True)
class SetUp:
    """The account is ready and somebody is in; the recovery codes are shown this once."""

    entered: Entered
    recovery_codes: tuple[str, ...]


def invited(*, home: Home, link: str | None) -> Person:
    """Return whom the invitation is for; raise `SignInRefused` when it does not work any more."""
    with home.store.reading() as session:
        return sessions.as_person(good_link(session, home, link, LinkKind.INVITATION)[1])


def choose_password(*, home: Home, link: str | None, password: str, again: str) -> str:
    """Take the password and return the token of a session that sets the code app up.

    Raises `InputError` for a poor choice, `SignInRefused` when the invitation does not work any more.
    """
    who = invited(home=home, link=link)
    if password != again:
        raise SignInRefused("the two passwords differ: type the same one twice")
    check_choice(password, about=(who.username, who.display_name, home.config.school.name))
    return _begin(home, link, {"password": hash_password(password), "secret": new_secret(), "link": link})


def begin_linking(*, home: Home, link: str | None) -> str:
    """Return the token of a session that links an account elsewhere instead of setting a password."""
    return _begin(home, link, {"link": link})


def code_app(*, home: Home, token: str | None) -> CodeApp:
    """Return what the code app of the person who is setting up needs; raise `SignInRefused` when it took too long."""
    with home.store.reading() as session:
        row, person = _setting_up(session, home, token)
        secret = sessions.pending_of(home, row)["secret"]
    spaced = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    return CodeApp(picture(secret, username=person.username, school=home.config.school.name), spaced)


def finish(*, home: Home, token: str | None, code: str) -> SetUp:
    """Prove the code app with a first code and make the account ready: older passwords, codes and sessions end.

    Raises `SignInRefused` for a wrong code, or when the invitation was used meanwhile.
    """
    with home.store.writing() as session:
        row, person = _setting_up(session, home, token)
        pending = sessions.pending_of(home, row)
        step = spent_step(pending.get("secret", ""), code, now=home.clock(), after=0) if "secret" in pending else None
        if step is None:
            raise SignInRefused("this code is not the one the app shows now: type the six digits of the next one")
        _spend_link(session, home, pending["link"])
        _forget(session, person.id)
        credential = CredentialRow(person_id=person.id, school_id=home.school_id, code_step=step, set_at=home.clock())
        credential.password_sealed = home.cipher.seal(pending["password"], *place(home, credential, "password"))
        credential.secret_sealed = home.cipher.seal(pending["secret"], *place(home, credential, "secret"))
        session.add(credential)
        codes = _fresh_codes(session, home, person.id)
        return SetUp(_enter(session, home, row, person, "sign_in:set_up"), codes)


def link_identity(*, home: Home, token: str | None, provider: str, issuer: str, subject: str) -> Entered:
    """Link the account elsewhere to the person whom the invitation is for, and let them in.

    Raises `SignInRefused` when it is linked to somebody else, or the invitation was used meanwhile.
    """
    with home.store.writing() as session:
        row, person = _setting_up(session, home, token)
        hashed = identity_hash(home, issuer, subject)
        known = session.get(IdentityRow, hashed)
        if known is not None and known.person_id != person.id:
            raise SignInRefused("this account is linked to somebody else here: choose your own")
        _spend_link(session, home, sessions.pending_of(home, row)["link"])
        if known is None:
            session.add(
                IdentityRow(
                    identity_hash=hashed,
                    school_id=home.school_id,
                    person_id=person.id,
                    provider=provider,
                    linked_at=home.clock(),
                )
            )
        return _enter(session, home, row, person, "sign_in:identity_linked")


def _begin(home: Home, link: str | None, pending: dict[str, str | None]) -> str:
    with home.store.writing() as session:
        _, person = good_link(session, home, link, LinkKind.INVITATION)
        return sessions.begin(
            session, home, person.id, stage=Stage.SETTING_UP, method=Method.INVITATION, pending=pending
        )


def _setting_up(session: Session, home: Home, token: str | None) -> tuple[SignInSessionRow, PersonRow]:
    found = sessions.live(session, home, token, Stage.SETTING_UP)
    if found is None:
        raise SignInRefused("this took too long: open the invitation's link again")
    return found


def _spend_link(session: Session, home: Home, link: str) -> None:
    good_link(session, home, link, LinkKind.INVITATION)[0].spent_at = home.clock()


def _forget(session: Session, person_id: int) -> None:
    for table in (CredentialRow, RecoveryCodeRow):
        session.execute(delete(table).where(table.person_id == person_id))


def _fresh_codes(session: Session, home: Home, person_id: int) -> tuple[str, ...]:
    codes = new_recovery_codes()
    for code in codes:
        session.add(
            RecoveryCodeRow(
                code_hash=recovery_hash(home, person_id, code), school_id=home.school_id, person_id=person_id
            )
        )
    return tuple(codes)


def _enter(session: Session, home: Home, row: SignInSessionRow, person: PersonRow, action: str) -> Entered:
    method = Method(row.method)
    sessions.end_all(session, home, person.id, actor=person.username)
    audit.record(session, home.cipher, home.school_id, actor=person.username, action=action, at=home.clock())
    fresh = sessions.rotate(session, home, row, method=method)
    return Entered(fresh, sessions.remember_browser(session, home, person.id))
