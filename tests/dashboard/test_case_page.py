"""A case: what it shows, to whom, what a person can do, and that no post does anything at all."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from clocks import FakeClock
from opened_cases import mention, open_case, said
from seats import at_the_door, press, seated, words
from streamlit.testing.v1 import AppTest

from data.records import Picture, Post, Repost, Unread
from data.store.tables import AuditRow
from data.words import (
    CaseStatus,
    CloseReason,
    Direction,
    Label,
    Level,
    Platform,
    Provenance,
    Severity,
    Where,
)
from pipelines.cases import show_case
from pipelines.home import Home

TEXT = "The bursar has had her hand in the PTA fund for years"


def case(reference: str, username: str = "k.boateng") -> AppTest:
    at = seated(username, "case", ref=reference)
    assert not at.exception
    return at


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
        "Alert · in: text · score 0.91 · test 1",
        "AIBU about the fund",
        "By plainjane",
        "Mumsnet",
        "Negative towards the school",
        reference,
    ):
        assert part in shown, part


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


def test_closing_takes_a_reason_and_words_and_stands_in_the_timeline(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY))
    at = case(reference)
    at.selectbox(key=f"status-{reference}").select("closed").run()
    press(at, "Save")
    assert "Say in a few words why the status changes." in words(at)
    at.text_area(key=f"words-{reference}").set_value("Opinion & fair <b>comment</b>").run()
    press(at, "Save")
    assert "Choose why the case is closed." in words(at)
    at.selectbox(key=f"reason-{reference}").select("fair_criticism").run()
    press(at, "Save")
    assert not at.error
    shown = words(at)
    assert "Status: Closed" in shown
    assert "Fair criticism, opinion or true" in shown
    assert "Opinion &amp; fair &lt;b&gt;comment&lt;/b&gt;" in shown
    view = show_case(home=home, viewer="k.boateng", reference=reference)
    assert (view.summary.status, view.close_reason) == (CaseStatus.CLOSED, CloseReason.FAIR_CRITICISM)
    assert view.timeline[-1].actor == "k.boateng"


def test_a_status_can_change_without_a_closing_reason(home: Home) -> None:
    reference = open_case(home, mention("1", TEXT), said(Label.DEFAMATORY))
    at = case(reference)
    at.selectbox(key=f"status-{reference}").select("in_hand").run()
    at.text_area(key=f"words-{reference}").set_value("Ringing the parent").run()
    press(at, "Save")
    assert "Status: In hand" in words(at)
    assert at.text_area(key=f"words-{reference}").value == ""


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
    queue.toggle(key="show-text").set_value(True).run()
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
