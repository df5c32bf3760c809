"""From nothing to a home with one person in it: what the first-run page asks, taken whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.config import Config
from data.config_file import FILE_NAME
from data.errors import ConfigError, InputError
from data.words import Platform, Role
from pipelines.home import open_home
from pipelines.initialise import initialise
from pipelines.people import add_person
from pipelines.sign_in.links import LinkKind, make_link
from pipelines.sign_in.membership import checked_person
from pipelines.sign_in.roster import HELPS

ACTOR = "first run"


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """What somebody says of their school. `accounts`: platform and handle; `role`: one that can help others in."""

    name: str
    town: str
    type: str
    nation: str
    profile: str
    accounts: Sequence[tuple[str, str]]
    username: str
    display_name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A home that is there now, where its key file lies, and the one-time link of its first person."""

    key: Path
    link: str


def is_begun(folder: Path) -> bool:
    """Say whether the folder has its settings already: then the first run is over."""
    return (folder / FILE_NAME).exists()


def begin(*, folder: Path, answers: FirstAnswers, port: int, environment: Mapping[str, str] | None = None) -> Begun:
    """Write `school.toml` and the key file, open the store, add the first person, and return their link.

    Everything is checked before anything is written. Raises `InputError` or `ConfigError` that says what to mend.
    """
    if is_begun(folder):
        raise ConfigError("this school is set up already: sign in")
    if not answers.name.strip():
        raise InputError("write the school's full name")
    username, display_name, email = checked_person(answers.username, answers.display_name, answers.email)
    if answers.role not in {role.value for role in HELPS}:
        raise InputError("the first person is the headteacher or the safeguarding lead: they let the others in")
    made = initialise(
        folder=folder,
        name=answers.name.strip(),
        town=answers.town.strip() or None,
        more=_tables(answers, port),
        environment=environment,
    )
    with open_home(folder, environment=environment) as home:
        add_person(
            home=home,
            username=username,
            display_name=display_name,
            email=email,
            roles=[Role(answers.role)],
            actor=ACTOR,
        )
        link = make_link(home=home, username=username, kind=LinkKind.INVITATION, actor=ACTOR)
    return Begun(made.key, link)


def _tables(answers: FirstAnswers, port: int) -> dict[str, Any]:
    owned = [(platform, handle.strip()) for platform, handle in answers.accounts if handle.strip()]
    if strange := {platform for platform, _ in owned} - {platform.value for platform in Platform}:
        raise InputError(f"{min(strange)} is no platform that Goodname knows")
    tables: dict[str, Any] = {
        "school": {"type": answers.type, "nation": answers.nation},
        "policy": {"profile": answers.profile},
        "accounts": [{"platform": platform, "handle": handle, "owner": answers.username} for platform, handle in owned],
    }
    if port != Config.model_fields["dashboard"].default.port:
        tables["dashboard"] = {"port": port}
    return {name: table for name, table in tables.items() if table}
