"""The Reddit collector, over real HTTP on loopback with the real praw: what it asks, and when it may."""

from __future__ import annotations

import copy
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from clocks import FakeClock
from loopback import Answer, Asked, serve
from pydantic import ValidationError
from reddit_site import NOW, QUERY, SEARCH, TOKEN, TOKEN_PATH, Build, Community, names_of, payload, reddit_collector
from surroundings import Around

from collectors.base import NotConfigured, Query, SourceRefused, UnexpectedFormat
from collectors.reddit import RedditSettings, queries


@pytest.fixture
def build(around: Around) -> Build:
    return partial(reddit_collector, around)


# --- Not configured is the normal case --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("secrets", "named"),
    [
        pytest.param({}, "GOODNAME_REDDIT_CLIENT_ID and GOODNAME_REDDIT_CLIENT_SECRET", id="no access"),
        pytest.param({"GOODNAME_REDDIT_CLIENT_ID": "x"}, "set GOODNAME_REDDIT_CLIENT_SECRET", id="half of it"),
    ],
)
def test_without_access_it_says_how_to_ask_and_what_to_use_meanwhile(
    build: Build, secrets: dict[str, str], named: str
) -> None:
    with pytest.raises(NotConfigured) as caught:
        build(None, secrets=secrets)
    for words in (
        "since November 2025",
        "approval must be asked for first",
        "Google Alerts",
        "Brave",
        "handed in",
        named,
    ):
        assert words in str(caught.value)


def test_the_account_that_was_granted_access_must_be_named(build: Build) -> None:
    with pytest.raises(NotConfigured, match="username is missing"):
        build(None, username=None)


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"communities": ()}, id="no community"),
        pytest.param({"communities": ("r/larkmere",)}, id="with r/"),
        pytest.param({"communities": ("a/../b",)}, id="a path"),
        pytest.param({"limit": 101}, id="more than Reddit sends"),
        pytest.param({"username": "two words"}, id="no account name"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RedditSettings(**settings)


# --- The search -------------------------------------------------------------------------------------------------------


def test_the_names_are_searched_newest_first_with_an_honest_user_agent(build: Build) -> None:
    with serve(Community()) as server:
        pages = list(build(server, username="/u/larkmere_school").fetch(QUERY, {}))
    assert names_of(pages) == [f"t3_1la000{n}" for n in (5, 4, 3, 2, 1)]
    token, *searches = server.asked
    assert (token.method, token.path, token.body) == ("POST", TOKEN_PATH, b"grant_type=client_credentials")
    assert [asked.query.get("after") for asked in searches] == [None, "t3_1la0004", "t3_1la0002"]
    assert searches[0].query == {
        "q": '"Larkmere Primary School" OR "Larkmere Primary"',
        "sort": "new",
        "t": "week",
        "type": "link",
        "syntax": "lucene",
        "restrict_sr": "False",
        "limit": "100",
        "raw_json": "1",
    }
    for asked in server.asked:
        assert asked.headers["user-agent"].startswith("python:org.goodname:v0.1.0 (by /u/larkmere_school) ")


def test_chosen_communities_are_searched_and_nothing_else(build: Build) -> None:
    with serve(Community()) as server:
        list(build(server, communities=("larkmere", "uktowns"), limit=25).fetch(QUERY, {}))
    assert server.asked[1].path == "/r/larkmere+uktowns/search/"
    assert (server.asked[1].query["restrict_sr"], server.asked[1].query["limit"]) == ("True", "25")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(("Larkmere",), ['"Larkmere"'], id="one name"),
        pytest.param(('The "Mere"  School',), ['"The Mere School"'], id="quotes and spaces inside"),
        pytest.param(
            ("A" * 250, "B" * 250, "C"), [f'"{"A" * 250}" OR "{"B" * 250}"', '"C"'], id="longer than Reddit takes"
        ),
    ],
)
def test_names_are_quoted_and_joined(names: tuple[str, ...], expected: list[str]) -> None:
    assert queries(names) == expected


def test_a_second_run_asks_once_and_finds_nothing_new(build: Build, clock: FakeClock) -> None:
    with serve(Community(page_size=10)) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor or {}
        clock.move(minutes=30)
        asked_before = len(server.asked)
        again = list(build(server).fetch(QUERY, cursor))
    assert names_of(again) == []
    assert again[-1].cursor == cursor
    assert len(server.asked) - asked_before == 2


def test_a_run_stops_paging_below_what_it_has_seen(build: Build, clock: FakeClock) -> None:
    community = Community(page_size=2)
    with serve(community) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor or {}
        clock.move(hours=12)
        community.add("t3_1lb0001", clock())
        asked_before = len(server.asked)
        again = list(build(server).fetch(QUERY, cursor))
    assert names_of(again) == ["t3_1lb0001"]
    # The token, the page of what is new, and the page on which the older ones begin.
    assert len(server.asked) - asked_before == 3


def test_a_submission_that_the_index_brings_late_is_found(build: Build, clock: FakeClock) -> None:
    community = Community(page_size=10)
    with serve(community) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor or {}
        community.add("t3_1lb0002", clock() - timedelta(hours=4))
        clock.move(minutes=30)
        assert names_of(list(build(server).fetch(QUERY, cursor))) == ["t3_1lb0002"]


def test_other_names_or_communities_start_a_search_of_their_own(build: Build) -> None:
    with serve(Community(page_size=10)) as server:
        cursor = list(build(server).fetch(QUERY, {}))[-1].cursor or {}
        pages = list(build(server).fetch(Query(names=("Larkmere Nursery",)), cursor))
    assert len(names_of(pages)) == 5
    assert len((pages[-1].cursor or {})["passes"]) == 1


def test_an_unbounded_search_is_bounded_at_what_reddit_shows(build: Build) -> None:
    def endless(asked: Asked) -> Answer:
        if asked.path == TOKEN_PATH:
            return TOKEN
        number = int(asked.query.get("after", "t3_0").removeprefix("t3_")) + 1
        thing = copy.deepcopy(payload("search_first_page")["data"]["children"][0])
        thing["data"] |= {"name": f"t3_{number}", "created_utc": NOW.timestamp() - number}
        return Answer({"kind": "Listing", "data": {"children": [thing], "after": f"t3_{number}"}})

    with serve(endless) as server:
        assert len(list(build(server).fetch(QUERY, {}))) == 10


def test_a_listing_that_leads_back_to_itself_ends_in_an_error(build: Build) -> None:
    body = payload("search_first_page")
    with (
        serve({TOKEN_PATH: TOKEN, SEARCH: Answer(body)}) as server,
        pytest.raises(UnexpectedFormat, match="already read"),
    ):
        list(build(server).fetch(QUERY, {}))


@pytest.mark.parametrize("pages_stored", [0, 1, 2, 3])
def test_a_kill_after_any_page_loses_nothing(build: Build, pages_stored: int) -> None:
    with serve(Community()) as server:
        stored: set[str] = set()
        cursor: Any = {}
        for number, page in enumerate(build(server).fetch(QUERY, {})):
            if number == pages_stored:
                break
            stored |= set(names_of([page]))
            cursor = page.cursor
        rest = list(build(server).fetch(QUERY, cursor))
        assert stored | set(names_of(rest)) == {f"t3_1la000{n}" for n in range(1, 6)}
        assert rest[-1].cursor == list(build(server).fetch(QUERY, {}))[-1].cursor


# --- Comments ---------------------------------------------------------------------------------------------------------


def test_comments_are_read_only_when_asked_for(build: Build) -> None:
    with serve(Community()) as server:
        list(build(server).fetch(QUERY, {}))
    assert not [asked for asked in server.asked if asked.path.startswith("/comments/")]


def test_the_newest_threads_are_read_once_a_run_and_again_in_the_next(build: Build, clock: FakeClock) -> None:
    with serve(Community(page_size=10)) as server:
        first = list(build(server, comments=True, comment_threads=2).fetch(QUERY, {}))
        clock.move(minutes=30)
        list(build(server, comments=True, comment_threads=2).fetch(QUERY, first[-1].cursor or {}))
    threads = [asked.path for asked in server.asked if asked.path.startswith("/comments/")]
    assert threads == ["/comments/1la0005/", "/comments/1la0004/"] * 2
    assert "t1_mc0001" in names_of(first)


def test_a_thread_older_than_a_week_is_left_alone(build: Build, clock: FakeClock) -> None:
    with serve(Community(page_size=10)) as server:
        cursor = list(build(server, comments=True).fetch(QUERY, {}))[-1].cursor or {}
        asked_before = len(server.asked)
        clock.move(days=30)
        list(build(server, comments=True).fetch(QUERY, cursor))
    assert [asked.path for asked in server.asked[asked_before:]] == [TOKEN_PATH, SEARCH]


def test_a_thread_that_is_closed_is_said_after_the_others_were_read(build: Build) -> None:
    community = Community(page_size=10)

    def respond(asked: Asked) -> Answer:
        return Answer(payload("error_403"), 403) if asked.path == "/comments/1la0005/" else community(asked)

    with serve(respond) as server:
        fetched = build(server, comments=True, comment_threads=3).fetch(QUERY, {})
        assert len([next(fetched) for _ in range(3)]) == 3
        with pytest.raises(SourceRefused, match="gone private"):
            next(fetched)
