"""A school's home for tests: fictional, in a temporary folder, with a key beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from data.words import Role
from pipelines.home import Home, open_home
from pipelines.initialise import initialise
from pipelines.people import add_person

SCHOOL = "Larkmere Primary School & Nursery"

PEOPLE: Mapping[str, Role] = {
    "l.pemberton": Role.COMMS_LEAD,
    "g.thornhill": Role.DIRECTOR,
    "k.boateng": Role.DSL,
    "f.rahman": Role.DEPUTY_DSL,
    "h.ashdown": Role.HEADTEACHER,
    "p.adeyemi": Role.CHAIR,
}


@contextmanager
def made_home(
    folder: Path,
    clock: Callable[[], datetime],
    *,
    tables: Mapping[str, Any] | None = None,
    people: Mapping[str, Role] = PEOPLE,
    secrets: Mapping[str, str] | None = None,
) -> Iterator[Home]:
    """Make a home under `folder` and open it. `tables` are further tables of school.toml."""
    environment = {"GOODNAME_KEY_FILE": str(folder / "keys" / "school.key"), **(secrets or {})}
    home = folder / "home"
    if not (home / "school.toml").exists():
        initialise(folder=home, name=SCHOOL, town="Larkmere", more=tables, environment=environment)
    with open_home(home, clock=clock, environment=environment) as opened:
        with opened.store.reading() as session:
            from data.store import schools

            known = {row.username for row in schools.people(session, opened.school_id)}
        for username, role in people.items():
            if username not in known:
                add_person(
                    home=opened,
                    username=username,
                    display_name=username,
                    email=f"{username}@example.org",
                    roles=[role],
                    actor="test",
                )
        yield opened
