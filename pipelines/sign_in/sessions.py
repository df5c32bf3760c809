"""Sessions: an opaque token in the browser, its hash in the store, and an end that takes effect at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.errors import NotSignedIn
from data.store import audit
from data.store.sign_in_tables import KnownBrowserRow, SignInSessionRow
from data.store.tables import PersonRow
from data.words import Role, Word
from pipelines.home import Home
from pipelines.people import Person

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
TOUCHED_EVERY = timedelta(minutes=1)
BROWSER_KNOWN_FOR = timedelta(days=180)
_FORGOTTEN_AFTER = timedelta(days=2)


class Stage(Word):
    """How far a session came; only a full one opens the dashboard."""

    PASSWORD = "password", "The password was right, the code is still missing"
    SETTING_UP = "setting_up", "Somebody with an invitation is setting a password and a code app up"
    FULL = "full", "Signed in"


class Method(Word):
    """How somebody signed in."""

    PASSWORD_AND_CODE = "password_and_code", "Password and code"
    RECOVERY_CODE = "recovery_code", "Password and recovery code"
    INVITATION = "invitation", "Invitation"
    SINGLE_SIGN_ON = "single_sign_on", "The school's own account"
    DEMO_LINK = "demo_link", "Link of the demo"


_LASTS = {Stage.PASSWORD: timedelta(minutes=5), Stage.SETTING_UP: timedelta(minutes=30), Stage.FULL: ABSOLUTE}


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that somebody may end; `number` counts them as they are listed."""

    number: int
    method: Method
    begun_at: datetime
    seen_at: datetime
    is_this: bool


def begin(session: Session, home: Home, person_id: int, *, stage: Stage, method: Method, pending: Any = None) -> str:
    """Begin a session and return its token; old ones of the school are cleared away."""
    now, token = home.clock(), secrets.token_urlsafe(32)
    session.execute(
        delete(SignInSessionRow).where(
            SignInSessionRow.school_id == home.school_id, SignInSessionRow.begun_at < now - _FORGOTTEN_AFTER
        )
    )
    row = SignInSessionRow(
        token_hash=token_hash(home, token),
        school_id=home.school_id,
        person_id=person_id,
        stage=stage.value,
        method=method.value,
        begun_at=now,
        seen_at=now,
    )
    session.add(row)
    if pending is not None:
        keep_pending(home, row, pending)
    session.flush()
    return token


def rotate(session: Session, home: Home, row: SignInSessionRow, *, method: Method) -> str:
    """End `row` and begin a full session of the same person under a new token; return it."""
    row.ended_at = home.clock()
    return begin(session, home, row.person_id, stage=Stage.FULL, method=method)


def live(session: Session, home: Home, token: str | None, stage: Stage) -> tuple[SignInSessionRow, PersonRow] | None:
    """Return the session with this token, when it is of this stage and neither ended, idle too long nor too old."""
    if not token:
        return None
    found = session.execute(
        select(SignInSessionRow, PersonRow)
        .join(PersonRow, PersonRow.id == SignInSessionRow.person_id)
        .where(
            SignInSessionRow.token_hash == token_hash(home, token),
            SignInSessionRow.school_id == home.school_id,
            SignInSessionRow.stage == stage.value,
            SignInSessionRow.ended_at.is_(None),
            PersonRow.active,
        )
    ).first()
    if found is None:
        return None
    row, person, now = found[0], found[1], home.clock()
    if now - row.begun_at >= _LASTS[stage] or (stage is Stage.FULL and now - row.seen_at >= IDLE):
        return None
    return row, person


def signed_in(*, home: Home, token: str | None, touch: bool) -> Person | None:
    """Return who is signed in with this token, or None. `touch`: a person acted, so the idle time begins anew."""
    with home.store.reading() as session:
        found = live(session, home, token, Stage.FULL)
    if found is None:
        return None
    row, person = found
    if touch and home.clock() - row.seen_at >= TOUCHED_EVERY:
        with home.store.writing() as session:
            session.execute(
                update(SignInSessionRow)
                .where(SignInSessionRow.token_hash == row.token_hash)
                .values(seen_at=home.clock())
            )
    return as_person(person)


def open_sessions(*, home: Home, token: str | None) -> list[OpenSession]:
    """Return the sessions of whoever this token belongs to, newest first."""
    with home.store.reading() as session:
        row, _ = _required(session, home, token)
        return [
            OpenSession(number, Method(other.method), other.begun_at, other.seen_at, other.token_hash == row.token_hash)
            for number, other in enumerate(_open_rows(session, home, row.person_id), start=1)
        ]


def sign_out(*, home: Home, token: str | None) -> None:
    """End the session with this token; nothing happens when it has ended already."""
    with home.store.writing() as session:
        found = live(session, home, token, Stage.FULL)
        if found is not None:
            found[0].ended_at = home.clock()
            _record(session, home, found[1].username, "sign_in:ended")


def sign_out_everywhere(*, home: Home, token: str | None) -> int:
    """End every session of whoever this token belongs to, and forget their browsers; return how many ended."""
    with home.store.writing() as session:
        row, person = _required(session, home, token)
        return end_all(session, home, row.person_id, actor=person.username)


def end_all(session: Session, home: Home, person_id: int, *, actor: str) -> int:
    """End every session of the person and forget their browsers; return how many were still going."""
    going = _open_rows(session, home, person_id)
    session.execute(
        update(SignInSessionRow)
        .where(SignInSessionRow.person_id == person_id, SignInSessionRow.ended_at.is_(None))
        .values(ended_at=home.clock())
    )
    session.execute(delete(KnownBrowserRow).where(KnownBrowserRow.person_id == person_id))
    _record(session, home, actor, "sign_in:ended_everywhere", person=person_id, sessions=len(going))
    return len(going)


def remember_browser(session: Session, home: Home, person_id: int) -> str:
    """Return a token by which this browser is known to belong to the person."""
    now, token = home.clock(), secrets.token_urlsafe(32)
    session.execute(
        delete(KnownBrowserRow).where(
            KnownBrowserRow.school_id == home.school_id, KnownBrowserRow.seen_at < now - BROWSER_KNOWN_FOR
        )
    )
    session.add(
        KnownBrowserRow(
            token_hash=home.cipher.lookup(token, home.school_id, "known_browsers"),
            school_id=home.school_id,
            person_id=person_id,
            seen_at=now,
        )
    )
    return token


def is_known_browser(session: Session, home: Home, token: str | None, person_id: int | None) -> bool:
    """Say whether the person signed in from this browser within the last half year."""
    if not token:
        return False
    row = session.get(KnownBrowserRow, home.cipher.lookup(token, home.school_id, "known_browsers"))
    return row is not None and row.person_id == person_id and home.clock() - row.seen_at < BROWSER_KNOWN_FOR


def keep_pending(home: Home, row: SignInSessionRow, pending: Any) -> None:
    """Keep what is being set up, sealed, with the session."""
    row.pending_sealed = home.cipher.seal(pending, *_place(home, row))


def pending_of(home: Home, row: SignInSessionRow) -> Any:
    """Return what `keep_pending` kept, or None."""
    return home.cipher.open(row.pending_sealed, *_place(home, row)) if row.pending_sealed else None


def token_hash(home: Home, token: str) -> bytes:
    """Return the keyed hash under which a token's session is stored."""
    return home.cipher.lookup(token, home.school_id, "sign_in_sessions")


def as_person(row: PersonRow) -> Person:
    """Return the row as use-cases know a person."""
    return Person(row.username, row.display_name, row.email, tuple(Role(role) for role in row.roles))


def _required(session: Session, home: Home, token: str | None) -> tuple[SignInSessionRow, PersonRow]:
    found = live(session, home, token, Stage.FULL)
    if found is None:
        raise NotSignedIn("you are no longer signed in: sign in again")
    return found


def _open_rows(session: Session, home: Home, person_id: int) -> list[SignInSessionRow]:
    now = home.clock()
    return list(
        session.scalars(
            select(SignInSessionRow)
            .where(
                SignInSessionRow.school_id == home.school_id,
                SignInSessionRow.person_id == person_id,
                SignInSessionRow.stage == Stage.FULL.value,
                SignInSessionRow.ended_at.is_(None),
                SignInSessionRow.begun_at > now - ABSOLUTE,
                SignInSessionRow.seen_at > now - IDLE,
            )
            .order_by(SignInSessionRow.begun_at.desc(), SignInSessionRow.token_hash)
        )
    )


def _place(home: Home, row: SignInSessionRow) -> tuple[object, ...]:
    return home.school_id, "sign_in_sessions", "pending", row.token_hash.hex()


def _record(session: Session, home: Home, actor: str, action: str, **details: int) -> None:
    audit.record(session, home.cipher, home.school_id, actor=actor, action=action, at=home.clock(), details=details)
