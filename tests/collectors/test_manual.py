from __future__ import annotations

import json
from typing import Any

import pytest
from clocks import FakeClock

from collectors.base import Query, UnexpectedFormat
from collectors.manual import ManualCollector, ManualSettings, handed_in
from collectors.registry import build, scheduled
from data.errors import InputError
from data.records import RawPage
from data.secrets import Secrets
from data.words import Platform, Provenance

GOOD = '{"id": "1", "platform": "whatsapp", "text": "In the group #Larkmere"}'


def page(body: Any) -> RawPage:
    return RawPage("manual", body)


def test_nothing_is_fetched_or_scheduled(clock: FakeClock) -> None:
    made = build("manual", ManualSettings(), clock=clock, secrets=Secrets({}), school_type="maintained")
    assert list(made.fetch(Query(names=("Larkmere",)), {})) == []
    assert "manual" not in scheduled()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(GOOD + "\n", id="lines"),
        pytest.param("\ufeff" + GOOD + "\r\n\r\n", id="byte order mark and CRLF"),
        pytest.param(json.loads(GOOD), id="one object"),
        pytest.param([json.loads(GOOD)], id="a list"),
    ],
)
def test_a_handed_in_post_says_that_it_is(body: Any) -> None:
    [item] = ManualCollector.split(page(body))
    post = ManualCollector.parse(item)
    assert post.provenance is Provenance.HANDED_IN
    assert post.platform is Platform.WHATSAPP
    assert post.hashtags == ("Larkmere",)


def test_a_file_cannot_claim_to_be_collected() -> None:
    [item] = ManualCollector.split(page(json.loads(GOOD) | {"provenance": "collected"}))
    assert ManualCollector.parse(item).provenance is Provenance.HANDED_IN


def test_a_broken_line_is_an_item_that_says_so() -> None:
    first, second, third, fourth = ManualCollector.split(page(f'{GOOD}\n{{"id"\n{GOOD}\n{{"id": "3"}}'))
    with pytest.raises(UnexpectedFormat, match=r"^line 2: not JSON"):
        ManualCollector.parse(second)
    with pytest.raises(UnexpectedFormat, match=r'^line 4: "text" is missing'):
        ManualCollector.parse(fourth)
    assert ManualCollector.parse(first) == ManualCollector.parse(third)


@pytest.mark.parametrize("body", ["", "\n\n", "<html></html>", "null", None, 7, [], [None]])
def test_what_holds_no_post_is_said(body: Any) -> None:
    with pytest.raises(UnexpectedFormat):
        ManualCollector.split(page(body))


def test_a_pasted_link_is_known_by_its_page(clock: FakeClock) -> None:
    post = handed_in(
        "https://m.facebook.com/groups/larkmere/posts/9/?utm_source=x", "Shocking queue #gate", clock=clock
    )
    again = handed_in("http://m.facebook.com/groups/larkmere/posts/9", "Shocking queue", clock=clock)
    assert post.id == again.id == "https://m.facebook.com/groups/larkmere/posts/9"
    assert post.platform is Platform.FACEBOOK
    assert post.provenance is Provenance.HANDED_IN
    assert post.published_at is None
    assert post.hashtags == ("gate",)


def test_a_pasted_text_without_a_link_has_an_id_of_its_own(clock: FakeClock) -> None:
    first, second = (
        handed_in(None, "Seen in the class chat", clock=clock, platform=Platform.WHATSAPP) for _ in range(2)
    )
    assert first.id != second.id
    assert first.id.startswith("hand-in-20261109-")
    assert first.platform is Platform.WHATSAPP
    assert handed_in(" ", "a", clock=clock).platform is Platform.OTHER


@pytest.mark.parametrize(
    ("url", "text", "message"),
    [
        pytest.param("https://a.example", "  ", "the text is empty", id="no text"),
        pytest.param("a.example", "words", "not a web address", id="no address"),
        pytest.param("javascript:alert(1)", "words", "not a web address", id="a script"),
    ],
)
def test_what_cannot_be_handed_in_is_said(clock: FakeClock, url: str, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        handed_in(url, text, clock=clock)
