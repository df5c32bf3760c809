"""What somebody saved for themselves: how the queue shows posts, and views of it under names of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import InputError
from data.store.desk_tables import PersonSettingRow
from data.store.tables import AuditRow
from pipelines.home import Home
from pipelines.seeing import person_of

_PREFERENCES, _VIEWS = "preferences", "views"
MOST_VIEWS = 12
_LONGEST_NAME = 40
_A_WHILE = timedelta(hours=1)
_LATEST_LINES = 3000
A_LOT = 25
"""After how many posts within an hour a person is reminded to rest from them."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """How posts are shown to one person. `blur`: words stay hidden until wanted; `hide_slurs`: insults are covered."""

    blur: bool = True
    hide_slurs: bool = True
    hide_pictures: bool = True
    remind: bool = True


def preferences(*, home: Home, viewer: str) -> Preferences:
    """Return what the viewer saved; the defaults spare them what they did not ask to see."""
    with home.store.reading() as session:
        kept = _read(session, home, viewer, _PREFERENCES)
        known = {field.name for field in fields(Preferences)}
        return Preferences(**{name: bool(value) for name, value in kept.items() if name in known})


def save_preferences(*, home: Home, viewer: str, chosen: Preferences) -> None:
    """Keep the viewer's preferences."""
    with home.store.writing() as session:
        _write(session, home, viewer, _PREFERENCES, asdict(chosen))


def views(*, home: Home, viewer: str) -> Mapping[str, Mapping[str, str]]:
    """Return the viewer's saved views of the queue: the filters of each, by its name."""
    with home.store.reading() as session:
        return _read(session, home, viewer, _VIEWS)


def save_view(*, home: Home, viewer: str, name: str, filters: Mapping[str, str]) -> None:
    """Keep the filters under a name; one of the same name is replaced. Raises `InputError` for a name that is none."""
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InputError(f"give the view a name of at most {_LONGEST_NAME} characters")
    with home.store.writing() as session:
        kept = _read(session, home, viewer, _VIEWS)
        if name not in kept and len(kept) >= MOST_VIEWS:
            raise InputError(f"there are {MOST_VIEWS} saved views already: remove one first")
        _write(session, home, viewer, _VIEWS, {**kept, name: dict(filters)})


def remove_view(*, home: Home, viewer: str, name: str) -> None:
    """Forget the saved view of this name, when there is one."""
    with home.store.writing() as session:
        kept = _read(session, home, viewer, _VIEWS)
        _write(session, home, viewer, _VIEWS, {other: kept[other] for other in kept if other != name})


def read_this_hour(*, home: Home, viewer: str) -> int:
    """Return of how many cases the viewer was shown posts within the last hour, as the audit log has it."""
    since = (home.clock() - _A_WHILE).isoformat()
    with home.store.reading() as session:
        # The newest lines by their key: an hour of a whole school's work, without an index for it.
        newest = (
            select(AuditRow.actor, AuditRow.action, AuditRow.at, AuditRow.details)
            .where(AuditRow.school_id == home.school_id)
            .order_by(AuditRow.number.desc())
            .limit(_LATEST_LINES)
            .subquery()
        )
        rows = session.execute(
            select(newest.c.action, newest.c.details).where(
                newest.c.actor == viewer, newest.c.at >= since, newest.c.action.in_(["case:viewed", "queue:read"])
            )
        ).all()
    shown: set[str] = set()
    for action, details in rows:
        shown.update([details["case"]] if action == "case:viewed" else details["cases"])
    return len(shown)


def _read(session: Session, home: Home, viewer: str, name: str) -> dict[str, Any]:
    me = person_of(session, home, viewer)
    row = session.get(PersonSettingRow, (me.id, name))
    if row is None:
        return {}
    kept: dict[str, Any] = home.cipher.open(row.value_sealed, home.school_id, "person_settings", name, me.id)
    return kept


def _write(session: Session, home: Home, viewer: str, name: str, value: Mapping[str, Any]) -> None:
    me = person_of(session, home, viewer)
    sealed = home.cipher.seal(dict(value), home.school_id, "person_settings", name, me.id)
    row = session.get(PersonSettingRow, (me.id, name))
    if row is None:
        session.add(PersonSettingRow(person_id=me.id, name=name, school_id=home.school_id, value_sealed=sealed))
    else:
        row.value_sealed = sealed
