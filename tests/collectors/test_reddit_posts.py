"""Reddit's answers as posts: what is mapped, how a body without its question is split, and what holds no posts."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded_answers import recorded_by_others
from reddit_site import NOW, parse_all, payload, split

from collectors.base import CollectorError, RateLimited, SourceRefused, SourceUnavailable, UnexpectedFormat
from collectors.reddit import RedditCollector
from data.records import Post, RawItem, Repost
from data.words import Platform

# --- Mapping ----------------------------------------------------------------------------------------------------------


def test_a_submission_is_mapped() -> None:
    assert parse_all(payload("search_first_page"))[0] == Post(
        id="t3_1la0005",
        platform=Platform.REDDIT,
        text="Anyone else stuck outside at 3 o'clock today?",
        title="Larkmere Primary gate shut early again?",
        author="gate_watcher_77",
        published_at=datetime(2026, 11, 9, 8, 0, tzinfo=UTC),
        url="https://www.reddit.com/r/larkmere/comments/1la0005/larkmere_primary_gate_shut_early/",
        thread="t3_1la0005",
        report_url="https://www.reddit.com/r/larkmere/comments/1la0005/larkmere_primary_gate_shut_early/",
    )


def test_a_comment_is_mapped_with_the_title_of_its_thread_and_the_time_of_its_edit() -> None:
    comment = next(post for post in parse_all(payload("thread")) if post.id == "t1_mc0002")
    assert comment == Post(
        id="t1_mc0002",
        platform=Platform.REDDIT,
        text="They did send a text.",
        title="Larkmere Primary gate shut early again?",
        author=None,
        published_at=NOW - timedelta(seconds=2900),
        edited_at=NOW - timedelta(seconds=2800),
        url="https://www.reddit.com/r/larkmere/comments/1la0005/_/mc0002/",
        thread="t3_1la0005",
        report_url="https://www.reddit.com/r/larkmere/comments/1la0005/_/mc0002/",
    )


@pytest.mark.parametrize(
    ("name", "text", "author"),
    [
        pytest.param("t1_mc0001", "Same here, third time this term.", "pram_pusher", id="in place"),
        pytest.param("t1_mc0002", "They did send a text.", None, id="account deleted, words stay"),
        pytest.param("t1_mc0003", "[deleted]", None, id="deleted by its author"),
        pytest.param("t1_mc0004", "[removed]", "hedge_trimmer", id="removed by moderators"),
    ],
)
def test_deleted_and_removed_are_as_reddit_gives_them(name: str, text: str, author: str | None) -> None:
    post = next(post for post in parse_all(payload("thread")) if post.id == name)
    assert (post.text, post.author) == (text, author)


def test_a_crosspost_carries_what_it_repeats() -> None:
    post = parse_all(payload("search_last_page"))[1]
    assert post.repost_of == Repost("Head of Larkmere Primary is out of touch\nNo answer to my letter in six weeks.")


def test_a_mention_in_the_inbox_is_a_post_and_a_private_message_is_not() -> None:
    mention = parse_all(payload("inbox_mentions_and_messages"))
    assert [(post.id, post.title, post.thread) for post in mention] == [
        ("t1_mc0008", "Larkmere Primary gate shut early again?", "t3_1la0005")
    ]
    assert mention[0].url == "https://www.reddit.com/r/larkmere/comments/1la0005/larkmere_primary_gate/mc0008/"


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        pytest.param(False, None, id="never"),
        pytest.param(True, None, id="before Reddit kept the time"),
        pytest.param(None, None, id="not said"),
        pytest.param(1794211200.0, datetime(2026, 11, 9, 8, 0, tzinfo=UTC), id="a float epoch"),
    ],
)
def test_edited_is_false_or_an_epoch(edited: object, expected: datetime | None) -> None:
    thing = payload("search_first_page")["data"]["children"][0]
    thing["data"]["edited"] = edited
    assert RedditCollector.parse(RawItem("reddit", thing)).edited_at == expected


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"name": 5}, "'name'", id="name is a number"),
        pytest.param({"selftext": None}, "'selftext'", id="no text"),
        pytest.param({"title": None}, "'title'", id="no title"),
        pytest.param({"created_utc": "today"}, "timestamp", id="a text for a time"),
        pytest.param({"created_utc": 1e30}, "out of range", id="a time beyond time"),
        pytest.param({"created_utc": float("nan")}, "out of range", id="not a number"),
        pytest.param({"author": {}}, "'author'", id="author is an object"),
    ],
)
def test_an_item_that_is_not_as_documented_names_the_field(change: dict[str, Any], says: str) -> None:
    thing = payload("search_first_page")["data"]["children"][0]
    thing["data"] |= change
    with pytest.raises(UnexpectedFormat, match=says):
        RedditCollector.parse(RawItem("reddit", thing))


# --- Splitting a bare body --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "names"),
    [
        pytest.param("search_first_page", ["t3_1la0005", "t3_1la0004", "t3_1la0003"], id="a search"),
        pytest.param("search_empty", [], id="a listing without children"),
        pytest.param("thread", ["t3_1la0005", "t1_mc0001", "t1_mc0002", "t1_mc0003", "t1_mc0004"], id="a thread"),
        pytest.param("info", ["t3_1la0004", "t1_mc0002"], id="an info answer with a community in it"),
    ],
)
def test_an_answer_is_split_by_its_shape(body: str, names: list[str]) -> None:
    assert [post.id for post in parse_all(payload(body))] == names


def test_the_comments_of_morechildren_are_split() -> None:
    things = payload("info")["data"]["children"]
    assert len(parse_all({"json": {"errors": [], "data": {"things": things}}})) == 2


def test_one_thing_alone_is_split() -> None:
    assert len(split(payload("info")["data"]["children"][0])) == 1


def test_a_comments_raw_item_holds_no_other_persons_reply() -> None:
    raw = next(item.payload for item in split(payload("thread")) if item.payload["data"]["name"] == "t1_mc0001")
    assert "They did send a text." not in json.dumps(raw)
    assert raw["data"]["body"] == "Same here, third time this term."


def test_a_submissions_raw_item_is_untouched() -> None:
    body = payload("search_first_page")
    assert [item.payload for item in split(body)] == body["data"]["children"]


def test_replies_ten_thousand_deep_are_split() -> None:
    inner: Any = ""
    for number in range(10_000):
        data = {"name": f"t1_{number}", "replies": inner}
        inner = {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": data}]}}
    assert len(split(inner)) == 10_000


def test_a_child_that_is_no_thing_is_kept_to_be_counted() -> None:
    items = split({"kind": "Listing", "data": {"children": ["what", {"no": "kind"}]}})
    assert len(items) == 2
    for item in items:
        with pytest.raises(UnexpectedFormat):
            RedditCollector.parse(item)


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        pytest.param(payload("token"), UnexpectedFormat, "not a post payload: an OAuth token exchange", id="a token"),
        pytest.param(payload("account"), UnexpectedFormat, "not a post payload: an account", id="an account"),
        pytest.param({"link_karma": 1}, UnexpectedFormat, "not a post payload: an account", id="an account, bare"),
        pytest.param(
            payload("inbox_messages"), UnexpectedFormat, "not a post payload: private messages", id="messages"
        ),
        pytest.param({"kind": "t5", "data": {}}, UnexpectedFormat, "not a post payload: communities", id="a community"),
        pytest.param({"kind": "more", "data": {}}, UnexpectedFormat, "not a post payload: ids of comments", id="more"),
        pytest.param({"kind": "LiveUpdate"}, UnexpectedFormat, "not a post payload: things of kind", id="another kind"),
        pytest.param({"json": {"errors": []}}, UnexpectedFormat, "not a post payload: the answer", id="a command"),
        pytest.param({"properties": {}}, UnexpectedFormat, "not a post payload: a schema", id="a schema"),
        pytest.param({}, UnexpectedFormat, "not a post payload: an empty object", id="an empty object"),
        pytest.param([], UnexpectedFormat, "not a post payload: JSON", id="an empty list"),
        pytest.param([1], UnexpectedFormat, "not a post payload: JSON", id="a list of numbers"),
        pytest.param(None, UnexpectedFormat, "not a post payload: JSON", id="null"),
        pytest.param({"kind": "Listing"}, UnexpectedFormat, "has no 'data'", id="a listing without data"),
        pytest.param({"kind": "Listing", "data": {"children": {}}}, UnexpectedFormat, "not a list", id="no list"),
        pytest.param("<!doctype html>", UnexpectedFormat, "a web page where JSON was due", id="HTML"),
        pytest.param(payload("error_403"), SourceRefused, "refuses access", id="403"),
        pytest.param({"error": 401, "message": ""}, SourceRefused, "did not accept the sign-in", id="401"),
        pytest.param({"error": 404, "message": ""}, SourceRefused, "nothing there", id="404"),
        pytest.param({"error": 429, "message": ""}, RateLimited, "asks to wait", id="429"),
        pytest.param({"error": 503, "message": ""}, SourceUnavailable, "out of order", id="503"),
        pytest.param({"error": "invalid_grant"}, SourceRefused, "did not accept the sign-in", id="invalid_grant"),
        pytest.param(payload("error_command"), SourceRefused, "USER_REQUIRED", id="an error of a command"),
        pytest.param({"json": {"errors": [["RATELIMIT", "", None]]}}, RateLimited, "asks to wait", id="RATELIMIT"),
    ],
)
def test_what_holds_no_posts_is_never_an_empty_result(body: Any, error: type[CollectorError], says: str) -> None:
    with pytest.raises(error, match=says):
        split(body)


KEYS = st.sampled_from(
    ["kind", "data", "children", "replies", "name", "link_id", "created_utc", "error", "json", "things"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["Listing", "t1", "t3", "more", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | KEYS, inner, max_size=4),
    max_leaves=15,
)


@given(body=JSON)
def test_hostile_json_raises_nothing_but_collector_errors(body: Any) -> None:
    with contextlib.suppress(CollectorError):
        parse_all(body)


# --- Payloads that others recorded ------------------------------------------------------------------------------------

TOKEN_ONLY = "an OAuth token exchange"
OUTCOMES: dict[str, list[int | str]] = {
    "TestComment.test_refresh__raises_exception.json": [TOKEN_ONLY, 1, 3],
    "TestInbox.test_mentions.json": [TOKEN_ONLY, 16],
    "TestInbox.test_message__unauthorized.json": [TOKEN_ONLY, "refuses access (HTTP 403)"],
    "TestObjector.test_raise_api_exception.json": [TOKEN_ONLY, "USER_REQUIRED"],
    "TestReddit.test_info.json": [TOKEN_ONLY, 27, 27, 26],
    "TestSubmission.test_comments.json": [TOKEN_ONLY, 3],
    "TestSubreddit.test_search.json": [TOKEN_ONLY, 6],
    "TestSubredditListings.test_comments.json": [TOKEN_ONLY, 25],
    "TestSubredditListings.test_new.json": [TOKEN_ONLY, 25],
}


@pytest.mark.parametrize("path", recorded_by_others("reddit"), ids=lambda path: path.name)
def test_every_recorded_answer_has_its_outcome(path: Path) -> None:
    recorded = json.loads(path.read_text(encoding="utf-8"))["interactions"]
    for exchange, expected in zip(recorded, OUTCOMES[path.name], strict=True):
        try:
            outcome: int | str = len(parse_all(exchange["response"]["body"]))
        except CollectorError as error:
            outcome = str(error)
        if isinstance(expected, str):
            assert expected in str(outcome)
        else:
            assert outcome == expected
