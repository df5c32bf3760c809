from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from larkmere_school import LARKMERE, mention, own

from classifiers.base import NoMedia
from classifiers.names.matcher import RollMatcher
from data.records import Finding, Picture, Post, Repost
from data.words import Where


def found(post: Post) -> list[Finding]:
    return [finding for finding in RollMatcher().examine([post], LARKMERE, NoMedia())[0] if finding.level]


@pytest.mark.parametrize(
    ("text", "words", "ids"),
    [
        pytest.param("So proud of Maisie Trelawney", "Maisie Trelawney", {"P01"}, id="first and surname"),
        pytest.param("so proud of maisie trelawney", "maisie trelawney", {"P01"}, id="small letters"),
        pytest.param("MAISIE TRELAWNEY!!", "MAISIE TRELAWNEY", {"P01"}, id="capitals"),
        pytest.param("Ollie Hartwell won", "Ollie Hartwell", {"P02"}, id="nickname"),
        pytest.param("Priya Deshmukh-Rao", "Priya Deshmukh-Rao", {"P06"}, id="preferred name"),
        pytest.param("Priyanka Deshmukh sang", "Priyanka Deshmukh", {"P06"}, id="half of a double surname"),
        pytest.param("Alek Nowakowski", "Alek Nowakowski", {"P10"}, id="preferred first name"),
        pytest.param("Trelawney, Maisie", "Trelawney, Maisie", {"P01"}, id="surname first"),
        pytest.param("Maisie Rose Trelawney", "Maisie Rose Trelawney", {"P01"}, id="a middle name between"),
        pytest.param("Maisie and Jack Trelawney ran", "Maisie and Jack Trelawney", {"P01"}, id="two with one surname"),
        pytest.param("M Trelawney did it", "M Trelawney", {"P01"}, id="initial and surname"),
        pytest.param("M. Trelawney did it", "M. Trelawney", {"P01"}, id="initial with a dot"),
        pytest.param("Alek N. scored", "Alek N", {"P10"}, id="first name and surname's initial"),
        pytest.param("Maisie Trelawney's mum", "Maisie Trelawney's", {"P01"}, id="possessive"),
        pytest.param("Zoe Wojcik", "Zoe Wojcik", {"P04"}, id="accents left out"),
        pytest.param("Niamh O’Neill", "Niamh O’Neill", {"P03"}, id="curly apostrophe"),
        pytest.param("Niamh ONeill", "Niamh ONeill", {"P03"}, id="no apostrophe"),
        pytest.param("Niamh O Neill", "Niamh O Neill", {"P03"}, id="a space for the apostrophe"),
        pytest.param("#GoMaisieTrelawney", "MaisieTrelawney", {"P01"}, id="camel hashtag"),
        pytest.param("#gomaisietrelawney", "maisietrelawney", {"P01"}, id="joined hashtag"),
        pytest.param("ask @maisie_trelawney", "maisie_trelawney", {"P01"}, id="handle"),
        pytest.param(
            "M.a.i.s.i.e T.r.e.l.a.w.n.e.y", "M.a.i.s.i.e T.r.e.l.a.w.n.e.y", {"P01"}, id="dots between letters"
        ),
        pytest.param("Mai🌟sie Trelawney", "Mai🌟sie Trelawney", {"P01"}, id="emoji inside"),
        pytest.param("Maisie 🌟 Trelawney", "Maisie 🌟 Trelawney", {"P01"}, id="emoji between"),
        pytest.param("Maisie Trelawny", "Maisie Trelawny", {"P01"}, id="a letter missing in the surname"),
        pytest.param("Masie Trelawney", "Masie Trelawney", {"P01"}, id="a letter missing in the first name"),
        pytest.param("Well done Will Young in Year 3", "Will Young", {"P05"}, id="a singer's name, with a class"),
    ],
)
def test_a_full_name_is_found_in_every_form_with_exact_spans(text: str, words: str, ids: set[str]) -> None:
    finding = found(mention(text))[0]
    start, end = finding.spans[0]
    assert finding.subtype == "full_name"
    assert text[start:end].rstrip("'s") == words.rstrip("'s")
    assert ids <= set(finding.pupil_ids)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Maisie did well", id="a first name alone"),
        pytest.param("Will you come? Young people welcome", id="ordinary words"),
        pytest.param("Mrs Trelawney rang the office", id="an adult of the same surname"),
        pytest.param("Will Smith was on telly", id="a first name with another surname"),
        pytest.param("Grace Mellor is the best Year 5 teacher", id="a member of staff of the same name"),
        pytest.param("We will grace the hall with young voices", id="small letters, ordinary words"),
        pytest.param("May the best team win on the day", id="a month and a wish"),
        pytest.param("Trelawney Road is closed", id="a road"),
        pytest.param("Maisie Thompson sang", id="a surname that is not on the roll"),
        pytest.param("The Year 4 assembly was lovely", id="a class without a name"),
    ],
)
def test_look_alikes_stay_below_review_or_say_an_adult_bears_the_name(text: str) -> None:
    assert all("adult" in finding.reason for finding in found(mention(text)))


@pytest.mark.parametrize(
    ("post", "reason"),
    [
        pytest.param(mention("Maisie in Year 4 was a star"), "class", id="year"),
        pytest.param(mention("Maisie from Mr Pellow's class"), "class", id="teacher's class"),
        pytest.param(mention("Alek is 9 today!"), "age", id="age"),
        pytest.param(mention("Happy birthday Maisie!"), "age", id="birthday"),
        pytest.param(mention("Maisie gets picked up by her nan at 3:15"), "collected", id="collection"),
        pytest.param(mention("Maisie's asthma has been bad"), "health", id="health"),
        pytest.param(mention("Maisie lives on Mill Road"), "lives", id="home"),
        pytest.param(mention("That's Maisie second from left"), "picture", id="place in a picture"),
        pytest.param(mention("Maisie loved the trip", author="Karen Trelawney"), "parent", id="the author's real name"),
    ],
)
def test_a_first_name_with_a_pointer_is_found_and_the_reason_says_which(post: Post, reason: str) -> None:
    finding = found(post)[0]
    assert finding.subtype == "first_name_plus"
    assert reason in finding.reason


def test_every_string_of_a_post_is_read() -> None:
    post = own(
        "A lovely day",
        title="Maisie Trelawney",
        hashtags=("GoMaisieTrelawney",),
        repost_of=Repost("Maisie Trelawney!"),
        images=(Picture("maisie_trelawney_y4.jpg", "Maisie Trelawney on a slide"),),
    )
    assert {finding.where for finding in found(post)} == {
        Where.TITLE, Where.HASHTAG, Where.REPOST, Where.FILE, Where.ALT_TEXT,
    }  # fmt: skip


def test_no_reason_holds_a_name_from_the_register() -> None:
    for finding in found(mention("Maisie Trelawney and Ollie Hartwell of Year 2, Zoe Wojcik, Alek in Year 4")):
        assert not any(name in finding.reason for name in ("Maisie", "Trelawney", "Ollie", "Hartwell", "Zoe", "Alek"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Maisie", "Trelawney", "Will", " ", "'s", "#", "🌟", ".", "Year 4", "\u0301", "é", ","]),
        max_size=14,
    )
)
def test_spans_always_lie_within_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    for finding in found(mention(text)):
        assert all(0 <= start < end <= len(text) for start, end in finding.spans)
