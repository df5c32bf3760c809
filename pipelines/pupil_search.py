"""Finding pupils on the roll by name or class, as far as somebody's roles open the register; each look is recorded.

The comms lead and the safeguarding leads name everybody, the owner of a class's account that class, others nobody.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

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
    """A pupil of the roll, by name."""

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
    """Return the pupils whose name or id holds `words`, by name, at most `MOST_FOUND`.

    Raises `InputError` for somebody who may name nobody, and for a piece so short that it would list half the school.
    """
    asked = _plain(words)
    if len(asked) < SHORTEST:
        raise InputError(f"type at least {SHORTEST} letters of the name")
    return _listed(home, viewer, "pupils:searched", lambda pupil: asked in _plain(_names(pupil)))[:MOST_FOUND]


def children_of(*, home: Home, viewer: str, classes: Collection[str]) -> list[PupilFound]:
    """Return the children who are in these classes now, by name."""
    today = school_day(home)
    return _listed(
        home, viewer, "pupils:listed", lambda pupil: pupil.school_class in classes and not _left(pupil, today)
    )


def names_of(*, home: Home, viewer: str, pupil_ids: Collection[str]) -> list[PupilFound]:
    """Return who these pupils are, by name, as far as `viewer` may name them."""
    return _listed(home, viewer, "pupils:listed", lambda pupil: pupil.pupil_id in pupil_ids)


def classes_known(*, home: Home, viewer: str) -> tuple[str, ...]:
    """Return the classes on the roll whose children `viewer` may name; `InputError` for somebody who may name none."""
    today = school_day(home)
    with home.store.reading() as session:
        may = _may_name(session, home, viewer)
        here = [pupil for pupil in _roll(session, home) if may(pupil) and not _left(pupil, today)]
    return tuple(sorted({pupil.school_class for pupil in here if pupil.school_class}))


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


def _listed(home: Home, viewer: str, action: str, wanted: Callable[[Pupil], bool]) -> list[PupilFound]:
    today = school_day(home)
    with home.store.writing() as session:
        may = _may_name(session, home, viewer)
        found = [
            PupilFound(p.pupil_id, f"{p.preferred_first or p.legal_first} {p.surname}".strip(), p.school_class,
                       _left(p, today))
            for p in _roll(session, home)
            if wanted(p) and may(p)
        ]  # fmt: skip
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action=action,
            at=home.clock(),
            details={"found": len(found)},
        )
    return sorted(found, key=lambda one: (one.has_left, one.school_class or "", one.name))


def _may_name(session: Session, home: Home, viewer: str) -> Callable[[Pupil], bool]:
    roles = roles_of(session, home, viewer)
    if roles & (WHOLE | {Role.COMMS_LEAD}):
        return lambda _pupil: True
    classes = own_classes(session, home, viewer) if Role.ACCOUNT_OWNER in roles else frozenset()
    if not classes:
        raise InputError("your roles do not open the register of pupils")
    return lambda pupil: pupil.school_class in classes


def _roll(session: Session, home: Home) -> list[Pupil]:
    return [entries.pupil(e) for e in registers.entries(session, home.cipher, home.school_id, "pupils")]


def _left(pupil: Pupil, today: date) -> bool:
    return pupil.leaver_date is not None and pupil.leaver_date < today


def _imported(state: registers.RegisterState | None) -> datetime | None:
    return state.imported_at if state else None


def _names(pupil: Pupil) -> str:
    return f"{pupil.legal_first} {pupil.surname} {pupil.preferred_first or ''} {pupil.surname} {pupil.pupil_id}"


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in spread if not unicodedata.combining(sign)).split())
