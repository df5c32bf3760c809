"""How the school is spoken of: its weeks, its usual week, surges, and that nothing is counted by who writes."""

from __future__ import annotations

import inspect
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home
from sqlalchemy import select

from data.errors import InputError
from data.records import Examination, Post, RawItem
from data.store import mentions
from data.store.posts import Mapped, store_examination, store_posts
from data.store.tables import PostRow
from data.words import Direction, Platform, Role, Sentiment
from pipelines import reputation as counted
from pipelines.home import Home
from pipelines.people import add_person
from pipelines.reputation import Tally, Usual, Week, reputation, surges, tally, usual_of

GOOD, PLAIN, BAD = Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE
MONDAY = datetime(2026, 11, 9, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> object:
    clock.now = MONDAY
    with made_home(tmp_path, clock) as opened:
        yield opened


def heard(
    home: Home,
    post_id: str,
    sentiment: Sentiment = PLAIN,
    *,
    at: datetime | None = None,
    text: str = "words",
    platform: Platform = Platform.X,
    relevant: bool = True,
    **more: object,
) -> None:
    """Store a post that somebody published at `at`, read as speaking so of the school."""
    post = Post(id=post_id, platform=platform, text=text, published_at=at or home.clock(), **more)  # type: ignore[arg-type]  # fields by name
    with home.store.writing() as session:
        store_posts(session, home.school_id, "x", [Mapped(post, RawItem("x", {"id": post_id}), 1)], now=home.clock())
        row = session.scalars(select(PostRow).where(PostRow.native_id == post_id)).one()
        store_examination(
            session,
            home.cipher,
            home.school_id,
            row,
            Examination(post=post, relevant=relevant, relevance=0.9, sentiment=sentiment, scores={}),
            now=home.clock(),
        )


def test_posts_are_counted_by_week_source_and_sentiment(home: Home) -> None:
    heard(home, "1", GOOD)
    heard(home, "2", BAD, platform=Platform.GOOGLE_REVIEWS, rating=2.0)
    heard(home, "3", GOOD, at=MONDAY - timedelta(days=7), platform=Platform.GOOGLE_REVIEWS, rating=5.0)
    heard(home, "namesake", BAD, relevant=False)
    heard(home, "own", BAD, direction=Direction.OWN)
    found = reputation(home=home, viewer="l.pemberton", weeks=2)
    assert [week.begin for week in found.weeks] == [date(2026, 11, 2), date(2026, 11, 9)]
    assert found.weeks[1].tally == Tally(posts=2, positive=1, negative=1, rated=1, stars=2.0)
    assert found.weeks[0].tally.stars == 5.0
    assert found.sources == (Platform.GOOGLE_REVIEWS, Platform.X)
    assert [week.whole for week in found.weeks] == [True, False]


def test_a_week_begins_on_monday_in_london_also_in_summer(home: Home, clock: FakeClock) -> None:
    clock.now = datetime(2026, 6, 10, 12, tzinfo=UTC)
    heard(home, "sunday", at=datetime(2026, 6, 7, 22, 59, tzinfo=UTC))
    heard(home, "monday", at=datetime(2026, 6, 7, 23, 0, tzinfo=UTC))
    found = reputation(home=home, viewer="l.pemberton", weeks=2)
    assert [week.tally.posts for week in found.weeks] == [1, 1]


def test_a_post_without_a_date_counts_when_it_came_in(home: Home) -> None:
    heard(home, "1")
    with home.store.writing() as session:
        session.query(PostRow).update({"published_at": None})
    assert reputation(home=home, viewer="l.pemberton", weeks=1).weeks[0].tally.posts == 1


def test_one_source_narrows_the_counts_and_not_the_list_of_sources(home: Home) -> None:
    heard(home, "1")
    heard(home, "2", platform=Platform.REDDIT)
    found = reputation(home=home, viewer="l.pemberton", weeks=1, source=Platform.REDDIT)
    assert found.weeks[0].tally.posts == 1
    assert set(found.sources) == {Platform.X, Platform.REDDIT}


def test_a_new_post_is_counted_at_once_and_an_old_week_is_remembered(home: Home) -> None:
    long_ago = MONDAY - timedelta(weeks=8)
    heard(home, "1", at=long_ago)
    before = reputation(home=home, viewer="l.pemberton", weeks=12)
    home.clock.move(seconds=5)  # type: ignore[attr-defined]  # the tests' own clock
    heard(home, "2")
    heard(home, "3", at=long_ago)
    after = reputation(home=home, viewer="l.pemberton", weeks=12)
    assert (before.weeks[-1].tally.posts, before.weeks[3].tally.posts) == (0, 1)
    assert (after.weeks[-1].tally.posts, after.weeks[3].tally.posts) == (1, 1)
    home.clock.move(hours=3)  # type: ignore[attr-defined]  # the tests' own clock
    assert reputation(home=home, viewer="l.pemberton", weeks=12).weeks[3].tally.posts == 2


def weeks_of(*posts: int) -> list[Week]:
    return [
        Week(date(2026, 1, 5) + timedelta(weeks=number), True, Tally(posts=count, negative=count // 2), {})
        for number, count in enumerate(posts)
    ]


@pytest.mark.parametrize(
    ("posts", "usual"),
    [
        pytest.param((9, 9, 9), None, id="three weeks say nothing"),
        pytest.param((4, 6, 5, 90), 5.5, id="one wild week does not move it"),
        pytest.param((0, 0, 0, 0), 0, id="a school nobody writes about"),
    ],
)
def test_the_usual_week(posts: tuple[int, ...], usual: float | None) -> None:
    found = usual_of(weeks_of(*posts))
    assert (found.posts if found else None) == usual


@pytest.mark.parametrize(
    ("posts", "negative", "usual", "told"),
    [
        pytest.param(5, 0, 0, [], id="five posts are too few to be a surge, even from none"),
        pytest.param(6, 0, 0, ["posts"], id="six where none are usual"),
        pytest.param(12, 1, 14, ["posts"], id="three times the usual"),
        pytest.param(9, 0, 14, [], id="more than usual and still chance"),
        pytest.param(60, 0, 140, [], id="busy schools are busy"),
        pytest.param(90, 50, 140, ["posts", "negative posts"], id="both"),
        pytest.param(8, 8, 20, ["negative posts"], id="no more posts, but all against us"),
    ],
)
def test_surges(posts: int, negative: int, usual: float, told: list[str]) -> None:
    found = surges(Tally(posts=posts, negative=negative), Usual(12, usual, usual / 4, None))
    assert [surge.what for surge in found] == told


def test_without_a_usual_week_no_surge_is_told() -> None:
    assert surges(Tally(posts=500, negative=500), None) == []


def test_weeks_before_the_watch_began_are_no_baseline(home: Home) -> None:
    for back in range(1, 9):
        heard(home, str(back), at=MONDAY - timedelta(weeks=back))
    assert reputation(home=home, viewer="l.pemberton").usual is None
    home.clock.move(weeks=5)  # type: ignore[attr-defined]  # the tests' own clock
    found = reputation(home=home, viewer="l.pemberton").usual
    assert found is not None
    assert (found.weeks, found.posts) == (4, 0)


def test_before_and_after_a_day(home: Home) -> None:
    heard(home, "1", GOOD, at=MONDAY - timedelta(days=6))
    heard(home, "2", BAD, at=MONDAY - timedelta(days=1))
    heard(home, "3", BAD)
    event = reputation(home=home, viewer="l.pemberton", event=date(2026, 11, 8)).event
    assert event is not None
    assert (event.before.posts, event.before_days, event.before.praise) == (1, 28, 1.0)
    assert (event.after.posts, event.after_days, event.after.praise) == (2, 2, 0.0)
    assert reputation(home=home, viewer="l.pemberton", event=date(2026, 11, 10)).event is None


def test_the_same_words_by_whoever_count_the_same(home: Home) -> None:
    for number in range(6):
        heard(home, str(number), BAD, author=f"somebody{number % 2}")
    found = reputation(home=home, viewer="l.pemberton", weeks=1)
    with home.store.writing() as session:
        session.query(PostRow).update({"author": "one and the same"})
    again = replace(reputation(home=home, viewer="l.pemberton", weeks=1), watched_since=found.watched_since)
    assert again == found


def test_no_count_knows_an_author() -> None:
    for kind in (mentions.Counted, mentions.Said, Week, Tally):
        assert not any("author" in field.name for field in fields(kind))
    for module in (mentions, counted):
        code = [line for line in inspect.getsource(module).splitlines() if "PostRow.author" in line]
        assert code == []


def test_nothing_adds_up_to_nothing() -> None:
    assert tally([]) == Tally()
    assert Tally().praise is None


@pytest.mark.parametrize(
    "role", [Role.GOVERNOR, Role.LINK_GOVERNOR, Role.ICT, Role.STAFF, Role.ACCOUNT_OWNER, Role.DPO]
)
def test_others_do_not_see_it(home: Home, role: Role) -> None:
    add_person(home=home, username="x.other", display_name="x", email=None, roles=[role], actor="test")
    with pytest.raises(InputError):
        reputation(home=home, viewer="x.other")
