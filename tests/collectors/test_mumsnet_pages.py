"""Pages of Mumsnet in the layouts of three times: messages, where a page goes on, and what is no thread."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded_answers import page_of

from collectors.base import CollectorError, SourceRefused, UnexpectedFormat
from collectors.mumsnet import MumsnetCollector
from collectors.mumsnet_pages import check_count, page_number, read_page, thread_number
from data.records import Post, RawItem, RawPage

FIRST = page_of("mumsnet", "thread_2019_page1.html")
SECOND = page_of("mumsnet", "thread_2019_page2.html")
THEN = page_of("mumsnet", "SYNTHETIC_thread_2022.html")
NOW = page_of("mumsnet", "SYNTHETIC_thread_2024.html")
WALL = page_of("mumsnet", "SYNTHETIC_wall.html")


def posts(markup: str, **context: str) -> list[Post]:
    items = MumsnetCollector.split(RawPage("mumsnet", markup, context))
    stored = [RawItem("mumsnet", *json.loads(json.dumps([item.payload, dict(item.context)]))) for item in items]
    return [MumsnetCollector.parse(item) for item in stored]


def test_a_2019_page_is_read_message_by_message() -> None:
    first, second, third = posts(FIRST)
    assert first.id == "9100001/71000001"
    assert first.thread == "9100001"
    assert first.title == "Crossing outside Larkmere Primary"
    assert first.author == "GateWatcher"
    assert first.text.startswith("Anyone had the letter about the crossing?\n\nIt says")
    assert first.hashtags == ("LarkmereCrossing",)
    assert first.published_at == datetime(2019, 10, 21, 7, 41, 5, tzinfo=UTC)
    assert first.url == "https://www.mumsnet.com/Talk/primary/9100001-Crossing-outside-Larkmere-Primary#71000001"
    assert first.report_url == "https://www.mumsnet.com/ReportTalkPost?topicid=1&threadid=9100001&msgid=71000001"
    assert second.text == "Yes & it came home in the book bag."
    assert third.text == "Message deleted by MNHQ."


def test_the_hour_that_comes_twice_is_the_first() -> None:
    assert posts(FIRST)[2].published_at == datetime(2019, 10, 27, 0, 30, tzinfo=UTC)


def test_a_later_page_says_so_in_the_address_of_its_messages() -> None:
    [post] = posts(SECOND)
    assert post.url is not None
    assert post.url.endswith("-Larkmere-Primary?pg=2#71000004")


def test_a_2022_page_is_read_and_a_quoted_message_is_no_message() -> None:
    first, second = posts(THEN)
    assert [first.id, second.id] == ["9100002/p1-1", "9100002/p1-2"]
    assert first.published_at == datetime(2023, 7, 9, 7, 41, tzinfo=UTC)
    assert second.published_at == datetime(2023, 11, 10, 9, 2, tzinfo=UTC)
    assert second.author == "PurpleCoat"
    assert second.text.endswith("Yes, in the book bag.")
    assert first.report_url is None


def test_a_2024_page_is_read_without_classes() -> None:
    first, second, third = posts(NOW, seen_at="2026-11-09T00:30:00+00:00")
    assert first.id == "9100003/136000001"
    assert first.author == "GateWatcher"
    assert first.text.startswith("Anyone else had the letter?")
    assert "Quote" not in first.text
    assert second.id == "9100003/p1-2"
    assert second.published_at == datetime(2026, 11, 8, 21, 15, tzinfo=UTC)
    assert third.published_at == datetime(2026, 11, 9, 7, 5, tzinfo=UTC)
    assert third.text == "Message deleted by MNHQ"


def test_today_is_no_time_when_nobody_knows_which_day_it_was() -> None:
    assert [post.published_at for post in posts(NOW)][1:] == [None, None]


def test_the_page_says_where_it_goes_on() -> None:
    assert (read_page(FIRST).number, read_page(FIRST).next_query) == (1, "pg=2")
    assert (read_page(SECOND).number, read_page(SECOND).next_query) == (2, None)
    onward = NOW.replace("<main>", '<main><a rel="next" href="?page=2">2</a>').replace("2 replies", "5 replies")
    assert read_page(onward).next_query == "page=2"
    other_thread = NOW.replace("<main>", '<main><a rel="next" href="/talk/chat/1-a?page=2">next thread</a>')
    assert read_page(other_thread).next_query is None


def test_a_page_that_names_no_next_page_is_followed_by_the_number_it_declares() -> None:
    assert read_page(FIRST.replace('title="Next page"', "")).next_query == "pg=2"


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        pytest.param(
            FIRST.replace("has 4 messages", "has 5 messages").replace("of 2", "of 1"),
            "does not agree with the 5",
            id="a message is missing",
        ),
        pytest.param(
            SECOND.replace("has 4 messages", "has 5 messages"),
            "page 2 holds 1 messages",
            id="one is missing on the last page",
        ),
        pytest.param(
            FIRST.replace('data-post="71000002"', ""), "page 1 holds 2 messages", id="a message is not recognised"
        ),
        pytest.param(
            NOW.replace("2 replies", "3 replies"),
            "holds 3 messages, which does not agree with the 4",
            id="2024: a reply is missing",
        ),
        pytest.param(
            FIRST.replace('class="post"', 'class="msg"'), "no known layout finds a message", id="a new layout"
        ),
        pytest.param(NOW.replace("·", "-"), "no known layout finds a message", id="2024: another separator"),
        pytest.param(FIRST.replace('rel="canonical"', ""), "does not say which thread", id="no canonical address"),
        pytest.param("<html><body>Page not found</body></html>", "not a post payload: a web page", id="another page"),
        pytest.param(
            '<a data-click-id="topic-thread-1" href="/talk/a/1-b">T</a>',
            "not a post payload: a list of threads",
            id="a list of threads",
        ),
        pytest.param("", "no web page", id="nothing"),
        pytest.param("null", "no web page", id="no markup"),
    ],
)
def test_a_page_with_a_message_too_few_is_never_taken_for_less(markup: str, message: str) -> None:
    with pytest.raises(UnexpectedFormat, match=message):
        posts(markup)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(WALL, id="a check for humans"),
        pytest.param(
            "<html><head><title>Mumsnet</title></head><body>Please sign in to continue</body></html>", id="sign in"
        ),
        pytest.param('<html><body><div class="h-captcha"></div>Complete the captcha</body></html>', id="captcha"),
    ],
)
def test_a_wall_is_a_refusal(markup: str) -> None:
    with pytest.raises(SourceRefused, match="log-in or a check"):
        posts(markup)


def test_a_message_about_a_captcha_is_no_wall() -> None:
    assert len(posts(FIRST.replace("Yes &amp; it", "Access denied, the captcha said. It"))) == 3


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        pytest.param(FIRST.replace("Mon 21-Oct-19 09:02:00", "an hour ago"), "time is not written", id="time in words"),
        pytest.param(FIRST.replace("21-Oct-19 09", "31-Jun-19 09"), "no day of the calendar", id="31 June"),
        pytest.param(FIRST.replace("19 09:02", "19 29:02"), "no time of the clock", id="29 o'clock"),
        pytest.param(FIRST.replace("talk-post message", "text"), "no text or no time", id="no text"),
        pytest.param(
            THEN.replace("<p>Anyone else had the letter?</p></div>\n", "</div>\n"), "no words", id="2022: no words"
        ),
    ],
)
def test_a_message_that_cannot_be_read_is_said_and_the_others_are_read(markup: str, message: str) -> None:
    errors, good = [], 0
    for item in MumsnetCollector.split(RawPage("mumsnet", markup)):
        try:
            MumsnetCollector.parse(item)
            good += 1
        except UnexpectedFormat as error:
            errors.append(str(error))
    assert good
    assert message in errors[0]


@pytest.mark.parametrize(
    ("found", "number", "last", "declared", "each", "right"),
    [
        pytest.param(25, 1, 2, 32, 25, True, id="a full page"),
        pytest.param(24, 1, 2, 32, 25, False, id="a full page with one too few"),
        pytest.param(7, 2, 2, 32, 25, True, id="the last page"),
        pytest.param(8, 2, 2, 32, 25, False, id="the last page with one too many"),
        pytest.param(25, 2, 2, 50, 25, True, id="the last page, full"),
        pytest.param(3, 1, 1, 3, None, True, id="one page"),
        pytest.param(2, 1, 1, 3, None, False, id="one page with one too few"),
        pytest.param(25, 1, 6, 135, None, True, id="first of six"),
        pytest.param(20, 1, 6, 135, None, False, id="first of six with too few"),
        pytest.param(10, 6, 6, 135, None, True, id="last of six"),
        pytest.param(9, 6, 6, 135, None, False, id="last of six with one too few"),
        pytest.param(25, 1, None, 135, None, True, id="more to come"),
        pytest.param(25, 1, None, 25, None, False, id="more to come although all are there"),
        pytest.param(5, 1, 1, None, None, True, id="nothing declared"),
    ],
)
def test_the_count_agrees_or_not(
    *, found: int, number: int, last: int | None, declared: int | None, each: int | None, right: bool
) -> None:
    if right:
        check_count(found, number=number, last=last, declared=declared, each=each)
    else:
        with pytest.raises(UnexpectedFormat):
            check_count(found, number=number, last=last, declared=declared, each=each)


@pytest.mark.parametrize(
    ("url", "number"),
    [
        pytest.param("https://www.mumsnet.com/talk/primary/4900001-our-school", "4900001", id="thread"),
        pytest.param("https://www.mumsnet.com/Talk/primary/4900001-Our-school?pg=2#1", "4900001", id="old address"),
        pytest.param("https://mumsnet.com/talk/primary/4900001", "4900001", id="no title"),
        pytest.param("https://www.mumsnet.com/talk/primary", None, id="a topic"),
        pytest.param("https://www.mumsnet.com.example/talk/primary/4900001", None, id="another site"),
        pytest.param("https://www.mumsnet.com/talk/primary/9-lives/4", None, id="deeper"),
        pytest.param("/talk/primary/4900001", None, id="no host"),
        pytest.param("https://[::1/talk/a/1", None, id="no address"),
    ],
)
def test_a_thread_is_known_by_its_address(url: str, number: str | None) -> None:
    assert thread_number(url) == number


@pytest.mark.parametrize(
    ("query", "page"), [("?page=3", 3), ("?pg=2", 2), ("", None), ("?page=0", None), ("?page=²", None), ("?pg=x", None)]
)
def test_a_page_is_known_by_its_address(query: str, page: int | None) -> None:
    assert page_number(f"https://www.mumsnet.com/talk/a/1-b{query}") == page


@given(st.integers(0, len(FIRST)), st.integers(0, 200), st.sampled_from([FIRST, THEN, NOW]))
def test_a_mutilated_page_gives_posts_or_says_why(start: int, length: int, markup: str) -> None:
    try:
        items = MumsnetCollector.split(RawPage("mumsnet", markup[:start] + markup[start + length :]))
    except CollectorError:
        return
    assert items
    for item in items:
        try:
            MumsnetCollector.parse(item)
        except CollectorError:
            continue
