"""What Goodname never does, held line by line; `docs/privacy.md` says which test holds which promise."""

from __future__ import annotations

import ast
import csv
import inspect
import logging
import re
import sqlite3
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from damage import ODD_VALUES
from homes import made_home
from hypothesis import given
from hypothesis import strategies as st

from casework.alerts import compose
from collectors.base import CollectorError, Query, RefusedByTerms
from collectors.registry import COLLECTORS, build, collector_class, known, source_settings
from data.config import Authority, config_model
from data.config_file import check_config, settings_table
from data.errors import InputError
from data.records import Post, RawItem, RawPage
from data.registers.files import read_registers, school_from
from data.secrets import Secrets
from data.store.removal_tables import Base
from data.words import Label, Platform, Severity
from pipelines.check import check
from pipelines.demo_replay.world import SOURCES
from pipelines.demo_servers import ReplayServer, demo_secrets, school_folder, school_toml
from pipelines.document import ROOT
from pipelines.parse import recorded
from pipelines.registers import import_register

PAYLOADS = ROOT / "tests" / "payloads"
PACKAGES = ("data", "collectors", "classifiers", "casework", "pipelines", "dashboard")
START = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
PERMISSION = Authority(agreed_with="the platform", reference="file 1", date=date(2026, 9, 1), until=date(2027, 8, 31))


def modules(*packages: str) -> Iterator[Path]:
    for package in packages:
        yield from sorted(path for path in (ROOT / package).rglob("*.py") if "__pycache__" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


# --- The table of promises -------------------------------------------------------------------------------------------

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


# --- 1 and 4: collectors only read, and read no pictures --------------------------------------------------------------

ACTING = frozenset(
    [
        "post",
        "put",
        "patch",
        "delete",
        "publish",
        "create_tweet",
        "delete_tweet",
        "like",
        "unlike",
        "retweet",
        "follow_user",
        "unfollow_user",
        "submit",
        "reply",
        "upvote",
        "downvote",
        "report",
        "block",
        "message",
        "login",
        "interactive_login",
        "load_session_from_file",
        "upload",
    ]
)
OTHER_THAN_GET = {
    ("collectors/google_session.py", "POST"): "stands in an answer about the token's address; nothing is sent with it",
}
"""Words for other methods that may stand in a collector's code, each with its reason."""
TOKENS = {
    "/token": "Google's OAuth: a refresh token is exchanged for an access token",
    "/api/v1/access_token": "Reddit's OAuth: the app's secret is exchanged for an access token",
}
"""What may be asked with POST, each with its reason: it changes nothing on the platform."""
MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|mp4|mov|webm|heic|m3u8)(?:$|\?)|/v/t\d|pbs\.twimg|cdninstagram|redd\.it/", re.IGNORECASE
)


def test_collectors_have_no_words_for_acting() -> None:
    found = set()
    for path in modules("collectors"):
        name = str(path.relative_to(ROOT))
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ACTING:
                found.add((name, node.func.attr))
            if isinstance(node, ast.Constant) and node.value in ("POST", "PUT", "PATCH", "DELETE"):
                found.add((name, node.value))
    assert found <= OTHER_THAN_GET.keys()


@pytest.fixture(scope="module")
def demo_run() -> Iterator[tuple[ReplayServer, list[Post], list[logging.LogRecord]]]:
    """Every collector of the demo run once against the replay, with all that it asked, got and made libraries log."""
    heard: list[logging.LogRecord] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record)

    root, listener = logging.getLogger(), Listener(logging.INFO)
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.INFO)
    posts: list[Post] = []
    with ReplayServer(now=START) as server:
        config = check_config(tomllib.loads(school_toml(base_url=server.base_url, smtp_port=25)), source_settings())
        registers = read_registers(Path(str(school_folder())))
        school = school_from(config, accounts=registers.accounts)
        query = Query((school.name, *school.aliases), school.town, school.not_us, school.accounts)
        for source in SOURCES:
            collector = build(
                source,
                config.sources.of(source),
                clock=lambda: START,
                secrets=Secrets(demo_secrets()),
                school_type=config.school.type,
                paced=False,
            )
            for page in collector.fetch(query, {}):
                posts += [collector.parse(item) for item in collector.split(page)]
        yield server, posts, heard
    root.removeHandler(listener)
    root.setLevel(level)


DemoRun = tuple[ReplayServer, list[Post], list[logging.LogRecord]]


def test_whatever_collectors_ask_only_reads(demo_run: DemoRun) -> None:
    server, posts, _ = demo_run
    assert posts
    assert {asked.path for asked in server.asked if asked.method != "GET"} <= TOKENS.keys()


def test_no_picture_or_clip_is_asked_for(demo_run: DemoRun) -> None:
    server, posts, _ = demo_run
    assert any(picture.file for post in posts for picture in post.images)
    assert [asked.path for asked in server.asked if MEDIA.search(asked.path)] == []


# --- 2: nobody is followed --------------------------------------------------------------------------------------------


def test_a_query_has_no_room_for_a_person() -> None:
    assert [field.name for field in fields(Query)] == ["names", "town", "not_us", "accounts", "links"]


def names_of_registers() -> list[str]:
    folder = Path(str(school_folder()))
    found = []
    for file, columns in (("pupils.csv", ("legal_first", "preferred_first", "surname")), ("staff.csv", ("name",))):
        with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                found += [f"{row[columns[0]]} {row.get('surname', '')}".strip()]
                found += [row[column] for column in columns[1:] if row[column]]
    return [name for name in found if len(name) > 2]


def test_no_question_holds_the_name_of_anybody_on_a_register(demo_run: DemoRun) -> None:
    server, _, _ = demo_run
    asked = " ".join(f"{a.path} {' '.join(a.query.values())}" for a in server.asked).casefold()
    assert "larkmere primary" in asked
    assert [name for name in names_of_registers() if re.search(rf"\b{re.escape(name.casefold())}\b", asked)] == []


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


def test_collecting_makes_no_library_tell_of_posts_or_addresses(demo_run: DemoRun) -> None:
    server, posts, heard = demo_run
    told = "\n".join(record.getMessage() for record in heard)
    words = [post.text for post in posts if len(post.text) > 20] + [post.author for post in posts if post.author]
    assert [word for word in words if word in told] == []
    assert [asked.path for asked in server.asked if len(asked.path) > 8 and asked.path in told] == []
    assert "http://" not in told


def test_the_first_word_of_a_log_line_is_written_in_the_code() -> None:
    for path in modules(*PACKAGES):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("debug", "info", "warning", "error", "exception") and "log" in ast.unparse(
                    node.func.value
                ):
                    assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"
                assert node.func.attr != "basicConfig", path


MARK = "Tilda Wren of Kestrels"
MARKS: tuple[Any, ...] = (MARK, [MARK], {"text": MARK}, {MARK: 1}, f"https://{MARK}/", f"2026-13-45T{MARK}")


def real_items(key: str) -> Iterator[RawItem]:
    """Yield the first items of each recorded page."""
    kind = collector_class(key)
    if key == "manual":
        text = "Somebody said something about Larkmere Primary"
        yield RawItem(key, {"id": "1", "platform": "x", "text": text, "images": [{"file": "a.jpg"}], "rating": 5})
    for body in pages_of(key):
        try:
            yield from list(kind.split(RawPage(key, body)))[:2]
        except CollectorError:
            continue


def pages_of(key: str) -> Iterator[Any]:
    for path in sorted((PAYLOADS / key).glob("*.*")):
        try:
            yield from [answer.body for answer in recorded(path.read_bytes())]
        except InputError:
            continue


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inner:
        yield from places(part, (*path, step))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = changed(copy[path[0]], path[1:], new)
    return copy


def words_in(value: Any) -> set[str]:
    """Return what people wrote in `value`: every text with a space in it, and of HTML every text between tags."""
    if isinstance(value, str):
        texts = re.split(r"<[^>]*>", value) if "<" in value else [value]
        return {text.strip() for text in texts if " " in text and len(text) > 7}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*(words_in(part) for part in inner))


def error_of(key: str, item: RawItem) -> str:
    try:
        collector_class(key).parse(item)
    except CollectorError as error:
        return f"{error} {error.__cause__ or ''}" if isinstance(error.__cause__, CollectorError) else str(error)
    return ""


def split_error(key: str, page: Any) -> str:
    try:
        collector_class(key).split(RawPage(key, page))
    except CollectorError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("key", known())
def test_no_error_repeats_a_value_of_the_item(key: str) -> None:
    errors = 0
    for item in real_items(key):
        theirs = words_in(item.payload)
        for path in places(item.payload):
            for new in (*ODD_VALUES, *MARKS):
                said = error_of(key, RawItem(key, changed(item.payload, path, new), item.context))
                errors += bool(said)
                assert MARK not in said, (path, said)
                assert not any(word in said for word in theirs), (path, said)
    assert errors


@pytest.mark.parametrize("key", known())
def test_no_error_repeats_a_value_of_the_page(key: str) -> None:
    for page in list(pages_of(key))[:4]:
        theirs = words_in(page)
        for path in list(places(page))[:120]:
            for new in MARKS:
                said = split_error(key, changed(page, path, new))
                assert MARK not in said, (path, said)
                assert not any(word in said for word in theirs), (path, said)


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


# --- 7: no judgement --------------------------------------------------------------------------------------------------

VERDICT = re.compile(
    r"\b(?:is|are|was) (?:defamatory|libel|criminal|illegal|unlawful|false|untrue|a lie|guilty)|libel|\bcrime\b|\bguilty\b",
    re.IGNORECASE,
)


def test_no_label_is_a_verdict() -> None:
    assert Label.DEFAMATORY.label.startswith("Potentially")
    for label in Label:
        assert not VERDICT.search(label.label), label
        assert "defamatory" not in label.label.casefold().replace("potentially defamatory", "")


def test_no_reason_is_a_verdict(demo_run: DemoRun) -> None:
    from classifiers.registry import examine

    config = check_config(tomllib.loads(school_toml(base_url="http://127.0.0.1:1", smtp_port=25)), source_settings())
    registers = read_registers(Path(str(school_folder())))
    school = school_from(
        config, pupils=registers.pupils, staff=registers.staff, accounts=registers.accounts, photos=registers.photos
    )
    reasons = {finding.reason for found in examine(demo_run[1], school) for finding in found.findings}
    assert reasons
    assert [reason for reason in reasons if VERDICT.search(reason)] == []
    assert [r for r in reasons if "defamatory" in r.casefold() and "potentially" not in r.casefold()] == []


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


# --- 9: refused by terms ----------------------------------------------------------------------------------------------

FORBIDDEN = [
    pytest.param(source, kind, id=f"{source} for {kind}")
    for source, kinds in {
        "mumsnet": ("maintained", "academy", "independent", "nursery"),
        "instagram_public": ("maintained", "academy", "independent", "nursery"),
        "x": ("maintained", "academy"),
    }.items()
    for kind in kinds
]
TODAY = date(2026, 11, 9)


def built(source: str, kind: str, clock: FakeClock, authority: Authority | None) -> None:
    more = {"threads": ["https://www.mumsnet.com/talk/primary/1234567-a"]} if source == "mumsnet" else {}
    settings = collector_class(source).Settings.model_validate({"enabled": True, "authority": authority, **more})
    build(source, settings, clock=clock, secrets=Secrets({"GOODNAME_X_BEARER_TOKEN": "t"}), school_type=kind)


@pytest.mark.parametrize(("source", "kind"), FORBIDDEN)
@pytest.mark.parametrize(
    "dates",
    [
        pytest.param(None, id="none"),
        pytest.param((date(2025, 1, 1), TODAY - timedelta(days=1)), id="ended yesterday"),
        pytest.param((TODAY + timedelta(days=1), date(2027, 1, 1)), id="begins tomorrow"),
        pytest.param((date(2027, 1, 1), date(2025, 1, 1)), id="ends before it begins"),
    ],
)
def test_without_a_valid_permission_it_is_refused_by_terms(
    source: str, kind: str, clock: FakeClock, dates: tuple[date, date] | None
) -> None:
    authority = dates and PERMISSION.model_copy(update={"date": dates[0], "until": dates[1]})
    with pytest.raises(RefusedByTerms, match="refused by terms"):
        built(source, kind, clock, authority)


@pytest.mark.parametrize(("source", "kind"), FORBIDDEN)
@pytest.mark.parametrize(
    "dates",
    [
        pytest.param((TODAY, TODAY), id="today alone"),
        pytest.param((date(2026, 9, 1), date(2027, 8, 31)), id="a year"),
    ],
)
def test_with_a_valid_permission_it_is_not(source: str, kind: str, clock: FakeClock, dates: tuple[date, date]) -> None:
    built(source, kind, clock, PERMISSION.model_copy(update={"date": dates[0], "until": dates[1]}))


def test_every_source_that_forbids_it_is_in_this_table() -> None:
    asking = {
        key for key in COLLECTORS if "check_authority" in inspect.getsource(inspect.getmodule(collector_class(key)))
    }  # type: ignore[arg-type]  # every class has its module
    assert asking == {"mumsnet", "instagram_public", "x"}
    assert collector_class("mumsnet").platform is Platform.MUMSNET
