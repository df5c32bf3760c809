"""Posts of cases looked at again: what is gone is recorded with the time it took, and only what is sure counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from clocks import FakeClock
from settled import said, settled
from sqlalchemy import select
from stored_cases import close

from casework.following import in_words, time_to_removal
from casework.illegal import lock
from casework.takedown import set_state, state_changes
from collectors.base import Rechecked
from data.errors import CollectorError, RateLimited, SourceUnavailable
from data.records import Post, School
from data.removal_words import Found, UrlState
from data.store import sources
from data.store.tables import CaseEventRow, CasePostRow, CaseRow, OutboxRow, PostRow
from data.words import CloseReason, Label, Platform
from pipelines import follow_up as module
from pipelines.follow_up import FollowedUp, follow_up
from pipelines.home import Home

SCHOOL = School("Larkmere Primary School & Nursery")


class Source:
    """A collector that finds what a test tells it, and fails after `fails_after` posts."""

    def __init__(self) -> None:
        self.found, self.why, self.text = Found.LIVE, "", None
        self.asked: list[str] = []
        self.fails_after = 1000
        self.failure: CollectorError = SourceUnavailable("out of order")

    def recheck(self, posts: Sequence[Post]) -> Iterator[Rechecked]:
        for number, post in enumerate(posts):
            if number >= self.fails_after:
                raise self.failure
            self.asked.append(post.id)
            yield Rechecked(post.id, self.found, self.why or None, self.text)


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    made = Source()
    monkeypatch.setattr(module, "built_collector", lambda _home, _key: made)
    return made


@pytest.fixture
def reference(home: Home) -> str:
    found = settled(home, SCHOOL, Post("1", Platform.X, "you useless lot"), said(Label.ABUSIVE), source="x")
    assert found is not None
    return found


def look(home: Home, source: Source, found: Found, text: str | None = None) -> FollowedUp:
    source.found, source.text = found, text
    return follow_up(home=home, viewer="k.boateng", reference=one(home).reference)


def one(home: Home) -> CaseRow:
    with home.store.reading() as session:
        return session.scalars(select(CaseRow).order_by(CaseRow.id)).first() or CaseRow()


def states(home: Home) -> list[UrlState]:
    with home.store.reading() as session:
        return [change.state for change in state_changes(session, 1)]


def actions(home: Home) -> list[str]:
    with home.store.reading() as session:
        return list(session.scalars(select(CaseEventRow.action).order_by(CaseEventRow.id)))


def test_removal_is_recorded_with_the_time_since_it_was_reported(
    home: Home, clock: FakeClock, source: Source, reference: str
) -> None:
    look(home, source, Found.LIVE)
    clock.move(hours=5)
    with home.store.writing() as session:
        set_state(session, session.get_one(CaseRow, 1), 1, UrlState.REPORTED, actor="l.pemberton", now=clock())
    clock.move(days=2, hours=3)
    assert look(home, source, Found.REMOVED_BY_MODERATORS).gone == 1
    assert states(home) == [UrlState.LIVE, UrlState.REPORTED, UrlState.REMOVED]
    assert "removed after 2 days 3 hours" in actions(home)
    with home.store.reading() as session:
        assert time_to_removal(session, 1, 1) == timedelta(days=2, hours=3)
        assert session.get_one(PostRow, 1).gone_at == clock()
        assert session.get_one(CasePostRow, (1, 1)).found == "removed_by_moderators"


def told(home: Home) -> list[str]:
    with home.store.reading() as session:
        return list(session.scalars(select(OutboxRow.subject).order_by(OutboxRow.id)))


def test_a_post_that_comes_back_after_the_case_was_closed_opens_it_again_and_people_are_told(
    home: Home, source: Source, reference: str, clock: FakeClock
) -> None:
    look(home, source, Found.REMOVED_BY_MODERATORS)
    close(home, reference, reason=CloseReason.REMOVED, words="gone")
    before = told(home)
    clock.move(days=8)
    assert look(home, source, Found.LIVE).back == 1
    with home.store.reading() as session:
        case = session.scalars(select(CaseRow)).one()
        assert (case.status, case.close_reason, case.closed_at, case.acknowledged_at) == ("open", None, None, None)
        assert case.chase_at is not None
    assert "reopened: a removed post is back" in actions(home)
    assert told(home)[len(before) :] == [f"Goodname: S2 case {reference} is back"] * 2
    assert look(home, source, Found.LIVE).back == 0


def test_a_new_post_with_the_words_of_a_removed_one_says_so_in_its_case(
    home: Home, source: Source, clock: FakeClock
) -> None:
    words = "this useless school and its useless office never answer, shame on all of them"
    first = settled(home, SCHOOL, Post("2", Platform.X, words), said(Label.ABUSIVE), source="x") or ""
    close(home, first, reason=CloseReason.REMOVED, words="gone")
    clock.move(days=3)
    again = settled(home, SCHOOL, Post("3", Platform.X, f"{words}!!"), said(Label.ABUSIVE), source="x")
    assert again != first
    assert "nearly the same words were removed before" in actions(home)
    assert len([subject for subject in told(home) if str(again) in subject]) == 2


def test_a_new_post_with_other_words_says_nothing_of_the_kind(home: Home, source: Source, reference: str) -> None:
    close(home, reference, reason=CloseReason.REMOVED, words="gone")
    settled(
        home, SCHOOL, Post("4", Platform.X, "the car park is a mess again this morning, fools"), said(Label.ABUSIVE)
    )
    assert "nearly the same words were removed before" not in actions(home)


def test_a_post_that_comes_back_is_noticed(home: Home, source: Source, reference: str) -> None:
    look(home, source, Found.GONE_BY_AUTHOR)
    assert look(home, source, Found.LIVE).back == 1
    assert states(home)[-1] is UrlState.REINSTATED
    assert "back again after removal" in actions(home)


def test_what_could_not_be_told_never_takes_the_place_of_what_is_known(
    home: Home, source: Source, reference: str
) -> None:
    look(home, source, Found.GONE_BY_AUTHOR)
    assert look(home, source, Found.UNKNOWN).unknown == 1
    assert states(home) == [UrlState.REMOVED]


def test_an_edit_becomes_a_new_version_that_is_read_again(home: Home, source: Source, reference: str) -> None:
    assert look(home, source, Found.EDITED, "softer words about the school").edited == 1
    with home.store.reading() as session:
        row = session.get_one(PostRow, 1)
        assert (row.text, row.version, row.examined_version) == ("softer words about the school", 2, 1)
    assert states(home) == [UrlState.EDITED]


def test_a_source_that_fails_in_the_middle_leaves_the_rest_for_later(
    home: Home, source: Source, reference: str
) -> None:
    for number in range(2, 32):
        settled(
            home, SCHOOL, Post(str(number), Platform.X, "you useless lot", thread=None), said(Label.ABUSIVE), source="x"
        )
    source.fails_after = 20
    done = follow_up(home=home)
    assert (done.checked, done.failed) == (20, 1)
    source.fails_after = 1000
    assert follow_up(home=home).checked == 11


def test_a_source_that_asks_to_wait_while_posts_are_looked_at_is_left_alone_until_then(
    home: Home, clock: FakeClock, source: Source, reference: str
) -> None:
    source.fails_after, source.failure = 0, RateLimited("wait", until=clock() + timedelta(hours=7))
    assert follow_up(home=home).failed == 1
    source.fails_after = 1000
    clock.move(hours=6, minutes=59)
    assert (follow_up(home=home).failed, source.asked) == (1, [])
    with home.store.reading() as session:
        (health,) = sources.health(session, home.school_id)
        assert health.next_allowed_at is not None
    clock.move(minutes=2)
    assert follow_up(home=home).checked == 1


@pytest.mark.parametrize(
    ("label", "hours", "due"),
    [
        pytest.param(Label.ABUSIVE, 5, False, id="S2: not yet"),
        pytest.param(Label.ABUSIVE, 6, True, id="S2: every six hours"),
        pytest.param(Label.CLOSE_UP, 23, False, id="S3: not yet"),
        pytest.param(Label.CLOSE_UP, 24, True, id="S3: daily"),
    ],
)
def test_how_often_a_post_is_looked_at(
    home: Home, clock: FakeClock, source: Source, *, label: Label, hours: int, due: bool
) -> None:
    settled(home, SCHOOL, Post("1", Platform.X, "you useless lot"), said(label), source="x")
    follow_up(home=home)
    clock.move(hours=hours)
    assert (follow_up(home=home).checked == 1) is due


def test_a_removed_post_of_a_closed_case_is_looked_at_weekly_for_a_while(
    home: Home, clock: FakeClock, source: Source, reference: str
) -> None:
    look(home, source, Found.GONE_BY_AUTHOR)
    close(home, reference, reason=CloseReason.REMOVED, words="gone")
    for days, checked in ((1, 0), (6, 1), (7, 1), (60, 0)):
        clock.move(days=days)
        assert follow_up(home=home).checked == checked


def test_a_locked_case_is_left_alone(home: Home, clock: FakeClock, source: Source, reference: str) -> None:
    with home.store.writing() as session:
        lock(session, home.cipher, session.get_one(CaseRow, 1), actor="k.boateng", why="x", now=clock())
    assert follow_up(home=home) == FollowedUp()
    assert source.asked == []


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=40), "40 minutes"),
        (timedelta(hours=1, minutes=5), "1 hour"),
        (timedelta(days=3), "3 days"),
        (None, "0 minutes"),
    ],
)
def test_a_duration_in_words(duration: timedelta | None, words: str) -> None:
    assert in_words(duration) == words
