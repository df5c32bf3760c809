"""Scenarios 1 to 3 of the domain: a mocking account, an allegation in a thread, an anonymous review; from post to record.

Where the design is sharper than the domain it holds: words that say a member of staff harmed children or acted
criminally are an allegation (S1), also in a mocking account.
"""

from __future__ import annotations

import pytest
from thornbeck_hill import NEVER, Scene, at

from casework.ladder import Rung
from data.errors import InputError
from data.records import Post
from data.removal_words import Filer, Ground, PackRoute, ReportKind, RequestOutcome, Subject, UrlState
from data.words import CaseStatus, CloseReason, Label, Platform
from pipelines.case_acts import acknowledge, add_note
from pipelines.cases import change_status, list_cases
from pipelines.digest import send_digest
from pipelines.evidence import keep_evidence, show_evidence
from pipelines.removal import (
    draft_request,
    escalate,
    list_requests,
    note_answer,
    note_sent,
    note_state,
    routes_for,
    show_ladder,
)

# --- 1 An account that mocks staff, Tuesday 14:20 ---------------------------------------------------------------------

MUGS = (
    "official page of Thornbeck Hill Primary School 😂 mugs",
    "Mrs Vane the ugly fat cow of Thornbeck Hill",
    "useless fat pig of the week: Mr Pellow at Thornbeck Hill",
    "Mrs Vane ugly old witch, everybody at Thornbeck Hill hates you",
    "Mr Pellow of Thornbeck Hill, the stupid clown, look at this ugly mug",
    "Mrs Vane, Thornbeck Hill, stupid ugly clown of the month",
)


def clip(number: int, text: str) -> Post:
    return Post(
        f"mug{number}", Platform.TIKTOK, text, author="thornbeck.hill.mugs", thread="thornbeck.hill.mugs",
        title="thornbeck.hill.mugs", url=f"https://www.tiktok.com/@thornbeck.hill.mugs/video/{number}",
    )  # fmt: skip


def test_1_from_the_mocking_account_to_six_addresses_removed(scene: Scene) -> None:
    scene.clock.now = at(17, 14, 20)
    (reference,) = scene.comes(*(clip(number, text) for number, text in enumerate(MUGS)))
    case, find = scene.case(reference), {"home": scene.home, "viewer": "s.marlowe", "reference": reference}
    assert (case.severity, case.category, case.due_at) == ("S2", "impersonation", at(17, 16, 20))
    assert scene.told() == {"s.marlowe", "r.lindqvist", "d.okafor", "o.drew"}
    view = scene.view(reference, "s.marlowe")
    assert len(view.posts) == 6
    assert {finding.label for post in view.posts for finding in post.findings} >= {Label.IMPERSONATION, Label.ABUSIVE}

    routes = routes_for(**find, ground=Ground.IMPERSONATION, subject=Subject.STAFF)
    assert routes.routes[0].key == "tiktok-impersonation"
    logo = routes_for(**find, ground=Ground.TRADEMARK_COPYRIGHT, subject=Subject.SCHOOL)
    assert "tiktok-trademark" in [route.key for route in logo.routes]
    with pytest.raises(InputError, match="may not file"):
        draft_request(**find, route="tiktok-impersonation", ground=Ground.IMPERSONATION, subject=Subject.STAFF,
                      filer=Filer.PARENT, text="x")  # fmt: skip
    numbers = []
    with scene.home.store.reading() as session:
        from sqlalchemy import select

        from data.store.tables import CasePostRow

        ids = list(session.scalars(select(CasePostRow.post_id).where(CasePostRow.case_id == case.id)))
    for post_id in ids:
        numbers.append(
            draft_request(**find, route="tiktok-impersonation", ground=Ground.IMPERSONATION, subject=Subject.STAFF,
                          filer=Filer.IMPERSONATED_PERSON, text="It passes itself off as our school.", post_id=post_id)
        )  # fmt: skip
        note_sent(**find, request=numbers[-1], platform_reference=f"TT-{post_id}")

    # Staff are impersonated: POSH may be rung at once, and is open till four.
    steps = {step.rung: step for step in show_ladder(**find).steps}
    assert list(steps) == list(Rung)
    escalate(**find, rung=Rung.POSH, route=PackRoute.POSH, left_out={
        Rung.PROTECT: "nobody is in danger", Rung.INTERNAL: "the head is told by this case", Rung.RECORD: "no child",
        Rung.ASK: "reported to the platform today",
    })  # fmt: skip
    made = scene.pack(reference, "s.marlowe", PackRoute.POSH, "pdf")
    from thornbeck_hill import words_of

    posh = words_of(made.body, "pdf")
    assert all(f"/video/{number}" in posh.replace(" ", "") for number in range(6))
    assert "TT-" in posh
    assert not any(name in posh for name in ("Vane", "Pellow"))
    assert any("open now" in remark for remark in made.remarks)
    assert any("does not hold here" in remark for remark in made.remarks)
    report = scene.document(reference, "s.marlowe", PackRoute.PLATFORM, "pdf", via="tiktok-impersonation")
    assert "Vane" not in report
    support = scene.document(reference, "r.lindqvist", PackRoute.STAFF, "docx", given={"recipient": "Gwen Vane"})
    assert "Your union can advise you" in support
    with pytest.raises(InputError, match="may be written by"):
        scene.pack(reference, "s.marlowe", PackRoute.STAFF)

    scene.clock.move(hours=26)
    for number, post_id in zip(numbers, ids, strict=True):
        note_answer(**find, request=number, outcome=RequestOutcome.REMOVED, response="Removed.")
        assert note_state(**find, post_id=post_id, state=UrlState.REMOVED) is False
    assert {entry.outcome for entry in list_requests(**find)} == {RequestOutcome.REMOVED}
    register = scene.register(ReportKind.TAKEDOWNS)
    assert register.count("Removed") >= 12
    assert register.count("TT-") == 6
    disclosed = scene.register(ReportKind.DISCLOSURES)
    assert disclosed.count(reference) == 3
    assert made.sha256[:12] in disclosed
    change_status(**find, status=CaseStatus.CLOSED, reason=CloseReason.REMOVED, words="all six are gone")
    assert "removal request sent" in {line.action for line in scene.view(reference, "s.marlowe").timeline}
    assert scene.register(ReportKind.ACCESS).count(reference) > 10
    assert scene.told().isdisjoint(NEVER | {"p.adeyemi", "t.brook"})


def test_1_words_that_allege_a_crime_against_children_make_it_an_allegation(scene: Scene) -> None:
    scene.clock.now = at(17, 14, 20)
    (reference,) = scene.comes(clip(0, MUGS[0]), clip(1, MUGS[1]))
    assert scene.case(reference).severity == "S2"
    assert scene.comes(clip(2, "Mrs Vane of Thornbeck Hill is a paedo")) == [reference]
    case = scene.case(reference)
    assert (case.severity, case.category, case.due_at) == ("S1", "staff_allegation", at(17, 14, 35))
    assert {"d.okafor", "r.lindqvist"} <= scene.told()
    assert scene.told().isdisjoint(NEVER)
    assert reference not in {found.reference for found in list_cases(home=scene.home, viewer="g.vane").cases}


def test_1_a_threat_in_it_is_for_now(scene: Scene) -> None:
    scene.clock.now = at(17, 14, 20)
    (reference,) = scene.comes(clip(0, MUGS[0]))
    assert scene.comes(clip(1, "wait till i get mrs vane after school at thornbeck hill, im going to stab her")) == [reference]  # fmt: skip
    assert (scene.case(reference).severity, scene.case(reference).category) == ("S1", "safeguarding")
    assert {"d.okafor", "t.brook", "r.lindqvist"} <= scene.told()


# --- 2 An allegation in a thread, Friday 21:40 ------------------------------------------------------------------------

MARKS = Post(
    "mn1", Platform.MUMSNET, "AIBU to move DD from Thornbeck Hill? Y4 teacher Mr Pellow grabbed her by the arm and left "
    "marks. Told the head, nothing done.", title="AIBU to move DD?", thread="77", author="tiredmum22",
    url="https://www.mumsnet.com/talk/am_i_being_unreasonable/77-aibu",
)  # fmt: skip
REPLIES = tuple(
    Post(f"mn{number}", Platform.MUMSNET, text, thread="77", title="AIBU to move DD?", url=f"https://www.mumsnet.com/talk/77?page={number}")
    for number, text in enumerate(("Mr Pellow at Thornbeck Hill hit my son as well", "Bless you OP, that sounds awful", "Thornbeck Hill has a lovely playground"), start=2)
)  # fmt: skip


def test_2_from_the_thread_to_the_lado_note(scene: Scene) -> None:
    scene.clock.now = at(20, 21, 40)
    (reference,) = scene.comes(MARKS, *REPLIES)
    case = scene.case(reference)
    assert (case.severity, case.category, case.due_at) == ("S1", "staff_allegation", at(20, 21, 55))
    assert scene.told() == {"d.okafor"}
    for _ in range(6):
        scene.waits(minutes=15)
    # "Told the head" may mean that the head is concerned too: the chair is told in their place (DESIGN.md 5.6).
    assert scene.told() == {"d.okafor", "t.brook", "p.adeyemi"}
    subjects = [str(mail["Subject"]) for mail in scene.mails("d.okafor")]
    assert [sum(words in subject for subject in subjects) for words in ("waits for somebody", "has grown")] == [6, 1]
    for viewer in ("a.pellow", "r.lindqvist", "s.marlowe", "n.sillence", "i.cutler", "o.drew"):
        assert list_cases(home=scene.home, viewer=viewer).total == 0
    assert any("LADO" in line for line in acknowledge(home=scene.home, viewer="d.okafor", reference=reference).ring)
    before = len(scene.mails())
    scene.waits(hours=2)
    assert len(scene.mails()) == before

    find = {"home": scene.home, "viewer": "d.okafor", "reference": reference}
    assert show_ladder(**find).lado_by == at(23, 12, 0)
    record = keep_evidence(**find)
    with pytest.raises(InputError, match="before the LADO has advised"):
        scene.pack(reference, "d.okafor", PackRoute.REPLY, said=False)
    with pytest.raises(InputError, match="before the LADO has advised"):
        scene.pack(reference, "d.okafor", PackRoute.PARENT)
    held = scene.pack(reference, "d.okafor", PackRoute.PLATFORM, "pdf", ground=Ground.REPORTING_RESTRICTION, subject=Subject.STAFF)  # fmt: skip
    assert any(remark.startswith("Hold this") for remark in held.remarks)
    lado = scene.document(reference, "d.okafor", PackRoute.LADO, "pdf")
    assert "23 Nov 2026, 12:00" in lado
    assert "neither investigated nor contacted the poster" in lado
    assert "reporting restriction" in lado
    assert "Pellow" not in lado
    assert "grabbed her by the arm" in lado
    escalate(**find, rung=Rung.INTERNAL, route=PackRoute.LADO, outcome="advised: strategy meeting Tuesday",
             authority_reference="LADO-4471", left_out={Rung.PROTECT: "the child is at home"})  # fmt: skip
    reply = scene.document(reference, "d.okafor", PackRoute.REPLY, said=False)
    assert not any(word in reply for word in ("Pellow", "arm", "marks"))
    cpoms = scene.document(reference, "d.okafor", PackRoute.CPOMS, said=False)
    assert "action" in cpoms.casefold()
    assert "Pellow" not in cpoms
    add_note(**find, words="CPOMS 90211")
    assert "grabbed" in show_evidence(**find, number=record).files["mumsnet-1-v1.json"].decode()
    change_status(**find, status=CaseStatus.CLOSED, reason=CloseReason.PASSED_ON, words="the LADO has it")
    log = scene.register(ReportKind.DISCLOSURES)
    assert "Cover note for the LADO" in log
    assert "it would alert the poster" in log
    access = scene.register(ReportKind.ACCESS)
    assert all(event in access for event in ("evidence:captured", "evidence:viewed", "case:exported", "case:escalated"))
    assert reference not in scene.register(ReportKind.ACCESS, viewer="r.lindqvist")


# --- 3 An anonymous review, Sunday 09:10 ------------------------------------------------------------------------------

LISTING = "Thornbeck Hill Primary School & Nursery"
CUPBOARD = Post(
    "g1", Platform.GOOGLE_REVIEWS, "Staff lock nursery kids in a cupboard when they cry. Covered up by the manager.",
    author="J.", title=LISTING, rating=1.0, url="https://maps.google.com/?cid=1",
)  # fmt: skip


def test_3_from_the_review_to_the_referral_with_the_manager_kept_out(scene: Scene) -> None:
    scene.clock.now = at(22, 9, 10)
    (reference,) = scene.comes(CUPBOARD, source="google_business")
    case = scene.case(reference)
    assert (case.severity, case.category, case.due_at) == ("S1", "staff_allegation", at(22, 9, 25))
    assert scene.told() == {"d.okafor"}
    for _ in range(6):
        scene.waits(minutes=15)
    assert scene.told() == {"d.okafor", "t.brook", "r.lindqvist", "p.adeyemi"}
    for kept_out in ("n.sillence", "s.marlowe"):
        assert list_cases(home=scene.home, viewer=kept_out).total == 0
    find = {"home": scene.home, "viewer": "r.lindqvist", "reference": reference}
    assert show_ladder(**find).lado_by == at(23, 12, 0)
    with pytest.raises(InputError, match="before the LADO has advised"):
        scene.pack(reference, "r.lindqvist", PackRoute.REPLY, said=False)
    text = scene.document(reference, "r.lindqvist", PackRoute.PLATFORM, "pdf", ground=Ground.FAKE_REVIEW)
    assert "false" not in text.casefold()
    escalate(**find, rung=Rung.INTERNAL, route=PackRoute.LADO, left_out={Rung.PROTECT: "checked at nine"})
    reply = scene.document(reference, "r.lindqvist", PackRoute.REPLY, said=False)
    assert not any(word in reply.casefold() for word in ("cupboard", "nursery kids", "untrue", "deny", "investigat"))
    legal = routes_for(**find, ground=Ground.DEFAMATION_PERSON, subject=Subject.STAFF)
    assert all(Filer.SCHOOL not in route.filers for route in legal.routes if route.key == "google-legal")


def test_3_fair_criticism_opens_no_case_and_stands_in_the_digest(scene: Scene) -> None:
    scene.clock.now = at(23, 9, 10)
    fair = Post("g2", Platform.GOOGLE_REVIEWS, "Reception never answers, my son was unhappy", title=LISTING, rating=2.0)
    assert scene.comes(fair, source="google_business") == []
    assert scene.told() == set()
    assert send_digest(home=scene.home) == 1
    scene.deliver()
    (mail,) = scene.mails()
    assert (mail["To"], mail["Subject"]) == ("s.marlowe@example.org", "Goodname: the week in numbers")
    assert "need nobody by themselves: 1" in mail.get_content()
