"""The playbook as data: routes, contacts, law and "is this reportable?", by platform, ground, subject and nation.

Shipped rows lie in `data/reference`; a school's own rows in `reference/` of its home take the place of rows with the
same key. Where no row fits the nation, the answer says so and holds no other nation's law.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data.errors import ConfigError
from data.removal_words import Filer, Ground, RouteKind, Subject
from data.words import Platform

NATIONS = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
Nation = Literal["ENG", "WLS", "SCT", "NIR"]
_ALL_NATIONS: tuple[Nation, ...] = ("ENG", "WLS", "SCT", "NIR")
_REVIEW_DAYS = 180


class Row(BaseModel):
    """What every row of the playbook has. `verified` False is shown as UNVERIFIED."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    nations: tuple[Nation, ...] = _ALL_NATIONS
    source: Annotated[str, Field(min_length=1)]
    last_checked: date
    verified: bool = True
    note: str | None = None

    def is_due_for_review(self, today: date, review_days: int) -> bool:
        """Say whether the row was last checked too long ago."""
        return today > self.last_checked + timedelta(days=review_days)


class Route(Row):
    """One way to have a post removed or answered."""

    platforms: tuple[str, ...]
    grounds: tuple[Ground, ...]
    subjects: tuple[Subject, ...] = tuple(Subject)
    order: int
    kind: RouteKind
    name: str
    filers: tuple[Filer, ...]
    needs: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    wait_hours: int | None = None
    text_limit: int | None = None
    link: str | None = None
    contact: str | None = None
    on_own_post_only: bool = False

    def fits(self, platform: Platform, ground: Ground, subject: Subject) -> bool:
        """Say whether the route is for this matter, whatever the nation."""
        return (
            ("*" in self.platforms or platform.value in self.platforms)
            and ground in self.grounds
            and subject in self.subjects
        )


class Contact(Row):
    """Whom to ring or write to. `local`: the school fills in its own number."""

    name: str
    use_when: str
    contact: str
    hours: str
    send: tuple[str, ...]
    never: tuple[str, ...]
    local: bool = False


class Law(Row):
    """Help text about one law; not legal advice."""

    title: str
    grounds: tuple[Ground, ...]
    text: str
    school_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """The routes in order for one matter. `missing` says in words what the playbook has no row for in this nation."""

    routes: tuple[Route, ...]
    laws: tuple[Law, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Playbook:
    """All rows, typed."""

    all_routes: tuple[Route, ...]
    contacts: tuple[Contact, ...]
    laws: tuple[Law, ...]
    notice: str
    review_days: int

    def routes(
        self,
        platform: Platform,
        ground: Ground,
        subject: Subject,
        nation: str,
        *,
        on_own_post: bool = False,
        school_type: str | None = None,
    ) -> Advice:
        """Return the routes that fit, in order, with the nation's law and what is missing for the nation."""
        fitting = [
            r for r in self.all_routes if r.fits(platform, ground, subject) and (on_own_post or not r.on_own_post_only)
        ]
        here = tuple(sorted((r for r in fitting if nation in r.nations), key=lambda r: (r.order, r.key)))
        laws = tuple(
            law
            for law in self.laws
            if ground in law.grounds
            and nation in law.nations
            and (not law.school_types or school_type is None or school_type in law.school_types)
        )
        place, missing = NATIONS.get(nation, nation), []
        if any(r.kind is RouteKind.FORMAL for r in fitting) and not any(r.kind is RouteKind.FORMAL for r in here):
            missing.append(f"The playbook has no formal legal route for {place}: ask a solicitor qualified there.")
        if not here:
            missing.append(f"The playbook has no route for this matter in {place}.")
        if not laws and any(ground in law.grounds for law in self.laws):
            missing.append(f"The playbook has no help text on the law of {place} for this ground.")
        return Advice(here, laws, tuple(missing))

    def contact(self, key: str, nation: str) -> Contact | None:
        """Return the contact for this nation, or None when the playbook has none there."""
        return next((c for c in self.contacts if c.key == key and nation in c.nations), None)

    def route(self, key: str) -> Route | None:
        """Return the route with this key."""
        return next((r for r in self.all_routes if r.key == key), None)

    def marks(self, row: Row, today: date) -> tuple[str, ...]:
        """Return the warnings to show beside a row: UNVERIFIED, past its review date, not filled in."""
        marks = [] if row.verified else ["UNVERIFIED"]
        if row.is_due_for_review(today, self.review_days):
            marks.append(f"last checked {row.last_checked:%d %B %Y}: check before use")
        if isinstance(row, Contact) and not row.contact:
            marks.append("not filled in: put your own into reference/directory.toml in the home folder")
        return tuple(marks)


_R = TypeVar("_R", bound=Row)


def read_playbook(home: Path | None = None) -> Playbook:
    """Return the playbook with the school's own rows; raise `ConfigError` that names the file and the row."""
    routes = _read("playbook.toml", "routes", home)
    directory = _read("directory.toml", "contacts", home)
    law = _read("law.toml", "laws", home)
    return Playbook(
        all_routes=_rows(Route, routes, "playbook.toml"),
        contacts=_rows(Contact, directory, "directory.toml"),
        laws=_rows(Law, law, "law.toml"),
        notice=str(law["notice"]),
        review_days=int(directory.get("review_days", _REVIEW_DAYS)),
    )


def _read(name: str, table: str, home: Path | None) -> Mapping[str, Any]:
    shipped = tomllib.loads((files("data") / "reference" / name).read_text(encoding="utf-8"))
    own = home / "reference" / name if home is not None else None
    if own is None or not own.exists():
        return shipped
    try:
        given = tomllib.loads(own.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{own}: not a TOML file: mend the line it names, then try again") from error
    except OSError as error:
        raise ConfigError(f"{own} cannot be read ({type(error).__name__}); check its rights") from error
    replaced = {entry.get("key") for entry in given.get(table, [])}
    kept = [entry for entry in shipped[table] if entry["key"] not in replaced]
    return {**shipped, **given, table: [*kept, *given.get(table, [])]}


def _rows(kind: type[_R], content: Mapping[str, Any], name: str) -> tuple[_R, ...]:
    # One field is named by the plural in every file: routes, contacts, laws.
    entries = next(value for value in content.values() if isinstance(value, list))
    found = []
    for entry in entries:
        try:
            found.append(kind.model_validate(entry))
        except ValidationError as error:
            problem = error.errors()[0]
            place = ".".join(str(part) for part in problem["loc"])
            raise ConfigError(
                f"{name}: row {entry.get('key', '(without a key)')}, {place}: {problem['msg']}"
            ) from error
    return tuple(found)
