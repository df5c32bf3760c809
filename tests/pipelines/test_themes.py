"""Themes: a closed list of words that a person can check; none about a person, a union or a belief (DESIGN 5.2)."""

from __future__ import annotations

import inspect
from dataclasses import fields
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home
from opened_cases import mention, open_case, said
from sqlalchemy import select

from casework.documents.chart import Chart
from data.records import Examination, RawItem
from data.store.posts import Mapped, store_examination, store_posts
from data.store.tables import AuditRow, PostRow
from data.words import Label, Sentiment
from pipelines import themes as module
from pipelines.home import Home
from pipelines.themes import Example, known_themes, never_words, note_examples_seen, themes, themes_of

FORBIDDEN = (
    "union", "strike", "protest", "campaign", "petition", "religion", "religious", "church", "mosque", "faith", "eid",
    "political", "politics", "labour", "conservative", "election", "vote",
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> object:
    with made_home(tmp_path, clock) as opened:
        yield opened


def heard(home: Home, post_id: str, text: str, sentiment: Sentiment = Sentiment.NEUTRAL, author: str = "a") -> None:
    """Store a post about the school that is in no case."""
    post = mention(post_id, text, author=author, published_at=home.clock())
    with home.store.writing() as session:
        store_posts(session, home.school_id, "x", [Mapped(post, RawItem("x", {"id": post_id}), 1)], now=home.clock())
        row = session.scalars(select(PostRow).where(PostRow.native_id == post_id)).one()
        seen = Examination(post=post, relevant=True, relevance=0.9, sentiment=sentiment, scores={})
        store_examination(session, home.cipher, home.school_id, row, seen, now=home.clock())


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        pytest.param("Nobody answers an email", ("communication",), id="a whole word"),
        pytest.param("emailed twice", ("communication",), id="a cue that begins longer words"),
        pytest.param("The unkindest cut", (), id="a cue inside a word is none"),
        pytest.param("Parking at drop-off is chaos, and lunch is cold", ("food", "gate"), id="two themes"),
        pytest.param("Two days\u2019 notice of the trip", ("communication", "trips"), id="a curly apostrophe"),
        pytest.param("£14.50 for that", ("uniform",), id="a price"),
        pytest.param("My neurodivergent son gets extra help", ("needs",), id="begins like NEU and is no union"),
        pytest.param("They send photos home", ("needs",), id="send, the word: a theme by words errs, as its cues show"),
        pytest.param("Lovely", (), id="nothing in particular"),
    ],
)
def test_a_post_belongs_to_the_themes_of_its_words(text: str, keys: tuple[str, ...]) -> None:
    assert themes_of(text) == keys


@pytest.mark.parametrize("word", [*never_words()])
def test_a_post_on_a_forbidden_matter_belongs_to_no_theme(word: str) -> None:
    plain = word.rstrip("*")
    assert themes_of("The parking is chaos and lunch is cold") == ("food", "gate")
    assert themes_of(f"The parking is chaos and lunch is cold, {plain} and all") == ()
    assert themes_of(f"{plain.upper()}: the parking is chaos") == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "NEU members are out again this morning, so no lunch. Beep if you're with us", id="the demo's picket"
        ),
        pytest.param("Sign our petition about the parking", id="a petition about an ordinary matter"),
        pytest.param("The school fair clashes with Eid again", id="a religious feast"),
        pytest.param("Our MP should hear about these lunches", id="politics"),
        pytest.param("Catholic families get the places, apply for the nursery elsewhere", id="a faith"),
    ],
)
def test_such_posts_are_neither_counted_nor_shown(home: Home, text: str) -> None:
    heard(home, "1", text)
    found = themes(home=home, viewer="l.pemberton")
    assert (found.heard, found.read) == ((), 1)


def test_no_theme_is_about_a_forbidden_matter_itself() -> None:
    for theme in known_themes():
        assert themes_of(theme.name) or not any(word in theme.name.lower() for word in FORBIDDEN)
        for words in (theme.name, *theme.cues):
            assert not any(word in words.lower().replace("-", " ").split() for word in FORBIDDEN), words
    for word in FORBIDDEN:
        assert themes_of(f"{word} and parking") == (), word


def test_no_theme_is_about_one_person() -> None:
    cues = {cue.rstrip("*") for theme in known_themes() for cue in theme.cues}
    assert not cues & {
        "head",
        "headteacher",
        "headmistress",
        "receptionist",
        "bursar",
        "caretaker",
        "mr",
        "mrs",
        "miss",
    }


def test_who_writes_plays_no_part(home: Home) -> None:
    for number in range(4):
        heard(home, str(number), "Parking again", author=f"u/somebody{number}")
    assert [(one.theme.key, one.posts) for one in themes(home=home, viewer="l.pemberton").heard] == [("gate", 4)]
    assert not any("author" in field.name for kind in (Example, Chart) for field in fields(kind))
    assert "author" not in inspect.getsource(module).replace("# who", "")


def test_examples_mask_handles_and_hold_no_author(home: Home) -> None:
    heard(home, "1", "@larkmum and u/otherdad say the parking is chaos", author="larkmum_author")
    example = themes(home=home, viewer="l.pemberton").heard[0].examples[0]
    assert example.words == "@… and @… say the parking is chaos"


def test_a_post_in_a_case_is_counted_and_is_no_example(home: Home) -> None:
    open_case(home, mention("1", "That idiot at the parking", published_at=home.clock()), said(Label.ABUSIVE))
    one = themes(home=home, viewer="l.pemberton").heard[0]
    assert (one.theme.key, one.posts, one.negative, one.examples) == ("gate", 1, 1, ())


def test_who_reads_no_posts_sees_no_examples(home: Home) -> None:
    heard(home, "1", "The parking is chaos", Sentiment.NEGATIVE)
    for username in ("g.thornhill", "p.adeyemi"):
        found = themes(home=home, viewer=username)
        assert (found.may_read, found.heard[0].posts, found.heard[0].examples) == (False, 1, ())
    assert themes(home=home, viewer="k.boateng").heard[0].examples


def test_being_shown_examples_is_an_event_without_words(home: Home) -> None:
    heard(home, "1", "The parking is chaos")
    ids = [example.post_id for example in themes(home=home, viewer="l.pemberton").heard[0].examples]
    note_examples_seen(home=home, viewer="l.pemberton", post_ids=ids)
    note_examples_seen(home=home, viewer="l.pemberton", post_ids=[])
    with home.store.reading() as session:
        lines = [(row.actor, row.details) for row in session.scalars(select(AuditRow)) if row.action == "posts:read"]
    assert lines == [("l.pemberton", {"posts": ids})]
