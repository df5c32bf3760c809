"""The alert table as data: for each label who is told, who is next, when it may wait, and whom to ring."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from data.errors import ConfigError
from data.words import Label, Role

FILE_NAME = "alerts.toml"
Quiet = Literal["next_morning", "next_cover"]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AlertRow(_Table):
    """Who hears of cases with these labels."""

    labels: tuple[Label, ...]
    told: tuple[Role, ...]
    next: tuple[Role, ...]
    quiet: Quiet
    ring: tuple[str, ...] = ()


class OnCall(_Table):
    """Who is on call when the school names nobody."""

    roles: tuple[Role, ...]
    most: int


class Roles(_Table):
    """Roles that are told of something that is no case."""

    roles: tuple[Role, ...] = ()
    told: tuple[Role, ...] = ()


class AlertTable(_Table):
    """The whole table."""

    on_call: OnCall
    rows: tuple[AlertRow, ...]
    digest: Roles
    operations: Roles

    def rows_of(self, labels: Iterable[Label]) -> list[AlertRow]:
        """Return the rows of the labels, in the order of the labels, each once."""
        by_label = {label: row for row in self.rows for label in row.labels}
        found: dict[int, AlertRow] = {}
        for label in labels:
            row = by_label.get(label)
            if row is not None:
                found.setdefault(id(row), row)
        return list(found.values())


def read_alert_table(home: Path | None = None) -> AlertTable:
    """Return the shipped table, or the school's own from `reference/` in its home.

    Raises `ConfigError` that names the file and what is wrong in it; a label without a row is wrong too.
    """
    own = home / "reference" / FILE_NAME if home is not None else None
    if own is None or not own.is_file():
        return _shipped()
    try:
        return _checked(tomllib.loads(own.read_text(encoding="utf-8")), str(own))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{own} cannot be read as TOML ({type(error).__name__}): mend or remove it") from error


@cache
def _shipped() -> AlertTable:
    text = (files("data") / "reference" / FILE_NAME).read_text(encoding="utf-8")
    return _checked(tomllib.loads(text), FILE_NAME)


def _checked(content: Mapping[str, object], name: str) -> AlertTable:
    try:
        table = AlertTable.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{name}: {where}: {first['msg']}; mend it, or take your own file away") from error
    known = {label for row in table.rows for label in row.labels}
    missing = [label.value for label in Label if label not in known and label not in (Label.RELEVANT, Label.SENTIMENT)]
    if missing:
        raise ConfigError(f"{name}: no row says who is told of {', '.join(missing)}; add one")
    return table
