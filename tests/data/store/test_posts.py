"""Posts in the store, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from data.records import Examination, Finding, Picture, Post, RawItem, Repost
from data.store import posts, schools, sources
from data.store.cipher import Cipher
from data.store.engine import Store
from data.store.tables import ExaminationRow, FindingRow, PostRow, PostVersionRow, RawRow, UnparsedRow
from data.words import Direction, Label, Level, Platform, Sentiment

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def cipher() -> Cipher:
    return Cipher(os.urandom(32))


@pytest.fixture
def school(store: Store, cipher: Cipher) -> int:
    with store.writing() as session:
        return schools.school_id(session, cipher, "Larkmere Primary School & Nursery", now=NOW)


def mapped(post: Post, *, keep_text: bool = True) -> posts.Mapped:
    return posts.Mapped(post, RawItem("x", {"id": post.id, "text": post.text}, {"stream": "search"}), 1, keep_text)


FULL = Post(
    id="17",
    platform=Platform.X,
    text="Great assembly 🎉",
    direction=Direction.OWN,
    account="larkmereprimary",
    url="https://x.com/larkmereprimary/status/17",
    title="A thread",
    author="larkmereprimary",
    published_at=NOW - timedelta(hours=1),
    rating=4.5,
    hashtags=("proud",),
    repost_of=Repost("Well done all", "larkmerelibrary"),
    images=(Picture("hall.jpg", "The hall", ("p1",)), Picture("b.mp4", None, None, "video"), Picture("c.jpg", "", ())),
    thread="16",
    report_url="https://x.com/report",
)


def test_a_post_comes_back_as_it_went_in(store: Store, school: int) -> None:
    with store.writing() as session:
        assert posts.store_posts(session, school, "x", [mapped(FULL)], now=NOW).new == 1
    with store.reading() as session:
        assert posts.as_post(session.scalars(select(PostRow)).one()) == FULL


def test_the_same_post_again_is_counted_and_changes_nothing(store: Store, school: int) -> None:
    for _ in range(2):
        with store.writing() as session:
            last = posts.store_posts(session, school, "x", [mapped(FULL)], now=NOW)
    assert (last.new, last.duplicate, last.edited) == (0, 1, 0)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"text": "Great assembly"}, id="text"),
        pytest.param({"rating": 1.0}, id="rating"),
        pytest.param({"images": (Picture("hall.jpg", "Somebody in the hall"),)}, id="alt text"),
        pytest.param({"repost_of": None}, id="no longer a repost"),
    ],
)
def test_an_edit_is_a_new_version_of_the_post(store: Store, school: int, change: dict[str, object]) -> None:
    with store.writing() as session:
        posts.store_posts(session, school, "x", [mapped(FULL)], now=NOW)
    with store.writing() as session:
        edited = replace(FULL, **change)  # type: ignore[arg-type]
        assert posts.store_posts(session, school, "x", [mapped(edited)], now=NOW).edited == 1
    with store.reading() as session:
        row = session.scalars(select(PostRow)).one()
        assert posts.as_post(row) == edited
        assert row.version == 2
        assert session.scalars(select(PostVersionRow.text)).all() == [FULL.text]
        assert session.scalar(select(func.count()).select_from(RawRow)) == 2


def test_another_sources_snippet_of_a_stored_post_is_no_edit(store: Store, school: int) -> None:
    with store.writing() as session:
        posts.store_posts(session, school, "mumsnet", [mapped(FULL)], now=NOW)
        snippet = replace(FULL, text="Great ass…")
        assert posts.store_posts(session, school, "brave", [mapped(snippet)], now=NOW).duplicate == 1
    with store.reading() as session:
        assert session.scalars(select(PostRow.text)).one() == FULL.text


def test_two_schools_may_hold_the_same_post(store: Store, cipher: Cipher, school: int) -> None:
    with store.writing() as session:
        other = schools.school_id(session, cipher, "Another invented school", now=NOW)
        for school_id in (school, other):
            assert posts.store_posts(session, school_id, "x", [mapped(FULL)], now=NOW).new == 1


def test_a_page_and_its_cursor_are_stored_together_or_not_at_all(store: Store, school: int) -> None:
    def killed_at_the_end() -> None:
        with store.writing() as session:
            posts.store_posts(session, school, "x", [mapped(FULL)], now=NOW)
            sources.store_cursor(session, school, "x", {"since_id": "17"})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed_at_the_end()
    with store.reading() as session:
        assert session.scalars(select(PostRow)).all() == []
        assert sources.cursor_of(session, school, "x") == {}


@pytest.mark.parametrize("text", ["nul \x00 byte", "half a \ud83d surrogate", "\u202ebidi", "e\u0301" * 50, "🧑‍🏫"])
def test_any_text_can_be_stored_code_point_for_code_point(store: Store, school: int, text: str) -> None:
    with store.writing() as session:
        posts.store_posts(session, school, "x", [mapped(replace(FULL, text=text, title=text))], now=NOW)
    with store.reading() as session:
        stored = posts.as_post(session.scalars(select(PostRow)).one())
    assert len(stored.text) == len(text)
    assert stored.text.replace("\ufffd", "") == text.replace("\x00", "").replace("\ud83d", "")


def test_an_examination_replaces_the_last_one_and_pupil_ids_are_sealed(
    store: Store, school: int, cipher: Cipher
) -> None:
    finding = Finding(
        Label.CHILD_IDENTIFYING,
        0.9,
        Level.ALERT,
        "a full name as on the roll",
        "roll",
        "1",
        "full_name",
        pupil_ids=("p1",),
    )
    examination = Examination(FULL, True, 0.9, Sentiment.POSITIVE, {Label.ABUSIVE: 0.1}, (finding,))
    with store.writing() as session:
        posts.store_posts(session, school, "x", [mapped(FULL)], now=NOW)
        (row,) = posts.pending(session, school, limit=10)
        for _ in range(2):
            posts.store_examination(session, cipher, school, row, examination, now=NOW)
        assert posts.pending(session, school, limit=10) == []
    with store.reading() as session:
        (stored,) = session.scalars(select(FindingRow)).all()
        assert session.scalar(select(func.count()).select_from(ExaminationRow)) == 1
        assert stored.pupil_ids_sealed is not None
        assert b"p1" not in stored.pupil_ids_sealed
        assert cipher.open(stored.pupil_ids_sealed, school, "findings", "pupil_ids", stored.post_id) == ["p1"]


def test_when_the_words_go_versions_and_raw_items_go_too_and_the_post_is_not_new_again(
    store: Store, school: int
) -> None:
    edited = replace(FULL, text="Edited")
    with store.writing() as session:
        for post in (FULL, edited):
            posts.store_posts(session, school, "x", [mapped(post)], now=NOW)
        (row_id,) = session.scalars(select(PostRow.id)).all()
        posts.drop_text(session, [row_id], why="not about this school")
    with store.writing() as session:
        row = session.scalars(select(PostRow)).one()
        assert (row.text, row.title, row.author, row.url, row.extras) == ("", None, None, None, {})
        assert session.scalars(select(PostVersionRow)).all() == []
        assert session.scalars(select(RawRow)).all() == []
        again = posts.store_posts(session, school, "x", [mapped(edited)], now=NOW)
        assert (again.new, again.duplicate, again.edited) == (0, 1, 0)


def test_a_text_that_may_be_kept_only_inside_a_case_is_not_stored_and_not_read_empty(store: Store, school: int) -> None:
    with store.writing() as session:
        posts.store_posts(session, school, "google_places", [mapped(FULL, keep_text=False)], now=NOW)
        assert posts.pending(session, school, limit=10) == []
        row = session.scalars(select(PostRow)).one()
        assert (row.text, row.author, row.url) == ("", None, None)
        assert row.text_dropped == posts.ONLY_INSIDE_A_CASE
        assert session.scalars(select(RawRow)).all() == []


def test_what_had_gone_unread_is_read_when_it_is_back(store: Store, school: int) -> None:
    with store.writing() as session:
        posts.store_posts(session, school, "x", [mapped(FULL)], now=NOW)
        posts.mark_gone(session, school, "x", [], now=NOW)
        assert posts.let_go_unread(session, school, why="gone before it was read") == 1
    with store.writing() as session:
        posts.store_posts(session, school, "x", [mapped(FULL)], now=NOW)
    with store.reading() as session:
        row = session.scalars(select(PostRow)).one()
        assert (row.text, row.thread, row.gone_at, row.text_dropped) == (FULL.text, FULL.thread, None, None)
        assert posts.pending(session, school, limit=9) == [row]


def test_what_a_full_walk_no_longer_shows_is_marked_gone_and_comes_back(store: Store, school: int) -> None:
    other = replace(FULL, id="18", text="Another review")
    with store.writing() as session:
        posts.store_posts(session, school, "google_business", [mapped(FULL), mapped(other)], now=NOW)
        assert posts.mark_gone(session, school, "google_business", ["18"], now=NOW) == 1
        assert posts.mark_gone(session, school, "google_business", ["18"], now=NOW) == 0
    with store.writing() as session:
        posts.store_posts(session, school, "google_business", [mapped(FULL)], now=NOW)
    with store.reading() as session:
        assert session.scalars(select(PostRow.gone_at)).all() == [None, None]


def test_an_item_that_was_not_understood_is_kept_once(store: Store, school: int) -> None:
    broken = [(RawItem("x", {"odd": 1}), "the item has no 'id'")]
    with store.writing() as session:
        assert posts.store_unparsed(session, school, "x", broken, mapper_version=1, now=NOW) == 1
        assert posts.store_unparsed(session, school, "x", broken, mapper_version=1, now=NOW) == 0
        assert session.scalars(select(UnparsedRow.payload)).one() == {"payload": {"odd": 1}, "context": {}}


def test_every_row_belongs_to_a_school(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        posts.store_posts(session, 999, "x", [mapped(FULL)], now=NOW)
