"""What Goodname never does, held line by line; `docs/privacy.md` says which test holds which promise.

What collectors ask and say is in `test_law_collecting.py`, what errors say in `test_law_errors.py`.
"""

from __future__ import annotations

import ast
import inspect
import re
import sqlite3
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from homes import made_home
from hypothesis import given
from hypothesis import strategies as st
from register_names import names_of_registers
from source_tree import PACKAGES, modules, tree_of

from casework.alerts import compose
from collectors.base import Query
from collectors.registry import source_settings
from data.config import config_model
from data.config_file import settings_table
from data.store.removal_tables import Base
from data.words import Label, Severity
from pipelines.check import check
from pipelines.demo_servers import school_folder
from pipelines.document import ROOT
from pipelines.registers import import_register

START = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


# --- The table of promises --------------------------------------------------------------------------------------------

ROWS = [
    line
    for line in (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| Promise", "| ---"))
]


def test_every_line_of_the_law_has_rows() -> None:
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (\d+)\. ", text, flags=re.MULTILINE)
    assert parts[1::2] == [str(number) for number in range(1, 11)]
    assert all("\n| " in part for part in parts[2::2])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_every_promise_names_tests_that_exist(row: str) -> None:
    nodes = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
    assert nodes
    for file, name in nodes:
        defined = {node.name for node in ast.walk(tree_of(ROOT / file)) if isinstance(node, ast.FunctionDef)}
        assert name in defined, f"{file}::{name}"
    for file in re.findall(r"`((?:data|collectors|classifiers|casework|pipelines|dashboard)/[\w/]+\.py)", row):
        assert (ROOT / file).is_file(), file


# --- 2: nobody is followed --------------------------------------------------------------------------------------------


def test_a_query_has_no_room_for_a_person() -> None:
    assert [field.name for field in fields(Query)] == ["names", "town", "not_us", "accounts", "links"]


def test_nothing_is_sorted_counted_or_found_by_author() -> None:
    for table in Base.metadata.tables.values():
        assert not any("author" in column.name for index in table.indexes for column in index.columns), table.name
    by_author = re.compile(
        r"(?:group_by|order_by|groupby|Counter)\([^)\n]*\bauthor|\w+\[[\w.]*\.author\]"
        r"|Row\.author\s*(?:==|!=|\.in_|\.like|\.ilike|\.contains|\.startswith)"
    )
    for path in modules(*PACKAGES):
        assert not by_author.search(path.read_text(encoding="utf-8")), path


FOLLOWING = re.compile(
    r"watch_?list|follow_person|author(?!i)|poster|person_?page|troll|offender|profile_of|parents?\b", re.IGNORECASE
)
BELIEFS = re.compile(r"union|strike|protest|campaign|religio|politic|petition|belief|faith|party", re.IGNORECASE)


def words_people_meet() -> set[str]:
    """Return the names of settings, commands and their options, pages, columns and labels."""
    import typer.main

    from pipelines.cli import app

    words = {key for key, *_ in settings_table(config_model(source_settings()))}
    pending: list[Any] = [typer.main.get_command(app)]
    while pending:
        command = pending.pop()
        words |= {str(command.name), *(parameter.name for parameter in getattr(command, "params", []))}
        pending += getattr(command, "commands", {}).values()
    words |= {path.stem for path in (ROOT / "dashboard" / "app_pages").glob("*.py")}
    words |= {label.value for label in Label}
    return words | {column.name for table in Base.metadata.tables.values() for column in table.columns} - {"author"}


def test_no_setting_command_or_page_follows_a_person() -> None:
    assert [word for word in words_people_meet() if FOLLOWING.search(word)] == []


def test_nothing_is_about_beliefs_or_protest() -> None:
    assert [word for word in words_people_meet() if BELIEFS.search(word)] == []


# --- 3: nobody is recognised ------------------------------------------------------------------------------------------

RECOGNITION = (
    "face_recognition", "face-recognition", "dlib", "deepface", "insightface", "facenet", "arcface", "sface",
    "openface", "retinaface", "mediapipe", "rekognition", "azure-cognitiveservices-vision", "fer", "age-gender",
)  # fmt: skip


def test_no_recognition_package_is_asked_for() -> None:
    files = [ROOT / "pyproject.toml", *sorted(ROOT.glob("requirements*.txt"))]
    asked = set()
    for file in files:
        asked |= set(
            re.findall(r"^\s*\"?([A-Za-z0-9_.-]+)\s*(?:\[[\w,-]+\])?\s*[=<>~]=", file.read_text(), re.MULTILINE)
        )
    assert "httpx" in asked
    assert {name for name in asked if name.lower().startswith(RECOGNITION)} == set()


def test_no_label_is_about_what_somebody_looks_like() -> None:
    forbidden = re.compile(r"emotion|mood of|\bage\b|ethnic|race\b|gender|identity", re.IGNORECASE)
    assert [label for label in Label if forbidden.search(f"{label.value} {label.label}")] == []


# --- 5: nothing about people outside the case -------------------------------------------------------------------------


@given(
    category=st.sampled_from([label for label in Label if label not in (Label.RELEVANT, Label.SENTIMENT)]),
    severity=st.sampled_from(Severity),
    due=st.none() | st.integers(0, 10**8).map(lambda seconds: START + timedelta(seconds=seconds)),
    code=st.text("23456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=8, max_size=8),
)
def test_an_alert_is_its_five_parts_and_fixed_words(
    category: Label, severity: Severity, due: datetime | None, code: str
) -> None:
    assert set(inspect.signature(compose).parameters) == {"reference", "category", "severity", "due_at", "link_base"}
    message = compose(reference=f"#{code}#", category=category, severity=severity, due_at=due, link_base="https://x")
    body = re.sub(r"\w+ \d\d \w+ \d{4}, \d\d:\d\d \(London time\)", "no fixed time", message.body)
    body = body.replace(f"#{code}#", "REF").replace(f"Severity: {severity.label}", "Severity: HOW")
    assert body.replace(f"Category: {category.label}", "Category: WHAT") == (
        "There is a case for you to look at.\n\nReference: REF\nCategory: WHAT\nSeverity: HOW\n"
        "First look due: no fixed time\n\nOpen it here: https://x/case?ref=REF\n\n"
        "This message says no more on purpose. Please do not forward it with details added.\n"
    )
    assert message.subject == f"Goodname: {severity.value} case #{code}#"


def test_the_first_word_of_a_log_line_is_written_in_the_code() -> None:
    for path in modules(*PACKAGES):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("debug", "info", "warning", "error", "exception") and "log" in ast.unparse(
                    node.func.value
                ):
                    assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"
                assert node.func.attr != "basicConfig", path


# --- 6: registers are sealed ------------------------------------------------------------------------------------------


def test_no_name_of_a_register_stands_in_the_store(tmp_path: Path, clock: FakeClock) -> None:
    folder = Path(str(school_folder()))
    with made_home(tmp_path, clock, people={}) as home:
        for register in ("pupils", "staff", "accounts", "photos"):
            import_register(home=home, register=register, path=folder / f"{register}.csv", actor="test")
        stored = b"".join(path.read_bytes() for path in sorted(home.folder.rglob("*")) if path.is_file())
    everything = b"".join(path.read_bytes() for path in sorted((tmp_path / "home").rglob("*")) if path.is_file())
    with sqlite3.connect(tmp_path / "home" / "goodname.sqlite") as database:
        assert database.execute("SELECT count(*) FROM register_entries").fetchone()[0] > len(names_of_registers()) / 4
    database.close()
    for name in names_of_registers():
        if len(name) > 3:
            assert name.encode() not in stored + everything, "a name stands in the store unsealed"


# --- 8: an old roll ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "failure"), [pytest.param(35, False, id="five weeks"), pytest.param(36, True, id="a day more")]
)
def test_an_old_roll_is_a_failed_check(tmp_path: Path, clock: FakeClock, days: int, failure: bool) -> None:
    with made_home(tmp_path, clock) as home:
        import_register(home=home, register="pupils", path=Path(str(school_folder())) / "pupils.csv", actor="test")
    later = clock() + timedelta(days=days)
    with made_home(tmp_path, lambda: later) as home:
        (part,) = [part for part in check(home=home) if part.name == "register of pupils"]
    assert part.is_failure is failure
