from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from larkmere_school import LARKMERE, mention, own

from classifiers.base import NoMedia
from classifiers.language import not_english
from classifiers.registry import detectors, examine
from data.records import Examination, Picture, Post, Repost
from data.words import TEXT_LABELS, Direction, Label, Level, Where


def read(post: Post) -> Examination:
    return examine([post], LARKMERE)[0]


def test_every_detector_has_its_own_key_and_answers_for_every_post() -> None:
    posts = [mention("Larkmere is lovely"), own("Sports day")]
    keys = [detector.key for detector in detectors()]
    assert len(set(keys)) == len(keys)
    assert all(len(detector.examine(posts, LARKMERE, NoMedia())) == len(posts) for detector in detectors())
    assert detectors() is detectors()


def test_no_posts_is_no_examination() -> None:
    assert examine([], LARKMERE) == []


def test_scores_stand_for_every_text_label_and_severity_is_left_to_casework() -> None:
    examined = read(mention("Larkmere summer fair is on Saturday"))
    assert set(examined.scores) == set(TEXT_LABELS)
    assert examined.severity is None
    assert not examined.findings


def test_a_finding_is_listed_from_its_review_threshold_only() -> None:
    examined = read(mention("Mr Pellow hit a boy in PE at Larkmere and they hushed it up"))
    assert {Label.DEFAMATORY, Label.STAFF_ALLEGATION, Label.REPORTING_RESTRICTION} <= {
        f.label for f in examined.findings
    }
    assert all(finding.level is not None for finding in examined.findings)


@pytest.mark.parametrize(
    ("post", "relevant"),
    [
        pytest.param(mention("Larkmere Primary fair was great"), True, id="names the school"),
        pytest.param(mention("Larkmere FC lost 4-0, ref was a joke"), False, id="a football club of the same name"),
        pytest.param(mention("Cold carvery at the Larkmere Arms"), False, id="a pub of the same name"),
        pytest.param(mention("What a shambles", on_own_post=True), True, id="under the school's own post"),
        pytest.param(mention("So proud of Maisie Trelawney"), True, id="a pupil in full, without the school"),
    ],
)
def test_a_namesake_is_not_this_school(post: Post, relevant: bool) -> None:
    assert read(post).relevant is relevant


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        pytest.param("Cała szkoła Larkmere była dziś na wycieczce i dzieci wróciły bardzo zmęczone", True, id="Polish"),
        pytest.param("Вся школа сегодня ходила на экскурсию, дети очень устали", True, id="Cyrillic"),
        pytest.param("Thanks to all at school, the children were so tired after the trip", False, id="English"),
        pytest.param("gg wp 🔥🔥", False, id="too short to tell"),
        pytest.param("#larkmere #sportsday #proud #year4", False, id="hashtags alone"),
    ],
)
def test_a_post_that_is_not_english_is_listed_as_not_read(text: str, foreign: bool) -> None:
    assert not_english(text) is foreign
    said = [unread.why for unread in read(mention(text)).unread]
    assert said == (["not English: not read"] if foreign else [])


@pytest.mark.parametrize(
    ("post", "where"),
    [
        pytest.param(own("Well done Maisie in Year 4"), Where.TEXT, id="a first name in the caption"),
        pytest.param(own("Well done Maisie"), Where.TEXT, id="a first name alone"),
        pytest.param(own("Sports day", hashtags=("GoMaisieTrelawney",)), Where.HASHTAG, id="a hashtag"),
        pytest.param(own("x", images=(Picture("maisie_trelawney.jpg", pupil_ids=()),)), Where.FILE, id="a file name"),
        pytest.param(
            own("x", images=(Picture("a.jpg", "Maisie Trelawney", ()),)), Where.ALT_TEXT, id="alternative text"
        ),
        pytest.param(own("x", repost_of=Repost("Maisie Trelawney won")), Where.REPOST, id="repeated text"),
    ],
)
def test_the_strict_rule_lets_no_childs_name_into_an_own_post(post: Post, where: Where) -> None:
    named = [finding for finding in read(post).findings if finding.label is Label.CHILD_NAMED]
    assert [finding.where for finding in named] == [where]


def test_the_first_name_rule_lets_first_names_pass_and_surnames_not() -> None:
    school = type(LARKMERE)(
        **{f: getattr(LARKMERE, f) for f in LARKMERE.__slots__} | {"policy": {"profile": "first_name_only"}}
    )
    first, full = examine([own("Well done Maisie in Year 4"), own("Well done Maisie Trelawney")], school)
    assert not first.has(Label.CHILD_NAMED)
    assert full.has(Label.CHILD_NAMED, Level.ALERT)


def test_a_mention_has_no_own_post_findings() -> None:
    post = mention("Maisie Trelawney", images=(Picture("a.jpg"),))
    assert not {Label.CHILD_NAMED, Label.CONSENT_MISSING, Label.CONSENT_UNDECLARED} & {
        f.label for f in read(post).findings
    }


@pytest.mark.parametrize(
    ("picture", "label"),
    [
        pytest.param(Picture("new.jpg"), Label.CONSENT_UNDECLARED, id="nobody said who is in it"),
        pytest.param(Picture("trip.jpg"), Label.CONSENT_MISSING, id="declared in photos.csv, no permission"),
        pytest.param(
            Picture("b.jpg", pupil_ids=("P02",)), Label.CONSENT_MISSING, id="declared with the post, no permission"
        ),
        pytest.param(Picture("b.jpg", pupil_ids=("P01",)), None, id="permission given"),
        pytest.param(Picture("b.jpg", pupil_ids=()), None, id="declared, no pupil"),
        pytest.param(Picture("https://cdn.example/Sports_Day_3.jpg?x=1"), None, id="found in photos.csv by file name"),
        pytest.param(Picture("b.jpg", pupil_ids=("P99",)), Label.CONSENT_MISSING, id="a pupil who is not on the roll"),
    ],
)
def test_pictures_of_own_posts_are_checked_against_declarations(picture: Picture, label: Label | None) -> None:
    labels = {finding.label for finding in read(own("Sports day", images=(picture,))).findings}
    assert labels == ({label} if label else set())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("the head hit my son. " * 500_000, id="ten million characters"),
        pytest.param("a" + "\u0301" * 100_000, id="a hundred thousand combining marks"),
        pytest.param("M\u200b" * 50_000, id="zero width"),
        pytest.param("\u202e\u202d" * 50_000, id="bidirectional marks"),
        pytest.param("\ud800" * 1_000 + " Maisie Trelawney", id="lone surrogates"),
        pytest.param("a" * 100_000, id="one endless word"),
        pytest.param("left my " * 20_000, id="a pattern begun again and again"),
        pytest.param("money a a a a a a " * 8_000, id="many words before what never comes"),
        pytest.param("Maisie Trelawney " * 8_000, id="a name without end"),
        pytest.param("the only boy in a " * 8_000, id="a description without end"),
        pytest.param("M a i s i e " * 20_000, id="letters without end"),
        pytest.param("", id="nothing"),
    ],
)
def test_hostile_text_neither_crashes_nor_stalls(text: str) -> None:
    read(mention("warm up"))
    begun = time.process_time()
    examined = read(Post("1", mention("").platform, text, Direction.MENTION, title=text[:5_000], author=text[:90]))
    assert time.process_time() - begun < 1, "a post takes at most a second"
    assert len(text) < 20_000 or examined.unread


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120), st.text(max_size=40))
def test_spans_lie_in_the_string_that_where_names(text: str, title: str) -> None:
    strings = {Where.TEXT: text, Where.TITLE: title}
    for finding in read(mention(text + " Maisie in Year 4 hit my son", title=title)).findings:
        string = strings[finding.where] + (" Maisie in Year 4 hit my son" if finding.where is Where.TEXT else "")
        assert all(0 <= start < end <= len(string) for start, end in finding.spans)
