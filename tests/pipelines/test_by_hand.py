"""What people bring of a page that a source knows already, and what a person reports: read, held and locked as any post."""

from __future__ import annotations

import pytest
from opened_cases import mention, open_case, said
from sqlalchemy import select
from stored_cases import stored_case, told

from data.records import RawItem
from data.store import posts
from data.store.tables import DenialRow, FindingRow, PersonRow, PostRow
from data.words import Label, Platform, Severity
from pipelines.case_acts import open_by_hand
from pipelines.cases import list_cases
from pipelines.home import Home
from pipelines.import_posts import hand_in_post
from pipelines.legal_holds import list_holds

PAGE = "https://blog.example.org/larkmere"
KNIFE = "I am bringing a knife to Larkmere Primary on Monday morning, the front office first"
CUE = "got pics of a year 6 girl undressed from Larkmere, link here https://example.org/x"


def snippet(home: Home, text: str = "A page about Larkmere Primary ...") -> None:
    """Let a search engine have found the page, as nothing to look at."""
    with home.store.writing() as session:
        post = mention(PAGE, text, Platform.WEB, url=PAGE)
        posts.store_posts(
            session, home.school_id, "brave", [posts.Mapped(post, RawItem("brave", {}), 1)], now=home.clock()
        )
        session.scalars(select(PostRow)).one().examined_version = 1


def test_pasted_words_are_read_although_a_search_knows_the_page_by_a_snippet(home: Home) -> None:
    snippet(home)
    taken = hand_in_post(home=home, url=PAGE, text=KNIFE, actor="test")
    assert (taken.new, taken.cases) == (1, 1)
    assert list_cases(home=home, viewer="k.boateng").cases[0].severity is Severity.S1
    again = hand_in_post(home=home, url=PAGE, text=KNIFE, actor="test")
    assert (again.new, again.duplicate) == (0, 1)


def test_the_same_words_are_known_already(home: Home) -> None:
    snippet(home, KNIFE)
    assert hand_in_post(home=home, url=PAGE, text=KNIFE, actor="test").duplicate == 1


def reported(home: Home, category: Label = Label.ABUSIVE, words: str = "it says more than that", **more: object) -> str:
    return open_by_hand(
        home=home,
        viewer="l.pemberton",
        category=category,
        severity=Severity.S3,
        words=words,
        **more,  # type: ignore[arg-type]  # fields by name
    )


def test_a_report_about_a_known_page_leaves_what_was_found_in_it(home: Home) -> None:
    open_case(
        home, mention(PAGE, "Alek Nowakowski in Year 4", Platform.MUMSNET, url=PAGE), said(Label.CHILD_IDENTIFYING)
    )
    with home.store.writing() as session:
        session.scalars(select(PostRow)).one().platform = "web"
    reported(home, url=PAGE)
    with home.store.reading() as session:
        rows = session.execute(
            select(PostRow.source, FindingRow.label).join(FindingRow, FindingRow.post_id == PostRow.id)
        )
        assert {(source, label) for source, label in rows} == {("mumsnet", "child_identifying"), ("manual", "abusive")}


def test_a_report_with_a_cue_is_locked_before_anybody_is_told(home: Home) -> None:
    reference = reported(home, words=CUE)
    case = stored_case(home, reference)
    assert (case.severity, case.category) == ("S1", "safeguarding")
    assert list_cases(home=home, viewer="l.pemberton").total == 0
    assert list_cases(home=home, viewer="k.boateng").cases[0].locked
    assert "l.pemberton" not in told(home)


def test_a_report_of_a_safeguarding_matter_is_held(home: Home) -> None:
    reported(home, Label.SAFEGUARDING)
    assert [hold.posts for hold in list_holds(home=home, viewer="k.boateng")] == [1]


@pytest.mark.parametrize("category", [Label.STAFF_CONDUCT, Label.STAFF_ALLEGATION])
def test_whoever_a_report_about_staff_names_is_kept_from_it(home: Home, category: Label) -> None:
    reported(home, category, "Helen Ashdown was seen in the pub with our fleece on")
    with home.store.reading() as session:
        kept = set(session.scalars(select(PersonRow.username).join(DenialRow, DenialRow.person_id == PersonRow.id)))
    assert kept == {"h.ashdown"}
    assert "h.ashdown" not in told(home)
