"""Slows down whoever guesses, without letting them lock anybody out.

Failures are counted for the account together with the origin, for the origin, and for the account over all origins. A
browser that its owner has signed in from before is counted by itself alone: nothing that strangers do elsewhere slows
it down. A refused try does not prolong a wait, and the longest waits are minutes, so no account is ever locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from data.errors import TooManyTries
from data.store.sign_in_tables import BackOffRow
from pipelines.home import Home

FORGOTTEN_AFTER = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Rule:
    """After `free` failures each further one doubles the wait, from `first` to `longest`."""

    free: int
    first: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Key:
    """What failures are counted for."""

    rule: Rule
    value: str


PAIR = Rule(5, timedelta(seconds=30), timedelta(minutes=15))
ORIGIN = Rule(30, timedelta(seconds=30), timedelta(minutes=15))
ACCOUNT = Rule(20, timedelta(seconds=5), timedelta(minutes=1))


def keys(username: str, *, origin: str, browser: str | None) -> tuple[Key, ...]:
    """Return what a try counts for; `browser` is the token of one that this account is known from."""
    if browser is not None:
        return (Key(PAIR, f"browser|{browser}"),)
    return (
        Key(PAIR, f"pair|{username}|{origin}"),
        Key(ORIGIN, f"origin|{origin}"),
        Key(ACCOUNT, f"account|{username}"),
    )


def reserve(session: Session, home: Home, wanted: Sequence[Key]) -> bool:
    """Count a try as failed before it is judged, so that many at once gain nothing; `give_back` takes it back.

    Raises `TooManyTries` while a wait lasts. Returns whether a wait begins with this try.
    """
    assert session.bind is not None
    if session.bind.dialect.name == "postgresql":
        # The audit log's own lock: of two locks that are taken in either order, each could wait for the other.
        session.execute(text("SELECT pg_advisory_xact_lock(7290, :school)"), {"school": home.school_id})
    now = home.clock()
    session.execute(
        delete(BackOffRow).where(BackOffRow.school_id == home.school_id, BackOffRow.last_at < now - FORGOTTEN_AFTER)
    )
    rows = [(key, session.get(BackOffRow, _hash(home, key))) for key in wanted]
    waits = [row.wait_until for _, row in rows if row is not None and row.wait_until is not None]
    if waits and max(waits) > now:
        raise TooManyTries("too many tries: wait a little, then try again", until=max(waits))
    begins = False
    for key, found in rows:
        row = found
        if row is None:
            row = BackOffRow(key_hash=_hash(home, key), school_id=home.school_id, failures=0, last_at=now)
            session.add(row)
        row.failures += 1
        row.last_at = now
        over = row.failures - key.rule.free
        if over >= 0:
            row.wait_until = now + min(key.rule.first * 2 ** min(over, 20), key.rule.longest)
            begins = True
    session.flush()
    return begins


def give_back(session: Session, home: Home, wanted: Sequence[Key]) -> None:
    """Take back one reserved try: it was right."""
    for key in wanted:
        row = session.get(BackOffRow, _hash(home, key))
        if row is not None:
            row.failures -= 1
            row.wait_until = None
            if row.failures <= 0:
                session.delete(row)
    session.flush()


def clear(session: Session, home: Home, wanted: Sequence[Key]) -> None:
    """Forget the failures of this account at this origin or browser; those of the origin and the account stay."""
    session.execute(
        delete(BackOffRow).where(BackOffRow.key_hash.in_([_hash(home, key) for key in wanted if key.rule is PAIR]))
    )


def _hash(home: Home, key: Key) -> bytes:
    return home.cipher.lookup(key.value, home.school_id, "back_offs")
