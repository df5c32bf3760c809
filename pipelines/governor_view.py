"""The governors' page: the same figures as their report, by term, small ones withheld; no case, no name, no address.

Figures are remembered for ten minutes. That is quick with a million posts, and nobody can watch a count change by one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

from casework import figures
from casework.documents import governors
from casework.documents.blocks import Document
from casework.documents.facts import london
from casework.holds import knows
from casework.playbook import read_playbook
from casework.working_time import LONDON
from data.errors import InputError
from data.removal_words import ReportKind
from data.store.engine import Store
from data.words import SOURCE_NAMES, RunStatus
from pipelines.audit_record import needs_role
from pipelines.health import source_states
from pipelines.home import Home
from pipelines.periods import Period, terms
from pipelines.reports import READERS
from pipelines.seeing import roles_of

OPENS = READERS[ReportKind.GOVERNORS]
LASTS = timedelta(minutes=10)
_Key = tuple[int, date, date, bool]


@dataclass(frozen=True, slots=True)
class Termly:
    """The figures of one term as the report would print them, and when they were counted."""

    term: Period
    document: Document
    counted_at: datetime


_MEMORY: WeakKeyDictionary[Store, dict[_Key, tuple[datetime, figures.Figures]]] = WeakKeyDictionary()
_LOCK = Lock()


def termly(*, home: Home, viewer: str, term: str | None = None) -> Termly:
    """Return the figures of the term of this name, the present one by default.

    Raises `InputError` for a role without this page or a term that is none.
    """
    known = {one.name: one for one in terms(home=home)}
    chosen = known.get(term) if term else next(iter(known.values()))
    if chosen is None:
        raise InputError("there is no term of this name: choose one of those shown")
    with home.store.reading() as session:
        needs_role(session, home, viewer, OPENS, "see the governors' figures")
        knowing = knows(roles_of(session, home, viewer))
    counted_at, counted = _figures(home, chosen, knowing=knowing)
    silent = [
        governors.Part(SOURCE_NAMES[state.key], state.status.label)
        for state in source_states(home=home)
        if state.status is not RunStatus.OK
    ]
    document = governors.governors(
        counted,
        school=home.config.school.name,
        begin=chosen.begin,
        end=chosen.end,
        made=london(counted_at),
        silent=silent,
    )
    return Termly(chosen, document, counted_at)


def _figures(home: Home, term: Period, *, knowing: bool) -> tuple[datetime, figures.Figures]:
    now, key = home.clock(), (home.school_id, term.begin, term.end, knowing)
    with _LOCK:
        memory = _MEMORY.setdefault(home.store, {})
        known = memory.get(key)
    if known is not None and timedelta() <= now - known[0] < LASTS:
        return known
    with home.store.reading() as session:
        counted = figures.count(
            session,
            home.school_id,
            begin=datetime.combine(term.begin, time(), tzinfo=LONDON),
            end=datetime.combine(term.end + timedelta(days=1), time(), tzinfo=LONDON),
            knowing=knowing,
        )
    names = {route.key: route.name.partition(",")[0] for route in read_playbook(home.folder).all_routes}
    removals = {(platform, names.get(route, route)): hours for (platform, route), hours in counted.removals.items()}
    found = now, replace(counted, removals=removals)
    with _LOCK:
        memory[key] = found
    return found
