"""Threads that feeds, search and people have found reach the source that reads pages by address, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from clocks import FakeClock

from data.records import Examination, Post, RawItem
from data.store import posts
from data.store.tables import PostRow
from data.words import Platform, Sentiment
from pipelines.found_links import FOLLOWED_FOR, found_links
from pipelines.home import Home

THREAD = "https://www.mumsnet.com/talk/primary/9100003-crossing"


def store(home: Home, source: str, post: Post, *, relevant: bool | None) -> None:
    with home.store.writing() as session:
        posts.store_posts(
            session, home.school_id, source, [posts.Mapped(post, RawItem(source, {}), 1)], now=home.clock()
        )
        row = session.query(PostRow).order_by(PostRow.id.desc()).first()
        assert row is not None
        if relevant is not None:
            said = Examination(
                post.id, relevant=relevant, relevance=float(relevant), sentiment=Sentiment.NEUTRAL, scores={}
            )
            posts.store_examination(session, home.cipher, home.school_id, row, said, now=home.clock())


FOUND = Post(THREAD, Platform.MUMSNET, "The crossing at Larkmere Primary", url=THREAD)


@pytest.mark.parametrize(
    ("source", "post", "relevant", "links"),
    [
        pytest.param("brave", FOUND, True, (THREAD,), id="a search found it"),
        pytest.param("manual", FOUND, True, (THREAD,), id="a person handed it in"),
        pytest.param("feeds", FOUND, False, (), id="about a namesake"),
        pytest.param("feeds", FOUND, None, (), id="not read by the detectors yet"),
        pytest.param("mumsnet", FOUND, True, (), id="a message of a thread that is read already"),
        pytest.param("brave", replace(FOUND, platform=Platform.WEB), True, (), id="another platform's page"),
        pytest.param("brave", replace(FOUND, url=None), True, (), id="no address"),
    ],
)
def test_what_is_followed(home: Home, source: str, post: Post, relevant: bool | None, links: tuple[str, ...]) -> None:
    store(home, source, post, relevant=relevant)
    assert found_links(home=home, source="mumsnet") == links
    assert found_links(home=home, source="x") == ()


def test_a_find_is_followed_for_thirty_days(home: Home, clock: FakeClock) -> None:
    store(home, "brave", FOUND, relevant=True)
    clock.now += FOLLOWED_FOR
    assert found_links(home=home, source="mumsnet") == (THREAD,)
    clock.now += timedelta(seconds=1)
    assert found_links(home=home, source="mumsnet") == ()
