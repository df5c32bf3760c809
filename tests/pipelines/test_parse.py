from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.registry import known
from data.errors import InputError, NotConfigured
from pipelines.parse import parse_file

PAYLOADS = Path(__file__).parents[1] / "payloads"
FEED = (PAYLOADS / "feeds" / "alert_larkmere.xml").read_bytes()
RESULTS = json.loads((PAYLOADS / "brave" / "SYNTHETIC_web_search.json").read_text(encoding="utf-8"))
NOTHING = json.loads((PAYLOADS / "brave" / "SYNTHETIC_web_search_empty.json").read_text(encoding="utf-8"))
TWEETS = {"data": [{"id": "1", "text": "Lovely fair at Larkmere", "edit_history_tweet_ids": ["1"]}]}
COUNTS = {"data": [{"start": "a", "end": "b", "tweet_count": 3}], "meta": {"total_tweet_count": 3}}


def recording(*answers: Any) -> bytes:
    interactions = [{"request": {"method": "GET"}, "response": answer} for answer in answers]
    return json.dumps({"origin": "a test", "interactions": interactions}).encode()


@pytest.mark.parametrize(
    ("source", "data", "posts", "exit_code"),
    [
        pytest.param("brave", json.dumps(RESULTS).encode(), 2, 0, id="JSON"),
        pytest.param("brave", json.dumps(NOTHING).encode(), 0, 0, id="JSON that says it is empty"),
        pytest.param("brave", b"\xef\xbb\xbf" + json.dumps(RESULTS).encode(), 2, 0, id="byte order mark"),
        pytest.param("brave", json.dumps(RESULTS).encode("utf-16"), 2, 0, id="JSON in UTF-16"),
        pytest.param("feeds", FEED, 3, 0, id="a feed"),
        pytest.param("feeds", b"\xef\xbb\xbf\n" + FEED.split(b"?>", 1)[1], 3, 0, id="a feed with a byte order mark"),
        pytest.param("mumsnet", (PAYLOADS / "mumsnet" / "thread_2019_page1.html").read_bytes(), 3, 0, id="a web page"),
        pytest.param("brave", recording({"status": 200, "body": RESULTS}), 2, 0, id="a recording"),
        pytest.param("brave", recording({"status": 200, "body": json.dumps(RESULTS)}), 2, 0, id="a body kept as text"),
        pytest.param("feeds", recording({"status": 200, "body": FEED.decode()}), 3, 0, id="a recorded feed"),
        pytest.param(
            "x",
            recording({"status": 200, "body": COUNTS}, {"status": 200, "body": TWEETS}),
            1,
            0,
            id="another question first",
        ),
        pytest.param(
            "x",
            recording({"status": 204, "body": None}, {"status": 200, "body": TWEETS}),
            1,
            0,
            id="an answer without a body first",
        ),
        pytest.param(
            "x", recording({"status": 200, "body": TWEETS}, {"status": 503, "body": "ill"}), 1, 1, id="then it failed"
        ),
        pytest.param("x", recording({"status": 200, "body": COUNTS}), 0, 2, id="another question alone"),
        pytest.param("x", recording({"status": 503, "body": {}}), 0, 2, id="failed alone"),
        pytest.param(
            "x",
            json.dumps({"bodies": [{"status": 200, "body": TWEETS}, {"status": 429, "body": {}}]}).encode(),
            1,
            1,
            id="a list of answers",
        ),
        pytest.param("manual", b'{"id": "1", "platform": "x", "text": "a"}\n{"id"\n', 1, 1, id="lines, one broken"),
        pytest.param("manual", b'{"id": "1", "platform": "x", "text": "a"}\n', 1, 0, id="lines"),
        pytest.param("manual", b"\xff\xfe\n<html>\n", 0, 2, id="lines, all broken"),
    ],
)
def test_what_is_read_and_how_it_ends(source: str, data: bytes, posts: int, exit_code: int) -> None:
    outcome = parse_file(source, data)
    assert (len(outcome.posts), outcome.exit_code) == (posts, exit_code), outcome.errors
    assert bool(outcome.errors) == (exit_code > 0 or outcome.notes > 0)


@pytest.mark.parametrize(
    ("source", "data", "says"),
    [
        pytest.param("brave", b"", "the file is empty", id="nothing"),
        pytest.param("manual", b"\n", "the file is empty", id="no lines"),
        pytest.param("feeds", b" \n\xef\xbb\xbf", "the file is empty", id="blanks"),
        pytest.param(
            "brave", json.dumps(RESULTS).encode()[:300], "as JSON it is broken at line 1, column", id="breaks off"
        ),
        pytest.param("x", b"hello", "neither JSON nor a web page or feed", id="words"),
        pytest.param("x", b'{"data": "caf\xe9"}', "not UTF-8: byte 14", id="another encoding"),
        pytest.param("x", b"[" * 200_000, "nested too deeply", id="too deep"),
        pytest.param("x", b"9" * 5000, "a number that is too long", id="too long a number"),
        pytest.param("x", b"<html>log in", "UnexpectedFormat: X sent a web page", id="HTML where JSON was due"),
        pytest.param("mumsnet", b"{}", "UnexpectedFormat: not a post payload", id="JSON where HTML was due"),
        pytest.param("x", b'{"interactions": []}', "holds no interactions", id="a recording of nothing"),
        pytest.param("x", b'{"interactions": [{"request": {}}]}', "interaction 1 has no response", id="no response"),
        pytest.param(
            "x",
            recording({"status": 429, "body": {"title": "Too Many Requests"}}),
            "interaction 1: RateLimited",
            id="429",
        ),
        pytest.param("x", recording({"status": 401, "body": {}}), "interaction 1: SourceRefused", id="401"),
        pytest.param("brave", recording({"status": 302, "body": ""}), "interaction 1: UnexpectedFormat", id="302"),
        pytest.param(
            "brave",
            recording({"status": 500, "body": RESULTS}),
            "interaction 1: SourceUnavailable",
            id="500 with a good body",
        ),
        pytest.param(
            "brave",
            json.dumps({"type": "search", "query": {}, "web": {"results": [{"url": "u"}]}}).encode(),
            "item 1: UnexpectedFormat",
            id="a broken item",
        ),
    ],
)
def test_what_cannot_be_read_is_said(source: str, data: bytes, says: str) -> None:
    outcome = parse_file(source, data)
    assert outcome.posts == ()
    assert says in outcome.errors[0]
    assert outcome.exit_code == 2


def test_a_word_that_is_no_source_is_said() -> None:
    with pytest.raises(InputError, match="choose one of: x, "):
        parse_file("friendface", b"{}")
    with pytest.raises(NotConfigured, match="wikipedia is not in this version"):
        parse_file("wikipedia", b"{}")


def test_errors_carry_no_words_of_a_post() -> None:
    secret = "Tilda Wren of Kestrels"
    body = {
        "type": "search",
        "query": {},
        "web": {"results": [{"url": secret, "title": secret, "description": secret}]},
    }
    outcome = parse_file("brave", json.dumps(body).encode())
    assert outcome.errors
    assert "Tilda" not in " ".join(outcome.errors)


@given(st.sampled_from(known()), st.binary() | st.text().map(str.encode))
def test_any_bytes_end_in_an_outcome(source: str, data: bytes) -> None:
    outcome = parse_file(source, data)
    assert outcome.exit_code == 2 or outcome.posts or outcome.pages
