"""The demo's servers: every collector reads everything from the replay by its real library, and twice nothing new."""

from __future__ import annotations

import re
import smtplib
import socket
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from collectors.base import Collector, Query
from collectors.registry import build, collector_class
from data.config_file import check_config
from data.records import Cursor, Post
from data.registers.files import read_registers, school_from
from data.secrets import Secrets
from data.words import Direction, Platform
from pipelines.demo_replay.world import SOURCES, entries, source_file
from pipelines.demo_servers import ReplayServer, SmtpSink, demo_secrets, first_start, school_folder, school_toml

START = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


@dataclass
class Reader:
    """One source of the demo, collected again and again."""

    collector: Collector
    query: Query
    cursor: Cursor = field(default_factory=dict)

    def collect(self) -> list[Post]:
        found: list[Post] = []
        for page in self.collector.fetch(self.query, self.cursor):
            found += [self.collector.parse(item) for item in self.collector.split(page)]
            self.cursor = self.cursor if page.cursor is None else page.cursor
        return found


@pytest.fixture(scope="module")
def replay() -> Iterator[ReplayServer]:
    with ReplayServer(now=START) as server:
        yield server


def reader(source: str, server: ReplayServer) -> Reader:
    settings = {key: collector_class(key).Settings for key in SOURCES}
    config = check_config(tomllib.loads(school_toml(base_url=server.base_url, smtp_port=25)), settings)
    registers = read_registers(Path(str(school_folder())))
    collector = build(
        source,
        config.sources.of(source),
        clock=lambda: START,
        secrets=Secrets(demo_secrets()),
        school_type=config.school.type,
        paced=False,
    )
    school = school_from(config, accounts=registers.accounts)
    found = tuple(entry["url"] for entry in entries("brave") if "mumsnet.com" in entry["url"])
    names = (school.name, *school.aliases)
    return Reader(collector, Query(names, school.town, school.not_us, school.accounts, links=found))


def by_id(posts: list[Post]) -> dict[tuple[Platform, str], Post]:
    return {(post.platform, post.id): post for post in posts}


@pytest.mark.parametrize("source", SOURCES)
def test_a_collector_reads_every_post_and_the_second_time_none_that_is_new(source: str, replay: ReplayServer) -> None:
    asked = reader(source, replay)
    first = by_id(asked.collect())
    assert len(first) == len(list(entries(source)))
    again = by_id(asked.collect())
    assert {key: post for key, post in again.items() if first.get(key) != post} == {}


@pytest.mark.parametrize(
    "source", [source for source in SOURCES if source not in ("feeds", "google_business", "website")]
)
def test_the_words_arrive_as_they_were_written(source: str, replay: ReplayServer) -> None:
    told = {post.text for post in reader(source, replay).collect()}
    assert told == {entry.get("text", entry.get("caption", "")) for entry in entries(source)}


def test_a_feed_arrives_without_its_markup(replay: ReplayServer) -> None:
    told = {post.text for post in reader("feeds", replay).collect()}
    written = {
        re.sub(r"</?b>|&nbsp;", lambda tag: " " if tag[0] == "&nbsp;" else "", e["text"]) for e in entries("feeds")
    }
    assert told == {text.replace("&amp;", "&") for text in written}


def test_of_a_translated_review_the_original_arrives(replay: ReplayServer) -> None:
    told = [post.text for post in reader("google_business", replay).collect()]
    assert [text for text in told if "atentos" in text] == [
        "Excelente escola, professores muito atentos e refeições ótimas."
    ]
    assert not any("Translated by Google" in text for text in told)


def test_own_posts_and_what_stands_beneath_them_are_told_apart(replay: ReplayServer) -> None:
    on_x, on_instagram = reader("x", replay).collect(), reader("instagram", replay).collect()
    own = {post.id for post in on_x if post.direction is Direction.OWN}
    handles = {account["handle"] for account in source_file("x")["accounts"]}
    assert len(own) == sum(post["by"] in handles for post in entries("x"))
    answers = {post.text: post.account for post in on_x if post.on_own_post}
    assert sorted(answers.values(), key=str) == ["larkmereprimary", "larkmereyear4"]
    content = source_file("instagram")
    assert sum(post.direction is Direction.OWN for post in on_instagram) == len(content["media"])
    assert sum(post.on_own_post for post in on_instagram) == sum(len(m.get("comments", ())) for m in content["media"])


def test_every_file_name_and_alt_text_of_an_own_picture_arrives(replay: ReplayServer) -> None:
    own = [post for post in reader("instagram", replay).collect() if post.direction is Direction.OWN]
    files = {picture.file for post in own for picture in post.images}
    assert files == {file for medium in source_file("instagram")["media"] for file in medium["files"]}
    pictures = {picture.alt_text for post in reader("x", replay).collect() for picture in post.images}
    assert {photo["alt_text"] for post in entries("x") for photo in post.get("photos", ())} == pictures


@pytest.mark.parametrize("source", SOURCES)
def test_every_post_lies_before_the_start(source: str, replay: ReplayServer) -> None:
    times = [post.published_at for post in reader(source, replay).collect()]
    assert all(moment is not None and START - timedelta(days=40) < moment < START for moment in times)


def test_the_same_start_gives_the_same_world(replay: ReplayServer) -> None:
    with ReplayServer(now=START) as second:
        for source in ("x", "reddit"):
            assert reader(source, replay).collect() == reader(source, second).collect()


def test_an_address_that_nothing_is_replayed_at_is_not_found(replay: ReplayServer) -> None:
    for path in ("/", "/2/users/1/tweets", "/v1/places/other", "/talk/chat/1-no-such-thread", "/99/media"):
        assert httpx.get(replay.base_url + path, trust_env=False).status_code in (400, 404)


def test_the_server_listens_on_this_machine_only_and_stops() -> None:
    with ReplayServer(now=START) as server:
        assert server.base_url.startswith("http://127.0.0.1:")
        address = server.base_url
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, trust_env=False)


def message(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "goodname@example.org", "k.boateng@example.org", subject
    mail.set_content("A case is waiting for you.\n")
    return mail


def test_mail_is_kept_in_the_list_and_in_the_folder(tmp_path: Path) -> None:
    with SmtpSink(tmp_path / "mail") as sink:
        with closing(smtplib.SMTP("127.0.0.1", sink.port, timeout=5)) as client:
            client.send_message(message("S1 case"))
            client.send_message(message("S2 case"))
            client.quit()
        assert [mail["Subject"] for mail in sink.messages] == ["S1 case", "S2 case"]
        assert sink.messages[0].get_content().splitlines() == ["A case is waiting for you."]
    files = sorted((tmp_path / "mail").iterdir())
    assert [file.name for file in files] == ["0001.eml", "0002.eml"]
    assert b"Subject: S2 case" in files[1].read_bytes()


def test_a_second_sink_writes_on_where_the_first_stopped(tmp_path: Path) -> None:
    for subject in ("first", "second"):
        with SmtpSink(tmp_path) as sink, closing(smtplib.SMTP("127.0.0.1", sink.port, timeout=5)) as client:
            client.send_message(message(subject))
            client.quit()
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["0001.eml", "0002.eml"]


def test_the_mail_server_stops(tmp_path: Path) -> None:
    with SmtpSink(tmp_path) as sink:
        port = sink.port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_a_home_remembers_when_its_demo_started(tmp_path: Path) -> None:
    assert first_start(tmp_path / "home", START) == START
    assert first_start(tmp_path / "home", START + timedelta(days=3)) == START


def test_no_secret_of_the_demo_is_one() -> None:
    assert all(name.startswith("GOODNAME_") for name in demo_secrets())
    assert {value for name, value in demo_secrets().items() if name != "GOODNAME_FEEDS_URLS"} == {"demo"}
