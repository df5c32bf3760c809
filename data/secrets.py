"""Secrets: from the environment (`GOODNAME_X_BEARER_TOKEN`) or from a 0600 `secrets.toml` beside the key file.

A secret never has a representation, so it cannot reach a log or a traceback by being printed.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.errors import ConfigError, NotConfigured


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that prints as stars; `reveal()` where it is handed to a library."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """Return the value itself."""
        return self._value

    def __str__(self) -> str:
        return "****"


@dataclass(frozen=True, slots=True)
class Secrets:
    """Looks secrets up by part and name; the environment wins over the file."""

    environment: Mapping[str, str] = field(repr=False, default_factory=lambda: dict(os.environ))
    file: Mapping[str, Mapping[str, str]] = field(repr=False, default_factory=dict)

    def get(self, part: str, name: str) -> Secret | None:
        """Return the secret `name` of `part` (a source key, "smtp"), or None when there is none."""
        value = self.environment.get(variable(part, name)) or self.file.get(part, {}).get(name)
        return Secret(value) if value else None

    def require(self, part: str, name: str, *, what: str) -> Secret:
        """Return the secret; raise `NotConfigured` that says what it is and where to put it."""
        found = self.get(part, name)
        if found is None:
            raise NotConfigured(
                f"{what} is missing: set {variable(part, name)} in the environment, "
                f"or {name} under [{part}] in secrets.toml beside the key file"
            )
        return found


def variable(part: str, name: str) -> str:
    """Return the environment variable that holds the secret `name` of `part`."""
    return f"GOODNAME_{part}_{name}".upper()


def read_secrets(path: Path, environment: Mapping[str, str] | None = None) -> Secrets:
    """Read `secrets.toml` at `path` when it is there. Raises `ConfigError` when others can read it or it is no TOML."""
    surroundings = dict(os.environ) if environment is None else environment
    if not path.exists():
        return Secrets(surroundings)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigError(f"{path}: others on this machine can read it; run: chmod 600 {path}")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a TOML file: mend the line it names, then try again") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({type(error).__name__}); check its rights") from error
    tables = {part: values for part, values in content.items() if isinstance(values, dict)}
    return Secrets(surroundings, {part: {k: str(v) for k, v in values.items()} for part, values in tables.items()})
