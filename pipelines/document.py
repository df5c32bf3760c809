"""Writes the pages of `docs/` that the code itself can say, so that they cannot say anything else.

`python -m pipelines.document` writes them; `tests/test_docs.py` fails when one of them is not what is written now.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from classifiers.base import Detector, Thresholds
from collectors.registry import COLLECTORS, NOT_SCHEDULED, collector_class, source_settings
from data.config import SourceSettings, config_model
from data.config_file import settings_table
from data.errors import ConfigError
from data.secrets import variable
from data.words import SOURCE_KEYS, Label

ROOT = Path(__file__).parent.parent
WRITTEN_BY = "<!-- Written by `python -m pipelines.document`; change the code, not this page. -->"
_TABLE = re.compile(r"(<!-- licences: begin -->\n).*?(<!-- licences: end -->)", re.DOTALL)
_SECRET = re.compile(r'secrets\.(?:get|require)\(\s*(?:"(?P<part>\w+)"|cls\.key),\s*(?:"(?P<name>\w+)"|name\b)')
_NAMES = re.compile(r"for name in \(([^)]*)\)")
_COMMON = tuple(SourceSettings.model_fields)


def pages() -> dict[str, str]:
    """Return the pages by file name; `licences.md` is written by hand but for its table."""
    licences = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    table = f"{licence_table()}\n"
    return {
        "settings.md": settings_page(),
        "sources.md": sources_page(),
        "commands.md": commands_page(),
        "detectors.md": detectors_page(),
        "licences.md": _TABLE.sub(lambda found: f"{found[1]}{table}{found[2]}", licences),
    }


def settings_page() -> str:
    """Return every setting of `school.toml` with its default and its help."""
    rows = settings_table(config_model(source_settings()))
    common = {f"sources.{key}.{name}" for key in SOURCE_KEYS for name in _COMMON}
    shared = [row for row in rows if _key_of_every_source(row[0], common)]
    of_one = f"sources.{SOURCE_KEYS[0]}."
    first = [(key.replace(of_one, "sources.KEY."), *rest) for key, *rest in shared if key.startswith(of_one)]
    own = [row for row in rows if row not in shared]
    return _page(
        "Settings",
        "`goodname init` writes `school.toml` into the home, with every setting and its help. Only `school.name` must "
        "be given. An unknown key is an error that names it. A setting without a default is not set; a switch of "
        "`[policy]` that is not set follows the profile. Secrets are never settings: see [sources](sources.md).",
        _table(("Setting", "Default", "What it does"), (_setting(row) for row in own)),
        "## Every source",
        "Each table `[sources.KEY]` has these too. The keys are: " + ", ".join(f"`{key}`" for key in SOURCE_KEYS) + ".",
        _table(("Setting", "Default", "What it does"), (_setting(row) for row in first)),
    )


def sources_page() -> str:
    """Return of every source what it covers and cannot, its limits, authority, secrets and interval."""
    parts = []
    for key in COLLECTORS:
        kind = collector_class(key)
        said, clock = kind.coverage, f"Every {kind.Settings.default_interval_minutes} minutes unless set otherwise."
        rows = [
            ("Covers", said.covers),
            ("Cannot", said.cannot),
            ("Limits", said.limits),
            ("Authority", said.authority),
            ("Secrets", ", ".join(f"`{name}`" for name in secrets_of(key)) or "None."),
            ("Asked", "Never: people bring posts to it." if key in NOT_SCHEDULED else clock),
        ]
        parts += [f"## {key}", f"Platform: {kind.platform.label}.", _table(("", ""), rows)]
    later = [key for key in SOURCE_KEYS if key not in COLLECTORS]
    listed = ", ".join(f"`{key}`" for key in later) or "None."
    return _page(
        "Sources",
        "What each source can show, and what it cannot. Nothing returns everything. A secret is looked for in the "
        "environment under the name given here, then in `secrets.toml` beside the key file, where "
        "`GOODNAME_X_BEARER_TOKEN` is `bearer_token` under `[x]`.",
        *parts,
        "## Not in this version",
        f"Their settings are kept, and `goodname check` says that they are not in this version: {listed}",
    )


def secrets_of(source: str) -> tuple[str, ...]:
    """Return the environment variables that the collector of `source` reads secrets from, as its code says."""
    text = inspect.getsource(import_module(COLLECTORS[source].partition(":")[0]))
    found: dict[str, None] = {}
    for call in _SECRET.finditer(text):
        listed = _NAMES.search(text, call.end())
        names = [call["name"]] if call["name"] else re.findall(r'"(\w+)"', listed[1] if listed else "")
        found.update({variable(call["part"] or source, name): None for name in names})
    return tuple(found)


def commands_page() -> str:
    """Return every command with its arguments and options, from the command line itself."""
    import typer.main

    from pipelines.cli import app

    parts: list[str] = []
    for path, command in _commands("goodname", typer.main.get_command(app)):
        parts += [f"## {path}", command.help or ""]
        rows = [_parameter(parameter) for parameter in command.params]
        parts += [_table(("Word", "Default", "What it means"), rows)] if rows else []
    return _page(
        "Commands",
        "Exit codes: 0 done or clear, 1 breach or failed check, 2 usage or unreadable input, 3 hold. Errors go to "
        "standard error. `python -m pipelines.document` writes this page.",
        *parts,
    )


def detectors_page() -> str:
    """Return every detector with its version, its labels and how it decides, and every label."""
    from classifiers.registry import detectors

    found, giving = detectors(), dict[Label, list[str]]()
    parts = []
    for detector in found:
        labels = labels_of(detector)
        for label in labels:
            giving.setdefault(label, []).append(f"`{detector.key}`")
        story = inspect.getdoc(sys.modules[type(detector).__module__]) or ""
        parts += [f"## {detector.key}", f"Version {detector.version}. {inspect.getdoc(type(detector)) or ''}", story]
        parts += [f"Labels: {', '.join(f'`{label}`' for label in labels) or 'none; it only says what is not read'}."]
        limits = getattr(detector, "thresholds", None)
        if isinstance(limits, Thresholds):
            parts.append(f"For review from a score of {limits.review}, an alert from {limits.alert}.")
    rows = [(f"`{label}`", label.label, ", ".join(giving.get(label, ["not in this version"]))) for label in Label]
    return _page(
        "Detectors",
        "Each reads posts and says what a person should look at, with a score, the words it rests on and a reason. It "
        "finds no fact and no law. Measured quality stands in the [model cards](models.md).",
        *parts,
        "## Labels",
        _table(("Label", "Shown as", "Given by"), rows),
    )


def labels_of(detector: Detector) -> tuple[Label, ...]:
    """Return the labels a detector can give: those its file names, other than to compare with."""
    tree = ast.parse(inspect.getsource(sys.modules[type(detector).__module__]))
    compared = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Compare) for part in ast.walk(node)}
    named = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Label"
        if id(node) not in compared
    }
    return tuple(label for label in Label if label.name in named)


def licence_table() -> str:
    """Return every direct dependency with its licence, as its installed metadata says."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[^A-Za-z0-9_.-]", entry)[0] for entry in project["dependencies"]]
    return _table(("Package", "Licence"), [(name, licence_of(name)) for name in sorted(names, key=str.lower)])


def licence_of(name: str) -> str:
    """Return the licence in the metadata of an installed package; raise `ConfigError` when it is not installed."""
    try:
        said = metadata(name)
    except PackageNotFoundError as error:
        raise ConfigError(f"{name} is not installed: pip install -r requirements.txt") from error
    entries = [entry for entry in said.get_all("Classifier") or () if entry.startswith("License ::")]
    kinds = [entry.rpartition(" :: ")[2] for entry in entries if not entry.endswith("OSI Approved")]
    given = str(said["License"]) if "License" in said else ""
    short = given if given and "\n" not in given else ""
    expression = str(said["License-Expression"]) if "License-Expression" in said else ""
    return expression or short or " or ".join(kinds) or _HAS_NO_ENTRY.get(name, "not said in its metadata")


_HAS_NO_ENTRY = {"skops": "MIT (its LICENSE file; the metadata names none)"}


def write(folder: Path) -> list[Path]:
    """Write the pages into `folder`; return the files that changed."""
    changed = []
    for name, text in pages().items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def _key_of_every_source(key: str, common: set[str]) -> bool:
    return any(key == name or key.startswith(f"{name}.") for name in common)


def _setting(row: Sequence[str]) -> tuple[str, str, str]:
    key, default, words = row
    return f"`{key}`", "not set" if default == '""' else f"`{default}`", words


def _commands(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, found in inner.items():
        yield from _commands(f"{path} {name}", found)


def _parameter(parameter: Any) -> tuple[str, str, str]:
    words = ", ".join(f"`{word}`" for word in [*parameter.opts, *parameter.secondary_opts])
    if not parameter.opts[0].startswith("-"):
        words = f"`{parameter.name.upper()}`"
    default = "needed" if parameter.required else "none"
    if parameter.default is not None:
        default = f"`{parameter.default}`" if not isinstance(parameter.default, bool) else _on(on=parameter.default)
    return words, default, parameter.help or ""


def _on(*, on: bool) -> str:
    return "on" if on else "off"


def _table(heads: Sequence[str], rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", WRITTEN_BY, *(part.strip() for part in parts if part.strip())]) + "\n"


if __name__ == "__main__":
    for changed_file in write(ROOT / "docs"):
        sys.stdout.write(f"{changed_file.name} is new\n")
