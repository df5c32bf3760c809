"""The docs say what the code does: pages that the code writes are up to date, and nothing goes undocumented."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from classifiers.registry import detectors
from collectors.registry import COLLECTORS, collector_class, source_settings
from data.config import SourceSettings, config_model
from data.config_file import settings_table
from data.errors import ConfigError
from data.secrets import variable
from data.words import SOURCE_KEYS, Label
from pipelines.document import ROOT, commands_page, labels_of, licence_of, pages, secrets_of, write

DOCS = ROOT / "docs"
PAGES = pages()
PACKAGES = ("data", "collectors", "classifiers", "casework", "pipelines", "dashboard")


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def handwritten() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md")))


def sources() -> Iterator[tuple[Path, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_writes_now(name: str) -> None:
    assert text_of(name) == PAGES[name], f"docs/{name} is out of date: run python -m pipelines.document"


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    assert {path.name for path in write(tmp_path)} == set(PAGES)
    assert write(tmp_path) == []


def test_every_setting_is_documented() -> None:
    page = text_of("settings.md")
    common = set(SourceSettings.model_fields)
    for key, _default, words in settings_table(config_model(source_settings())):
        parts = key.split(".")
        shared = parts[0] == "sources" and parts[2] in common
        assert f"| `{'.'.join(['sources', 'KEY', *parts[2:]]) if shared else key}` |" in page, key
        assert words, key
        assert words in page, key


@pytest.mark.parametrize("key", SOURCE_KEYS)
def test_every_source_is_documented(key: str) -> None:
    page = text_of("sources.md")
    if key not in COLLECTORS:
        assert f"`{key}`" in page.partition("## Not in this version")[2]
        return
    said = collector_class(key).coverage
    part = page.partition(f"\n## {key}\n")[2].partition("\n## ")[0]
    for sentence in (said.covers, said.cannot, said.limits, said.authority, *secrets_of(key)):
        assert sentence in part


def secrets_asked_for(tree: ast.Module, source: str | None) -> Iterator[str]:
    """Yield the variables that calls of `secrets.get` and `secrets.require` name, with loops over names unrolled."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in ("get", "require") or not ast.unparse(node.func.value).endswith("secrets"):
            continue
        part = ast.literal_eval(node.args[0]) if isinstance(node.args[0], ast.Constant) else source
        names = [node.args[1].value] if isinstance(node.args[1], ast.Constant) else loop_over(tree, node)
        assert part, ast.unparse(node)
        assert names, ast.unparse(node)
        yield from (variable(part, str(name)) for name in names)


def loop_over(tree: ast.Module, call: ast.Call) -> list[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.DictComp | ast.ListComp) and call in list(ast.walk(node)):
            return [str(name) for name in ast.literal_eval(node.generators[0].iter)]
    return []


def test_every_secret_that_code_asks_for_is_documented() -> None:
    documented, asked = handwritten(), set()
    for path, text in sources():
        key = path.stem if path.parts[0] == "collectors" else None
        asked |= set(secrets_asked_for(ast.parse(text), key if key in SOURCE_KEYS else None))
    assert "GOODNAME_X_BEARER_TOKEN" in asked
    assert "GOODNAME_SMTP_PASSWORD" in asked
    assert {name for name in asked if f"`{name}`" not in documented} == set()


def test_every_variable_of_the_environment_is_documented() -> None:
    documented, named = handwritten(), set()
    for _path, text in sources():
        named |= set(re.findall(r"GOODNAME_[A-Z]+(?:_[A-Z]+)*", text))
    for path in (ROOT / "tests").rglob("*.py"):
        named |= set(re.findall(r"GOODNAME_REQUIRE_[A-Z]+", path.read_text(encoding="utf-8")))
    assert "GOODNAME_HOME" in named
    assert {name for name in named if name not in documented} == set()


def test_every_command_and_option_is_documented() -> None:
    import typer.main

    from pipelines.cli import app

    page, pending, seen = commands_page(), [("goodname", typer.main.get_command(app))], 0
    while pending:
        path, command = pending.pop()
        inner = getattr(command, "commands", {})
        pending += [(f"{path} {name}", found) for name, found in inner.items()]
        if inner:
            continue
        part = page.partition(f"## {path}\n")[2].partition("\n## ")[0]
        assert command.help, path
        assert command.help in part, path
        for parameter in command.params:
            words = [*parameter.opts, *parameter.secondary_opts]
            assert getattr(parameter, "help", None), (path, words)
            assert all(f"`{word}`" in part for word in words if word.startswith("-")), (path, words)
        seen += 1
    assert seen > 10


def test_every_detector_is_documented_with_its_version_and_labels() -> None:
    page = text_of("detectors.md")
    for detector in detectors():
        part = page.partition(f"\n## {detector.key}\n")[2].partition("\n## ")[0]
        assert f"Version {detector.version}." in part, detector.key
        assert all(f"`{label}`" in part for label in labels_of(detector)), detector.key
        assert type(detector).__doc__, detector.key


def test_every_label_is_documented_and_each_listed_one_was_given() -> None:
    page = text_of("detectors.md").partition("## Labels")[2]
    given = {label for detector in detectors() for label in labels_of(detector)}
    for label in Label:
        assert f"| `{label}` | {label.label} |" in page
        assert (f"| `{label}` | {label.label} | not in this version |" in page) == (label not in given)
    assert {Label.ABUSIVE, Label.DEFAMATORY, Label.CHILD_IDENTIFYING, Label.SAFEGUARDING, Label.RELEVANT} <= given


def test_every_host_that_a_collector_names_is_in_the_list_of_hosts() -> None:
    rows = text_of("operations.md").partition("## What it connects to")[2].partition("\n## ")[0]
    for key in SOURCE_KEYS:
        assert (f"| {key} |" in rows) == (key in COLLECTORS), key
    for path, text in sources():
        if path.parts[0] != "collectors":
            continue
        tree = ast.parse(text)
        words = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        asked = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words
        ]
        for host in re.findall(r"\bhttps://([a-z0-9-]+(?:\.[a-z0-9-]+)+)[/\"]?", "\n".join(asked)):
            assert host in rows or host in NAMED_BUT_NOT_ASKED, f"{path}: {host}"


NAMED_BUT_NOT_ASKED = {
    "github.com": "stands in our User-Agent",
    "x.com": "begins the address of a post",
}


def test_every_line_of_goodname_check_is_explained() -> None:
    page = text_of("operations.md")
    tree = ast.parse((ROOT / "pipelines" / "check.py").read_text(encoding="utf-8"))
    parts = [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Part"
    ]
    names = {part.value for part in parts if isinstance(part, ast.Constant)}
    assert {"audit log", "mail", "S1 alerts"} <= names
    assert {name for name in names if f"| {name} |" not in page} == set()


def test_every_model_has_its_card_listed() -> None:
    weights = ROOT / "classifiers" / "weights"
    cards = {path.name for path in weights.glob("*.md")}
    assert cards
    assert {card for card in cards if f"(../classifiers/weights/{card})" not in text_of("models.md")} == set()
    written = "\n".join((weights / card).read_text(encoding="utf-8") for card in cards)
    models = {path.name for path in weights.iterdir() if path.suffix not in (".md", ".txt")}
    assert {name for name in models if f"`{name}`" not in written} == set(), "a file that no card speaks of"


def test_every_package_asked_for_has_its_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = text_of("licences.md")
    for entry in project["dependencies"]:
        name = re.split(r"[^A-Za-z0-9_.-]", entry)[0]
        assert f"| {name} | {licence_of(name)} |" in page
        assert licence_of(name) != "not said in its metadata", name
    with pytest.raises(ConfigError, match="is not installed"):
        licence_of("no-such-package-at-all")


@pytest.mark.parametrize("path", sorted([*DOCS.glob("*.md"), ROOT / "README.md"]), ids=lambda path: path.name)
def test_every_link_between_pages_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_every_page_is_named_by_another() -> None:
    everything = "\n".join([handwritten(), (ROOT / "README.md").read_text(encoding="utf-8")])
    for path in DOCS.glob("*.md"):
        assert f"{path.name})" in everything or f"docs/{path.name}" in everything, path.name
