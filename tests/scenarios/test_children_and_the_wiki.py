"""Scenarios 6 and 8 of the domain: a parent's proud tweet, an edit of the school's Wikipedia article.

In scenario 8 the design is sharper than the domain: "sacked for fraud" says that somebody who works with children acted
criminally, so that it is an allegation (S1), about the head: to the chair alone.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from thornbeck_hill import NEVER, Scene, at

from casework.ladder import Rung
from data.errors import InputError
from data.records import Post
from data.removal_words import Filer, Ground, PackRoute, ReportKind, Subject, UrlState
from data.store.tables import PostRow
from data.words import CaseStatus, CloseReason, Label, Platform
from pipelines.cases import change_status, list_cases
from pipelines.removal import draft_request, escalate, note_sent, note_state, routes_for, show_ladder

PROUD = Post(
    "x6", Platform.X, "So proud of Maisie Trelawney, star of Y1 at @thornbeckhill! Nan picks her up at 3:15 by the green "
    "gate", author="@proudnan", url="https://x.com/proudnan/status/6",
)  # fmt: skip
EDIT = Post(
    "w8", Platform.WIKIPEDIA, "head teacher R. Lindqvist was sacked for fraud… pupil Jamie Orlo (9) …",
    title="Thornbeck Hill Primary School", url="https://en.wikipedia.org/w/index.php?diff=123&oldid=122",
)  # fmt: skip


def test_6_from_the_tweet_to_a_kind_request(scene: Scene) -> None:
    scene.clock.now = at(18, 8, 5)
    (reference,) = scene.comes(PROUD, source="x")
    case = scene.case(reference)
    assert (case.severity, case.category, case.due_at) == ("S2", "child_identifying", at(18, 10, 5))
    assert scene.told() == {"d.okafor", "s.marlowe"}
    (post,) = scene.view(reference, "d.okafor").posts
    assert {f.subtype for f in post.findings if f.label is Label.CHILD_IDENTIFYING} >= {"full_name"}
    find = {"home": scene.home, "viewer": "d.okafor", "reference": reference}
    steps = {step.rung: step.state for step in show_ladder(**find).steps}
    assert steps[Rung.PROTECT] == "now"
    assert routes_for(**find).routes[0].key == "author-ask"
    made = scene.pack(reference, "d.okafor", PackRoute.PARENT_CHILD, "txt", given={"recipient": "Ms Trelawney"})
    letter = made.body.decode()
    subject, _, rest = letter.partition("\n")
    assert subject.startswith("Subject:")
    assert not any(name in subject for name in ("Maisie", "Trelawney"))
    assert "Maisie" not in rest
    assert "Nobody is blaming you" in letter
    for page in (scene.register(ReportKind.DISCLOSURES), scene.register(ReportKind.ACCESS)):
        assert reference in page
        assert "Maisie" not in page
    escalate(**find, rung=Rung.ASK, outcome="a kind word at the gate", left_out={
        Rung.PROTECT: "no danger now", Rung.INTERNAL: "the lead handles it", Rung.RECORD: "CPOMS 77",
    })  # fmt: skip

    # The nan takes it down: X's copy of the words goes with it.
    scene.clock.move(hours=3)
    note_state(**find, post_id=1, state=UrlState.REMOVED)
    change_status(**find, status=CaseStatus.CLOSED, reason=CloseReason.REMOVED, words="taken down within the morning")
    assert scene.told().isdisjoint(NEVER | {"r.lindqvist", "n.sillence", "p.adeyemi"})


def test_6_when_the_child_is_protected_it_is_for_now_and_comms_learns_no_more(scene: Scene) -> None:
    scene.clock.now = at(18, 8, 5)
    words = "So proud of Rowan Ashby, star of Y2 at @thornbeckhill!"
    (reference,) = scene.comes(Post("x6b", Platform.X, words, url="https://x.com/a/status/7"), source="x")
    assert scene.case(reference).severity == "S1"
    assert {"d.okafor", "t.brook", "s.marlowe"} <= scene.told()
    assert [str(mail["Subject"]) for mail in scene.mails("s.marlowe")] == [f"Goodname: S2 case {reference}"]


def test_8_an_edit_about_the_head_and_a_pupil_goes_past_the_head_and_off_the_wiki(scene: Scene) -> None:
    scene.clock.now = at(19, 11, 2)
    (reference,) = scene.comes(EDIT, source="wikipedia")
    case = scene.case(reference)
    assert (case.severity, case.category, case.due_at) == ("S1", "staff_allegation", at(19, 11, 17))
    assert scene.told() == {"p.adeyemi"}
    scene.waits(minutes=16)
    assert scene.told() == {"p.adeyemi", "d.okafor", "t.brook"}
    for kept_out in ("r.lindqvist", "s.marlowe", "o.drew"):
        assert list_cases(home=scene.home, viewer=kept_out).total == 0
    (post,) = scene.view(reference, "p.adeyemi").posts
    assert {Label.DEFAMATORY, Label.STAFF_ALLEGATION, Label.CHILD_IDENTIFYING} <= {f.label for f in post.findings}

    find = {"home": scene.home, "viewer": "p.adeyemi", "reference": reference}
    assert show_ladder(**find).lado_by == at(20, 12, 0)
    advice = routes_for(**find, ground=Ground.CHILD_PRIVATE, subject=Subject.CHILD)
    assert advice.routes[0].key == "wikipedia-oversight"
    made = scene.pack(reference, "p.adeyemi", PackRoute.WIKIPEDIA, "txt", ground=Ground.CHILD_PRIVATE)
    mail = made.body.decode()
    assert "diff=123" in mail
    assert "do not answer on the wiki" in mail
    assert not any(name in mail for name in ("Orlo", "Lindqvist", "Jamie"))
    assert any("Never ask for oversight on a page of the wiki" in remark for remark in made.remarks)
    number = draft_request(**find, route="wikipedia-oversight", ground=Ground.CHILD_PRIVATE, subject=Subject.CHILD,
                           filer=Filer.SCHOOL, text="A minor's full name and age stand in this revision.")  # fmt: skip
    note_sent(**find, request=number, platform_reference="Ticket 2026112010001")
    with scene.home.store.writing() as session:
        session.execute(update(PostRow).values(gone_at=scene.clock()))
        assert session.scalars(select(PostRow.author)).one() is None
    assert note_state(**find, post_id=1, state=UrlState.REMOVED, how="the revision is suppressed")
    assert "Ticket 2026112010001" in scene.register(ReportKind.TAKEDOWNS, viewer="p.adeyemi")
    assert reference not in scene.register(ReportKind.TAKEDOWNS, viewer="r.lindqvist")
    with pytest.raises(InputError, match="there is no case"):
        scene.pack(reference, "r.lindqvist", PackRoute.WIKIPEDIA)


def test_8_vandalism_without_an_allegation_is_for_comms_too(scene: Scene) -> None:
    scene.clock.now = at(19, 11, 2)
    words = (
        "Thornbeck Hill Primary School is a primary school in Wexbourne. Jamie Orlo (9) of Year 4 lives at number 6."
    )
    (reference,) = scene.comes(
        Post("w9", Platform.WIKIPEDIA, words, title="Thornbeck Hill Primary School", url=EDIT.url), source="wikipedia"
    )
    assert (scene.case(reference).severity, scene.case(reference).category) == ("S2", "child_identifying")
    assert scene.told() == {"d.okafor", "s.marlowe"}
