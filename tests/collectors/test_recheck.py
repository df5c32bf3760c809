"""What looking at a post again finds: only what the platform itself says counts as gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from loopback import Answer, Asked, serve

from collectors.base import RateLimited, Rechecked, SourceRefused, recheck
from collectors.feeds import FeedsCollector
from collectors.google_answers import Remedies
from collectors.google_business import GoogleBusinessCollector
from collectors.graph_problems import NotThere
from collectors.http import HttpClient
from collectors.manual import ManualCollector
from collectors.recheck_google import recheck_reviews
from collectors.recheck_instagram import recheck_instagram
from collectors.recheck_mumsnet import recheck_mumsnet
from collectors.recheck_reddit import recheck_reddit
from collectors.recheck_x import recheck_x
from collectors.registry import build
from collectors.x import XSettings
from data.records import Post
from data.removal_words import Found
from data.secrets import Secrets
from data.words import Direction, Platform

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
NOT_FOUND = "https://api.x.com/2/problems/resource-not-found"
CLOSED = "https://api.x.com/2/problems/not-authorized-for-resource"


def post(post_id: str, text: str = "the words", platform: Platform = Platform.X, **more: object) -> Post:
    return Post(post_id, platform, text, **more)  # type: ignore[arg-type]  # fields by name


def found(seen: Sequence[Rechecked]) -> dict[str, str]:
    return {one.post_id: one.found.value for one in seen}


# --- X ----------------------------------------------------------------------------------------------------------------


def tweet(number: str, text: str = "the words", history: Sequence[str] = ()) -> dict[str, Any]:
    return {"id": number, "text": text, "edit_history_tweet_ids": list(history) or [number]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"data": [tweet("1")]}, "live", id="still there"),
        pytest.param({"data": [tweet("1", "other words")]}, "edited", id="other words"),
        pytest.param({"errors": [{"resource_id": "1", "type": NOT_FOUND}]}, "gone_by_author", id="X says it is not there"),
        pytest.param({"errors": [{"resource_id": "1", "type": NOT_FOUND, "detail": "User has been suspended: [1]."}]}, "account_gone", id="its account is suspended"),
        pytest.param({"errors": [{"resource_id": "1", "type": CLOSED}]}, "unknown", id="its account is closed to us"),
        pytest.param({"data": [tweet("2")]}, "unknown", id="X says nothing of it"),
    ],
)  # fmt: skip
def test_x(body: Mapping[str, Any], expected: str) -> None:
    assert found(list(recheck_x([post("1")], lambda _ids: body))) == {"1": expected}


def test_x_is_asked_for_a_hundred_at_a_time_and_for_the_newest_version() -> None:
    asked: list[list[str]] = []

    def answer(ids: list[str]) -> Mapping[str, Any]:
        asked.append(ids)
        return {"data": [tweet(number, history=[number, "999"] if number == "7" else ()) for number in ids]}

    posts = [post(str(number)) for number in range(120)]
    assert len(list(recheck_x(posts, answer))) == 120
    assert [len(ids) for ids in asked] == [100, 1, 20]
    assert asked[1] == ["999"]


def test_x_asks_the_version_that_we_know_of() -> None:
    known = post("1", url="https://x.com/i/status/5")
    asked: list[list[str]] = []
    list(recheck_x([known], lambda ids: (asked.append(ids), {"data": [tweet("5")]})[1]))
    assert asked == [["5"]]


def test_a_refusal_by_x_is_no_deletion() -> None:
    with pytest.raises(SourceRefused):
        list(recheck_x([post("1")], lambda _ids: {"title": "Unauthorized", "type": "about:blank", "status": 401}))


def test_x_through_its_real_client() -> None:
    body = {"data": [tweet("1")], "errors": [{"resource_id": "2", "type": NOT_FOUND}]}

    def respond(asked: Asked) -> Answer:
        assert (asked.path, asked.query["ids"]) == ("/2/tweets", "1,2")
        return Answer(body)

    with serve(respond) as server:
        collector = build(
            "x", XSettings(enabled=True, base_url=server.base_url), clock=lambda: NOW, school_type="independent",
            secrets=Secrets({"GOODNAME_X_BEARER_TOKEN": "t"}),
        )  # fmt: skip
        assert found(list(recheck(collector, [post("1"), post("2")]))) == {"1": "live", "2": "gone_by_author"}


# --- Reddit -----------------------------------------------------------------------------------------------------------


def listing(*data: Mapping[str, Any]) -> Mapping[str, Any]:
    children = [{"kind": str(one["name"])[:2], "data": dict(one)} for one in data]
    return {"kind": "Listing", "data": {"children": children}}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({"name": "t1_a", "body": "the words"}, "live", id="still there"),
        pytest.param({"name": "t1_a", "body": "the words", "author": "[deleted]"}, "live", id="the account is gone, the words stay"),
        pytest.param({"name": "t1_a", "body": "others"}, "edited", id="edited"),
        pytest.param({"name": "t1_a", "body": "[deleted]"}, "gone_by_author", id="deleted by its author"),
        pytest.param({"name": "t1_a", "body": "[removed]"}, "removed_by_moderators", id="removed"),
        pytest.param({"name": "t1_a", "body": "the words", "removed_by_category": "moderator"}, "removed_by_moderators", id="removed, in the newer form"),
        pytest.param({"name": "t1_a", "body": "x", "removed_by_category": "deleted"}, "gone_by_author", id="deleted, in the newer form"),
        pytest.param({"name": "t1_b", "body": "the words"}, "unknown", id="left out of the answer"),
        pytest.param({"name": "t1_a"}, "unknown", id="without words"),
    ],
)  # fmt: skip
def test_reddit(data: Mapping[str, Any], expected: str) -> None:
    assert found(list(recheck_reddit([post("t1_a")], lambda _names: listing(data)))) == {"t1_a": expected}


# --- Google -----------------------------------------------------------------------------------------------------------

MEND = Remedies("sign in", "access", "address")


def review(review_id: str, comment: str = "the words", stars: str = "ONE") -> dict[str, Any]:
    at = "2026-11-01T09:00:00Z"
    return {"reviewId": review_id, "comment": comment, "starRating": stars, "createTime": at, "updateTime": at}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        pytest.param([{"reviews": [review("r1")], "totalReviewCount": 1}], "live", id="still there"),
        pytest.param([{"reviews": [review("r1", "softer")], "totalReviewCount": 1}], "edited", id="other words"),
        pytest.param([{"reviews": [review("r1", stars="FIVE")], "totalReviewCount": 1}], "edited", id="other stars"),
        pytest.param([{"reviews": [review("r2")], "totalReviewCount": 1}], "gone_by_author", id="no longer listed"),
        pytest.param([{"reviews": [review("r2")], "totalReviewCount": 2}], "unknown", id="the count does not agree"),
        pytest.param([{"reviews": [review("r2")]}], "unknown", id="no count to agree with"),
        pytest.param([{}], "unknown", id="an empty list is not yet read as deletion"),
        pytest.param([{"reviews": [review("r2")], "totalReviewCount": 2, "nextPageToken": "t"}, {"reviews": [review("r1")], "totalReviewCount": 2}], "live", id="on the second page"),
    ],
)  # fmt: skip
def test_google(pages: list[Mapping[str, Any]], expected: str) -> None:
    left = list(pages)
    seen = recheck_reviews(
        [post("r1", platform=Platform.GOOGLE_REVIEWS, rating=1.0)], lambda _token: left.pop(0), GoogleBusinessCollector.parse,
        location="accounts/1/locations/2", now=NOW, mend=MEND,
    )  # fmt: skip
    assert found(list(seen)) == {"r1": expected}


# --- Instagram --------------------------------------------------------------------------------------------------------

OWN = post("m1", platform=Platform.INSTAGRAM, direction=Direction.OWN, thread="m1")
COMMENT = post("c1", platform=Platform.INSTAGRAM, on_own_post=True, thread="m1")
TAG = post("t1", platform=Platform.INSTAGRAM, thread="t1")


@pytest.mark.parametrize(
    ("one", "shown", "expected"),
    [
        pytest.param(OWN, {"m1": {"caption": "the words"}}, "live", id="own post"),
        pytest.param(OWN, {"m1": {"caption": "others"}}, "edited", id="own post, edited"),
        pytest.param(COMMENT, {"c1": {"text": "the words"}}, "live", id="comment"),
        pytest.param(COMMENT, {"17": {"id": "17"}}, "gone_by_author", id="not there, though the own account is"),
        pytest.param(COMMENT, {}, "unknown", id="not there, and nothing else is: the token's fault"),
        pytest.param(TAG, {"t1": {"caption": "the words"}}, "unknown", id="other people's posts cannot be asked for"),
    ],
)
def test_instagram(one: Post, shown: Mapping[str, Mapping[str, Any]], expected: str) -> None:
    def ask(object_id: str, _fields: str) -> Mapping[str, Any]:
        if object_id not in shown:
            raise NotThere("not there")
        return shown[object_id]

    assert found(list(recheck_instagram([one], ask, own_id="17"))) == {one.id: expected}


# --- Mumsnet ----------------------------------------------------------------------------------------------------------

THREAD = "/talk/primary/123-a-thread"


def page(text: str, number: str = "9") -> str:
    message = f"<div class='post' data-post='{number}'><span class='nick'>n</span><span class='post_time'>Thu 21-Nov-19 10:53:49</span><div class='talk-post'><p>{text}</p></div></div>"
    address = f"https://www.mumsnet.com{THREAD}"
    return f"<html><head><link rel='canonical' href='{address}'></head><body><h1>A thread</h1>{message}</body></html>"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(Answer(page("the words")), "live", id="still there"),
        pytest.param(Answer(page("others")), "edited", id="edited"),
        pytest.param(Answer(page("Message deleted by MNHQ. Here's a link to our Talk Guidelines.")), "removed_by_moderators", id="deleted by Mumsnet"),
        pytest.param(Answer(page("Message withdrawn at poster's request.")), "gone_by_author", id="withdrawn"),
        pytest.param(Answer(page("the words", "10")), "unknown", id="not where it stood"),
        pytest.param(Answer("<html><body>Sign in to continue</body></html>"), "unknown", id="a log-in wall"),
        pytest.param(Answer("", 404), "unknown", id="a missing page does not say why"),
        pytest.param(Answer("", 302, {"Location": "/talk/primary/456-other"}), "unknown", id="led to another thread"),
    ],
)  # fmt: skip
def test_mumsnet(answer: Answer, expected: str) -> None:
    message = post("123/9", platform=Platform.MUMSNET, url=f"https://www.mumsnet.com{THREAD}#9")
    with serve(lambda asked: answer if asked.path == THREAD else Answer(page("the words"))) as server:
        http = HttpClient(clock=lambda: NOW, base_url=server.base_url)
        assert found(list(recheck_mumsnet([message], http))) == {"123/9": expected}


def test_our_own_pace_ends_a_look_at_mumsnet_early() -> None:
    two = [
        post(f"{n}/9", platform=Platform.MUMSNET, url=f"https://www.mumsnet.com/talk/primary/{n}-t") for n in (123, 124)
    ]
    with serve(lambda _asked: Answer(page("the words"))) as server:
        seen = recheck_mumsnet(two, HttpClient(clock=lambda: NOW, base_url=server.base_url, pace_s=10))
        assert next(seen).found is Found.LIVE
        with pytest.raises(RateLimited):
            next(seen)


# --- Sources that cannot be asked -------------------------------------------------------------------------------------


@pytest.mark.parametrize("collector", [ManualCollector, FeedsCollector])
def test_a_source_that_cannot_be_asked_about_one_post_knows_nothing(collector: type[object]) -> None:
    (seen,) = recheck(object.__new__(collector), [post("1")])
    assert seen.found is Found.UNKNOWN
