"""What Goodname never does when it collects: act, fetch pictures, ask for a person, tell of it, pass a refusal."""

from __future__ import annotations

import ast
import inspect
import logging
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from clocks import FakeClock
from register_names import names_of_registers
from source_tree import modules, tree_of

from collectors.base import Query, RefusedByTerms
from collectors.registry import COLLECTORS, build, collector_class, source_settings
from data.config import Authority
from data.config_file import check_config
from data.records import Post
from data.registers.files import read_registers, school_from
from data.secrets import Secrets
from data.words import Label, Platform
from pipelines.demo_replay.world import SOURCES
from pipelines.demo_servers import ReplayServer, demo_secrets, school_folder, school_toml
from pipelines.document import ROOT

START = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
PERMISSION = Authority(agreed_with="the platform", reference="file 1", date=date(2026, 9, 1), until=date(2027, 8, 31))


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


def test_no_question_holds_the_name_of_anybody_on_a_register(demo_run: DemoRun) -> None:
    server, _, _ = demo_run
    asked = " ".join(f"{a.path} {' '.join(a.query.values())}" for a in server.asked).casefold()
    assert "larkmere primary" in asked
    assert [name for name in names_of_registers() if re.search(rf"\b{re.escape(name.casefold())}\b", asked)] == []


# --- 5: nothing about people outside the case, in what libraries log --------------------------------------------------


def test_collecting_makes_no_library_tell_of_posts_or_addresses(demo_run: DemoRun) -> None:
    server, posts, heard = demo_run
    told = "\n".join(record.getMessage() for record in heard)
    words = [post.text for post in posts if len(post.text) > 20] + [post.author for post in posts if post.author]
    assert [word for word in words if word in told] == []
    assert [asked.path for asked in server.asked if len(asked.path) > 8 and asked.path in told] == []
    assert "http://" not in told


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
