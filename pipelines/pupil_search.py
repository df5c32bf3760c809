"""Finding a pupil on the roll by a piece of their name, as far as somebody's roles open the register."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from data.errors import InputError
from data.records import Pupil
from data.registers import entries
from data.registers.roll_age import RollAge
from data.store import audit, registers
from data.words import Role
from pipelines.home import Home
from pipelines.register_desk import DECIDES, WHOLE, age_of_roll, own_classes, roles_of
from pipelines.registers import REGISTERS, school_day

SHORTEST = 2
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class PupilFound:
    """A pupil whose name has the piece that was looked for."""

    pupil_id: str
    name: str
    school_class: str | None
    has_left: bool


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """How one register stands: nothing of what is in it."""

    register: str
    entries: int
    imported_at: datetime | None


def find_pupils(*, home: Home, viewer: str, words: str) -> list[PupilFound]:
    """Return the pupils whose name or id holds `words`, by name, at most `MOST_FOUND`; the search is recorded.

    The comms lead and the safeguarding leads find everybody, the owner of a class's account that class. Raises
    `InputError` for others, and for a piece so short that it would list half the school.
    """
    asked = _plain(words)
    if len(asked) < SHORTEST:
        raise InputError(f"type at least {SHORTEST} letters of the name")
    with home.store.writing() as session:
        roles = roles_of(session, home, viewer)
        classes = own_classes(session, home, viewer) if Role.ACCOUNT_OWNER in roles else frozenset()
        if not roles & (WHOLE | {Role.COMMS_LEAD}) and not classes:
            raise InputError("your roles do not open the register of pupils")
        everybody = [entries.pupil(e) for e in registers.entries(session, home.cipher, home.school_id, "pupils")]
        found = [
            pupil
            for pupil in everybody
            if asked in _plain(_names(pupil)) and (roles & (WHOLE | {Role.COMMS_LEAD}) or pupil.school_class in classes)
        ]
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="pupils:searched",
            at=home.clock(),
            details={"found": len(found)},
        )
    today = school_day(home)
    listed = [
        PupilFound(
            p.pupil_id,
            f"{p.preferred_first or p.legal_first} {p.surname}".strip(),
            p.school_class,
            p.leaver_date is not None and p.leaver_date < today,
        )
        for p in found
    ]
    return sorted(listed, key=lambda one: (one.has_left, one.name))[:MOST_FOUND]


def may_decide(*, home: Home, viewer: str) -> bool:
    """Say whether `viewer` may record what a parent decided."""
    with home.store.reading() as session:
        return bool(roles_of(session, home, viewer) & DECIDES)


def register_facts(*, home: Home) -> tuple[list[RegisterFacts], RollAge]:
    """Return how many entries each register has and when it was imported, and how old the roll is."""
    with home.store.reading() as session:
        states = registers.states(session, home.school_id)
        age = age_of_roll(session, home)
    facts = [
        RegisterFacts(name, states[name].entries if name in states else 0, _imported(states.get(name)))
        for name in REGISTERS
    ]
    return facts, age


def _imported(state: registers.RegisterState | None) -> datetime | None:
    return state.imported_at if state else None


def _names(pupil: Pupil) -> str:
    return f"{pupil.legal_first} {pupil.surname} {pupil.preferred_first or ''} {pupil.surname} {pupil.pupil_id}"


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in spread if not unicodedata.combining(sign)).split())
