"""Scenarios 9 to 11 of the domain: conduct that somebody reports, a threat, a link nobody may open, and what stays quiet."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from thornbeck_hill import NEVER, Scene, at

from casework.illegal import HIDDEN
from casework.ladder import Rung, posh_opens_at
from data.config_file import check_config
from data.errors import ConfigError, InputError
from data.records import Post, RawItem
from data.removal_words import PackRoute, ReportKind
from data.store import posts
from data.store.tables import ExaminationRow, PostRow, RawRow
from data.words import CaseStatus, CloseReason, Label, Platform, Severity
from pipelines.attend import attend
from pipelines.case_acts import acknowledge, open_by_hand
from pipelines.cases import change_status, list_cases
from pipelines.evidence import keep_evidence
from pipelines.registers import load_school
from pipelines.removal import show_ladder

# --- 9 Staff in uniform, reported -------------------------------------------------------------------------------------


def test_9_conduct_that_somebody_reports_is_for_the_head_and_not_for_comms(scene: Scene) -> None:
    scene.clock.now = at(17, 10, 0)
    reference = open_by_hand(
        home=scene.home, viewer="d.okafor", category=Label.STAFF_CONDUCT, severity=Severity.S3,
        words="a public picture in a pub with our fleece on", about=["k.larwood"],
    )  # fmt: skip
    scene.deliver()
    case = scene.case(reference)
    assert (case.severity, case.category, case.due_at) == ("S3", "staff_conduct", at(18, 17, 0))
    assert scene.told() == {"r.lindqvist", "o.drew"}
    for kept_out in ("s.marlowe", "k.larwood", "n.sillence"):
        assert list_cases(home=scene.home, viewer=kept_out).total == 0
    (post,) = scene.view(reference, "r.lindqvist").posts
    assert (post.post.images, post.post.provenance.value) == ((), "handed_in")
    with scene.home.store.reading() as session:
        assert "picture" not in {key for row in session.scalars(select(RawRow)) for key in row.payload}
    change_status(
        home=scene.home, viewer="r.lindqvist", reference=reference, status=CaseStatus.CLOSED,
        reason=CloseReason.PASSED_ON, words="a conversation with the line manager",
    )  # fmt: skip
    assert "case:by_hand" in scene.register(ReportKind.ACCESS)


def test_9_nobody_can_have_the_colleagues_account_watched() -> None:
    from collectors.registry import source_settings

    watch = {"school": {"name": "Thornbeck Hill"}, "sources": {"instagram_public": {"accounts": ["k.larwood"]}}}
    with pytest.raises(ConfigError):
        check_config(watch, source_settings())


# --- 10 A threat, Saturday 23:50; a link nobody may open --------------------------------------------------------------

KNIFE = Post(
    "r10", Platform.REDDIT, "bringing a knife to Thornbeck Hill Monday", title="r/wexbourne", author="u/nobody",
    url="https://www.reddit.com/r/wexbourne/comments/10/x/",
)  # fmt: skip
UNDRESSED = Post(
    "r11", Platform.REDDIT, "got pics of a year 6 girl undressed from Thornbeck Hill, link here https://example.org/x",
    title="r/wexbourne", url="https://www.reddit.com/r/wexbourne/comments/11/x/",
)  # fmt: skip


def test_10_a_threat_pages_three_in_turn_and_the_police_note_is_ready(scene: Scene) -> None:
    scene.clock.now = at(21, 23, 50)
    (reference,) = scene.comes(KNIFE, source="reddit")
    case = scene.case(reference)
    assert (case.severity, case.category, case.due_at) == ("S1", "safeguarding", at(22, 0, 5))
    turns = [scene.told()]
    for _ in range(2):
        scene.waits(minutes=15)
        turns.append(scene.told())
    assert turns == [{"d.okafor"}, {"d.okafor", "t.brook"}, {"d.okafor", "t.brook", "r.lindqvist"}]
    answer = acknowledge(home=scene.home, viewer="t.brook", reference=reference)
    assert "999" in answer.ring[0]
    find = {"home": scene.home, "viewer": "t.brook", "reference": reference}
    steps = show_ladder(**find).steps
    assert (steps[0].rung, steps[0].state) == (Rung.PROTECT, "now")
    assert posh_opens_at(scene.clock(), nation="ENG") == at(23, 10, 0)
    note = scene.document(reference, "t.brook", PackRoute.POLICE, "pdf", given={"log_number": "1187 of 21 November"})
    assert "bringing a knife to Thornbeck Hill Monday" in note
    assert "1187 of 21 November" in note
    assert KNIFE.url is not None
    assert KNIFE.url in note.replace(" ", "")
    remarks = scene.pack(reference, "t.brook", PackRoute.POSH, "pdf").remarks
    assert any("Mon 23 Nov 2026, 10:00" in remark for remark in remarks)
    assert any("999" in remark for remark in remarks)
    assert "Cover note for the police" in scene.register(ReportKind.DISCLOSURES)
    assert "acknowledged" in {line.action for line in scene.view(reference, "t.brook").timeline}
    assert list_cases(home=scene.home, viewer="s.marlowe").total == 0
    assert scene.told().isdisjoint(NEVER | {"s.marlowe"})


def test_10_a_link_said_to_show_a_pupil_undressed_is_locked_before_anybody_is_told(scene: Scene) -> None:
    scene.clock.now = at(21, 23, 50)
    (reference,) = scene.comes(UNDRESSED, source="reddit")
    assert scene.told() == {"d.okafor"}
    view = scene.view(reference, "d.okafor")
    assert [line.action for line in view.timeline][:2] == ["opened", "locked"]
    assert (view.summary.locked, view.summary.excerpt, view.posts[0].post.text) == (True, HIDDEN, HIDDEN)
    assert view.posts[0].post.url == UNDRESSED.url
    assert any("IWF" in line or "Internet Watch" in line for line in view.whom_to_call)
    for viewer in ("s.marlowe", "r.lindqvist", "p.adeyemi", "n.sillence"):
        assert list_cases(home=scene.home, viewer=viewer).total == 0
    with pytest.raises(InputError, match="locked"):
        keep_evidence(home=scene.home, viewer="d.okafor", reference=reference)
    for refused in (PackRoute.POSH, PackRoute.EVIDENCE, PackRoute.CPOMS, PackRoute.LADO):
        with pytest.raises(InputError, match="locked"):
            scene.pack(reference, "d.okafor", refused, "pdf")
    for route in (PackRoute.IWF, PackRoute.POLICE, PackRoute.CEOP):
        written = scene.document(reference, "d.okafor", route)
        assert UNDRESSED.url is not None
        assert UNDRESSED.url in written
        assert not any(word in written.casefold() for word in ("undressed", "girl", "example.org"))
    steps = {
        step.rung: step.state for step in show_ladder(home=scene.home, viewer="d.okafor", reference=reference).steps
    }
    assert steps[Rung.PROTECT] == "now"
    assert scene.register(ReportKind.DISCLOSURES).count(reference) == 3
    assert not list(scene.home.folder.glob("evidence/*"))


# --- 11 What must stay quiet ------------------------------------------------------------------------------------------

QUIET = (
    pytest.param("Thornbeck Hill FC lost 4–0, ref was a disgrace", Platform.X, id="a namesake"),
    pytest.param("worst comms of any school", Platform.X, id="criticism"),
    pytest.param("lovely school Thornbeck Hill Primary, thank you all", Platform.X, id="praise"),
    pytest.param("NEU members at Thornbeck Hill are on strike on Thursday", Platform.X, id="a strike"),
    pytest.param("Mr Pellow joins Thornbeck Hill as Year 4 teacher this term, welcome!", Platform.X, id="staff news"),
    pytest.param("Year 4 at Thornbeck Hill are learning about volcanoes", Platform.X, id="a class name"),
    pytest.param("sick assembly by Mr Pellow at Thornbeck Hill", Platform.X, id="slang praise"),
    pytest.param(
        "I left Thornbeck Hill in 1998 and met my wife Sarah Whitcombe there. Good times.", Platform.FACEBOOK, id="an adult"
    ),
    pytest.param("Author Michael Rosen visits Thornbeck Hill Primary School on Friday", Platform.WEB, id="an author"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "platform"), QUIET)
def test_11_what_needs_nobody_opens_no_case(scene: Scene, text: str, platform: Platform) -> None:
    assert scene.comes(Post("q", platform, text)) == []
    assert scene.told() == set()
    with scene.home.store.reading() as session:
        assert session.scalars(select(ExaminationRow.severity)).one() in (None, "S4")


def test_11_a_post_that_is_gone_before_anybody_read_it_opens_no_case_and_keeps_no_words(scene: Scene) -> None:
    with scene.home.store.writing() as session:
        mapped = [posts.Mapped(KNIFE, RawItem("reddit", {"text": KNIFE.text}), 1)]
        posts.store_posts(session, scene.home.school_id, "reddit", mapped, now=scene.clock())
        session.execute(update(PostRow).values(gone_at=scene.clock()))
    assert attend(home=scene.home, school=load_school(home=scene.home, purpose="scenario")).cases == 0
    scene.deliver()
    with scene.home.store.reading() as session:
        assert session.scalars(select(PostRow.text)).one() == ""
        assert session.scalars(select(RawRow)).all() == []
    assert scene.told() == set()
