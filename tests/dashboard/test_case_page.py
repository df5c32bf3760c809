"""A case: what its page shows, to whom, and that no post on it does anything at all."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from case_page import TEXT, case
from clocks import FakeClock
from opened_cases import mention, open_case, said
from seats import at_the_door, press, seated, words
from sqlalchemy import select

from casework.cases import note
from data.records import Picture, Post, RawItem, Repost, Unread
from data.removal_words import Found, HoldGround
from data.store.posts import Mapped, store_posts
from data.store.tables import AuditRow, CaseRow, PostRow
from data.words import Direction, Label, Level, Platform, Provenance, Severity, Where
from pipelines.home import Home


def looks(home: Home) -> Counter[str]:
    with home.store.reading() as session:
        return Counter(row.actor for row in session.query(AuditRow) if row.action == "case:viewed")


def test_the_words_are_marked_and_the_reason_is_given(home: Home) -> None:
    reference = open_case(
        home,
        mention("1", TEXT, Platform.MUMSNET, title="AIBU about the fund", author="plainjane"),
        said(Label.DEFAMATORY, (15, 43), reason="It says as fact that somebody took money."),
        said(Label.ABUSIVE, (0, 10), level=Level.REVIEW, subtype="insult", reason="It may be meant as an insult."),
    )
    shown = words(case(reference))
    assert re.search(r"<mark[^>]*>had her hand in the PTA fund<sup", shown)
    for part in (
        "Potentially defamatory",
        "It says as fact that somebody took money.",
        "Abusive (insult)",
        "Alert · in: text · score 0.91 · detector: test, version 1",
        "AIBU about the fund",
        "By plainjane",
        "Mumsnet",
        "Negative towards the school",
        reference,
    ):
        assert part in shown, part


def test_a_reference_that_is_not_there_for_the_viewer_says_what_to_do(home: Home) -> None:
    shown = words(case("GN-2222-2222"))
    assert "There is no case with this reference" in shown
    assert "Check the link" in shown


def test_the_timeline_speaks_in_words(home: Home) -> None:
    reference = open_case(home, mention("1", "words"), said(Label.STAFF_ALLEGATION))
    with home.store.writing() as session:
        row = session.scalars(select(CaseRow)).one()
        for reason in (HoldGround.STAFF_ALLEGATION.value, Found.GONE_BY_AUTHOR.value, "protected_child"):
            note(session, home.cipher, row, actor="goodname", action="noted", at=home.clock(), reason=reason)
    shown = words(case(reference))
    for code in ("staff_allegation", "gone_by_author", "protected_child"):
        assert f"· {code}" not in shown
    assert "taken down by its author" in shown


def test_how_many_pupils_a_name_could_mean_is_told_and_how_many_may_not_be_shown_is_not(home: Home) -> None:
    post = Post(
        id="own", platform=Platform.X, direction=Direction.OWN, text="Well done Alek!", images=(Picture("a.jpg"),)
    )
    reference = open_case(
        home,
        post,
        said(Label.CHILD_NAMED, (10, 14), pupil_ids=("p1", "p2")),
        said(Label.CONSENT_UNDECLARED, where=Where.PICTURE, pupil_ids=("p3", "p4", "p5")),
    )
    shown = words(case(reference))
    assert "could be 2 pupils on the roll" in shown
    assert "3 pupils" not in shown


def test_titles_hashtags_alt_texts_files_and_reposts_are_words_too(home: Home) -> None:
    post = Post(
        id="own",
        platform=Platform.INSTAGRAM,
        direction=Direction.OWN,
        text="Well done everybody!",
        account="larkmere_year4",
        hashtags=("AleksN",),
        images=(Picture("aleksander_y4.jpg", "A boy with his volcano"),),
        repost_of=Repost("Congratulations Priya", "larkmere_library"),
    )
    reference = open_case(
        home,
        post,
        said(Label.CHILD_NAMED, (0, 6), where=Where.HASHTAG),
        said(Label.CHILD_NAMED, (0, 10), where=Where.FILE),
        said(Label.CHILD_NAMED, (2, 5), where=Where.ALT_TEXT),
        said(Label.CHILD_NAMED, (16, 21), where=Where.REPOST),
    )
    marked = re.findall(r"<mark[^>]*>([^<]*)<sup", words(case(reference)))
    assert sorted(marked) == ["AleksN", "Priya", "aleksander", "boy"]


def test_with_several_hashtags_none_is_marked_by_a_guess(home: Home) -> None:
    reference = open_case(
        home, mention("1", TEXT, hashtags=("larkmere", "AleksN")), said(Label.ABUSIVE, (0, 6), where=Where.HASHTAG)
    )
    shown = words(case(reference))
    assert "AleksN" in shown
    assert "<mark" not in shown


def test_what_is_not_sure_is_said(home: Home) -> None:
    reference = open_case(
        home,
        mention("1", TEXT, provenance=Provenance.HANDED_IN),
        said(Label.SAFEGUARDING),
        severity=Severity.S1,
        may_be_another_school=True,
        unread=(Unread("names", "a language it does not read"),),
    )
    shown = words(case(reference))
    for part in ("Handed in, not verified", "May be another school", "Not read in part", "a language it does not read"):
        assert part in shown, part


def test_an_edited_post_says_so(home: Home, earlier: FakeClock) -> None:
    open_case(home, mention("1", TEXT), said(Label.DEFAMATORY, (15, 44)))
    earlier.move(minutes=10)
    reference = open_case(home, mention("1", "Edited: all fine"), said(Label.DEFAMATORY, (0, 44)))
    assert "Edited, version 2" in words(case(reference))


def test_a_look_is_recorded_once_for_each_opening(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY))
    at = case(reference)
    at.run()
    at.run()
    assert looks(home) == {"k.boateng": 1}
    seated("h.ashdown", "case", ref=reference)
    assert looks(home) == {"k.boateng": 1, "h.ashdown": 1}


def test_a_deep_link_leads_to_the_case_after_saying_who_one_is(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY))
    at = at_the_door(ref=reference)
    assert TEXT not in words(at)
    assert not looks(home)


@pytest.mark.parametrize("reference", ["GN-AAAA-AAAA", "", "' OR 1=1 --", "<script>", "A" * 5000])
def test_a_reference_that_is_none_is_told_in_a_sentence(home: Home, reference: str) -> None:
    at = seated("k.boateng", "case", ref=reference)
    assert not at.exception
    shown = words(at)
    assert "There is no case with this reference." in shown or "No case was asked for" in shown
    assert "<script>" not in shown


def test_for_its_subject_the_case_is_not_there(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY), denied=("h.ashdown",))
    at = seated("h.ashdown", "case", ref=reference)
    assert TEXT not in words(at)
    assert "There is no case with this reference." in words(at)
    assert "1 person who is or may be its subject" in words(case(reference))


@pytest.mark.parametrize("username", ["r.desai", "s.marsh"])
def test_ict_and_governors_have_no_such_page(home: Home, username: str) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY))
    at = seated(username, ref=reference)
    with pytest.raises(ValueError, match=r"case\.py"):
        at.switch_page("app_pages/case.py")
    assert not looks(home)


HOSTILE = [
    pytest.param("<script>document.title='owned'</script>", id="script"),
    pytest.param("<img src=https://evil.example/x.png onerror=alert(1)>", id="picture"),
    pytest.param("![x](https://evil.example/x.png) [y](javascript:alert(1)) **bold** # h", id="Markdown"),
    pytest.param("</div></div><style>*{display:none}</style>", id="style"),
    pytest.param("<iframe src=https://evil.example></iframe><form action=https://evil.example>", id="frame and form"),
    pytest.param("abc \u202e gnirts desrever \u2066 isolated", id="bidi"),
    pytest.param("Z" * 100_000, id="100,000 characters"),
    pytest.param(":red-background[x] :material/home: $\\LaTeX$ :streamlit:", id="Streamlit's own marks"),
    pytest.param("&lt;b&gt; &amp; &#60;script&#62;", id="entities"),
    pytest.param("\x00\x1b[31m\ufffe", id="control characters"),
]


@pytest.mark.parametrize("bad", HOSTILE)
def test_a_hostile_post_is_shown_and_does_nothing(home: Home, bad: str) -> None:
    post = mention(
        "1",
        bad,
        title=bad,
        author=bad,
        account=bad,
        hashtags=(bad,),
        images=(Picture(bad, bad),),
        repost_of=Repost(bad, bad),
        url="javascript:alert(1)",
        report_url=bad,
    )
    reference = open_case(home, post, said(Label.ABUSIVE, (0, 9), reason=bad), unread=(Unread("x", bad),))
    at = case(reference)
    assert not at.link_button
    for element in at.html:
        if "<style>" in str(element.value) and ".gn-title" in str(element.value):
            continue  # our own style rules
        if str(element.value) == '<p class="gn-link"><a href="/account">Your account and sessions</a></p>':
            continue  # our own link
        tags = set(re.findall(r"<\s*/?\s*([a-zA-Z!][^\s>/]*)", str(element.value)))
        assert tags <= {"div", "mark", "sup", "span", "ol", "ul", "li", "strong", "dl", "dt", "dd"}
    for element in [*at.markdown, *at.caption, *at.title, *at.subheader, *at.error, *at.warning, *at.text]:
        assert bad not in str(element.value)
    queue = seated("k.boateng", "queue")
    press(queue, "Show text")
    assert not queue.exception
    for element in [*queue.markdown, *queue.caption, *queue.title]:
        assert bad not in str(element.value)


def test_only_a_web_address_becomes_a_link(home: Home) -> None:
    reference = open_case(
        home, mention("1", TEXT, url="https://www.mumsnet.com/talk/1"), said(Label.DEFAMATORY), severity=Severity.S2
    )
    at = case(reference)
    assert [(link.value, link.url) for link in at.link_button] == [
        ("Open the post on www.mumsnet.com", "https://www.mumsnet.com/talk/1")
    ]
    assert [element.value for element in at.code] == ["https://www.mumsnet.com/talk/1"]


def test_the_conversation_around_it_without_what_the_viewer_may_not_see(home: Home, earlier: FakeClock) -> None:
    def message(number: int, text: str) -> Post:
        at = earlier.now - timedelta(hours=10 - number)
        return mention(str(number), text, Platform.MUMSNET, thread="t1", published_at=at)

    with home.store.writing() as session:
        plain = [
            Mapped(message(n, f"an ordinary answer {n} @parent"), RawItem("mumsnet", {"id": n}), 1) for n in (1, 3)
        ]
        store_posts(session, home.school_id, "mumsnet", plain, now=earlier.now)
    reference = open_case(home, message(2, TEXT), said(Label.DEFAMATORY))
    hidden = replace(message(4, "the head hid what happened to a child"), thread="t2")
    open_case(home, hidden, said(Label.SAFEGUARDING), denied=("h.ashdown",))
    with home.store.writing() as session:
        for row in session.query(PostRow):
            row.thread = "t1"
    shown = words(case(reference, "h.ashdown"))
    assert "an ordinary answer 1 @…" in shown
    assert "an ordinary answer 3" in shown
    assert "the head hid" not in shown
    assert "the head hid" in words(case(reference))


def test_people_are_told_by_role_alone(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY))
    at = press(case(reference), "Take it")
    shown = words(at)
    assert "Designated safeguarding lead" in shown
    assert "k.boateng" not in shown.replace("k.boateng (Designated safeguarding lead)", "")


def test_fifty_posts_are_shown_in_part_at_first(home: Home) -> None:
    for number in range(14):
        reference = open_case(home, mention(str(number), TEXT + " everybody says so"), said(Label.DEFAMATORY))
    at = case(reference)
    assert words(at).count("Why it is here") == 10
    at.toggle(key=f"all-posts-{reference}").set_value(True).run()
    assert words(at).count("Why it is here") == 14
