"""Scenarios 4, 5 and 7 of the domain: what the school's own accounts published; from post to the breach log."""

from __future__ import annotations

from pathlib import Path

import pytest
from clocks import FakeClock
from sqlalchemy import select, update
from thornbeck_hill import NEVER, Scene, at, thornbeck

from data.errors import InputError
from data.records import Picture, Post, Repost
from data.removal_words import PackRoute, ReportKind
from data.store.tables import PostRow, PostVersionRow
from data.words import BreachDecision, BreachOutcome, CaseStatus, CloseReason, Direction, Label, Platform, Severity
from pipelines.breach_log import breach_log, decide, say_outcome
from pipelines.cases import change_status, list_cases

# --- 4 A class account names a child, Monday 15:45 --------------------------------------------------------------------

VOLCANO = Post(
    "own4", Platform.X, "Well done Aleksander for his volcano! 🌋 #proud #AlekN", Direction.OWN, account="thornbeckyear4",
    hashtags=("proud", "AlekN"), url="https://x.com/thornbeckyear4/status/4",
    images=(Picture("aleksander_novak_y4.jpg", pupil_ids=("T1",)),),
)  # fmt: skip


def labels(scene: Scene, reference: str) -> set[tuple[Label, str]]:
    view = scene.view(reference, "d.okafor")
    return {(finding.label, finding.where.value) for post in view.posts for finding in post.findings}


@pytest.mark.parametrize("profile", ["strict_no_names", "first_name_only"])
def test_4_from_the_caption_to_the_breach_log(tmp_path: Path, clock: FakeClock, profile: str) -> None:
    with thornbeck(tmp_path, clock, policy={"profile": profile}) as scene:
        clock.now = at(16, 15, 45)
        (reference,) = scene.comes(VOLCANO, source="x")
        case = scene.case(reference)
        assert (case.severity, case.category, case.due_at) == ("S2", "child_named", at(16, 16, 45))
        assert {(Label.CHILD_NAMED, "file"), (Label.CHILD_NAMED, "hashtag")} <= labels(scene, reference)
        assert scene.told() == {"y.frost", "o.drew", "s.marlowe", "n.sillence"}
        assert list_cases(home=scene.home, viewer="b.hale").total == 1  # an account owner sees own-post cases
        find = {"home": scene.home, "viewer": "o.drew", "reference": reference}
        note = scene.document(reference, "o.drew", PackRoute.OWNER, said=False, given={"confirm_by": "16:45"})
        assert "take it down now" in note
        assert "Aleksander" not in note
        assert "Novak" not in note

        # The owner edits it: the words before and after are kept, and the next look sees it.
        clock.move(minutes=40)
        edited = Post(
            "own4",
            Platform.X,
            "Well done for this volcano! #proud",
            Direction.OWN,
            account="thornbeckyear4",
            url=VOLCANO.url,
        )
        scene.comes(edited, source="x")
        with scene.home.store.reading() as session:
            row = session.scalars(select(PostRow)).one()
            assert (row.version, session.scalars(select(PostVersionRow.version)).all()) == (2, [1])
        with pytest.raises(InputError, match="without an outcome"):
            change_status(**find, status=CaseStatus.CLOSED, reason=CloseReason.NO_ACTION, words="done")
        say_outcome(**find, outcome=BreachOutcome.EDITED, words="the owner edited it")
        (breach,) = breach_log(home=scene.home, viewer="e.sayle")
        assert (breach.outcome, breach.recheck, breach.owner) == (BreachOutcome.EDITED, "edited", "y.frost")
        assert (breach.child_exposed, breach.decide_by) == (True, at(19, 15, 45))
        dpo = scene.document(reference, "e.sayle", PackRoute.DPO, said=True)
        assert "72 hours end: Thu 19 Nov 2026, 15:45" in dpo
        assert "Novak" not in dpo
        decide(home=scene.home, viewer="e.sayle", reference=reference, decision=BreachDecision.RECORD_ONLY, words="an hour, first name")  # fmt: skip
        apology = scene.document(reference, "r.lindqvist", PackRoute.PARENT_SHOWN, "docx", given={"recipient": "Mr and Mrs Novak"})  # fmt: skip
        assert "I am sorry" in apology
        log = scene.register(ReportKind.BREACHES)
        assert reference in log
        assert "edited" in log
        change_status(**find, status=CaseStatus.CLOSED, reason=CloseReason.REMOVED, words="done")
        assert scene.told().isdisjoint(NEVER | {"d.okafor", "r.lindqvist", "b.hale"})


def test_4_the_head_hears_of_it_when_it_happens_again(scene: Scene) -> None:
    scene.comes(VOLCANO, source="x")
    assert "r.lindqvist" not in scene.told()
    scene.clock.move(days=2)
    again = Post("own4b", Platform.X, "Aleksander Novak did it again!", Direction.OWN, account="thornbeckyear4")
    scene.comes(again, source="x")
    assert "r.lindqvist" in scene.told()


def test_4_a_protected_child_pages_the_lead_and_is_a_hold_to_everybody_else(scene: Scene) -> None:
    scene.clock.now = at(16, 21, 0)
    ours = Post("own4c", Platform.X, "Well done Rowan Ashby!", Direction.OWN, account="thornbeckyear4")
    (reference,) = scene.comes(ours, source="x")
    assert scene.told() == {"d.okafor"}
    assert "S1" in str(scene.mails("d.okafor")[0]["Subject"])
    scene.waits(hours=11, minutes=1)
    for username in ("y.frost", "o.drew", "s.marlowe", "n.sillence"):
        (mail,) = scene.mails(username)
        assert mail["Subject"] == f"Goodname: S2 case {reference}"
    assert scene.view(reference, "s.marlowe").summary.severity is Severity.S2
    assert scene.view(reference, "d.okafor").summary.severity is Severity.S1


def test_4_a_teacher_an_author_or_a_character_is_no_child(scene: Scene) -> None:
    ours = "We read The Tiger by Alex Rowe today with Mrs Vane, and Oliver Twist asked for more."
    assert scene.comes(Post("own4d", Platform.X, ours, Direction.OWN, account="thornbeckyear4"), source="x") == []
    assert scene.told() == set()


# --- 5 A group picture ------------------------------------------------------------------------------------------------


def trip(number: int, pupil_ids: tuple[str, ...] | None) -> Post:
    return Post(
        f"ig{number}", Platform.INSTAGRAM, "Year 2 trip!", Direction.OWN, account="thornbeckhill",
        images=(Picture(f"IMG_{number}.jpg", pupil_ids=pupil_ids),), url=f"https://www.instagram.com/p/{number}/",
    )  # fmt: skip


def test_5_a_picture_of_which_nobody_said_who_is_in_it_is_held_and_says_what_was_not_read(scene: Scene) -> None:
    scene.clock.now = at(16, 15, 45)
    (reference,) = scene.comes(trip(1, None), source="instagram")
    case = scene.case(reference)
    assert (case.severity, case.category, case.due_at) == ("S2", "consent_undeclared", at(16, 16, 45))
    assert scene.told() == {"s.marlowe", "o.drew", "n.sillence"}
    (post,) = scene.view(reference, "s.marlowe").posts
    assert any("not at hand" in unread.why for unread in post.unread)
    assert breach_log(home=scene.home, viewer="e.sayle") == []


def test_5_a_child_without_permission_is_a_breach_with_the_dpos_clock(scene: Scene) -> None:
    scene.clock.now = at(16, 15, 45)
    (reference,) = scene.comes(trip(2, ("T6",)), source="instagram")
    assert (scene.case(reference).severity, scene.case(reference).category) == ("S2", "consent_missing")
    assert scene.told().isdisjoint(NEVER | {"d.okafor", "r.lindqvist"})
    (breach,) = breach_log(home=scene.home, viewer="e.sayle")
    assert (breach.child_exposed, breach.decide_by) == (True, at(19, 15, 45))
    printed = scene.view(reference, "s.marlowe")
    assert not any(name in str(printed.posts) for name in ("Idris", "Coyle"))


def test_5_a_protected_child_in_it_is_for_now_for_the_lead_and_any_hold_for_comms(scene: Scene) -> None:
    scene.clock.now = at(16, 15, 45)
    plain = scene.comes(trip(2, ("T6",)), source="instagram")[0]
    protected = scene.comes(trip(3, ("T5", "T1")), source="instagram")[0]
    assert scene.case(protected).severity == "S1"
    assert {"d.okafor", "t.brook"} <= scene.told()
    one, other = (scene.view(reference, "s.marlowe") for reference in (plain, protected))
    assert (one.summary.severity, one.summary.due_at) == (other.summary.severity, other.summary.due_at)
    assert [f.reason for p in one.posts for f in p.findings] == [f.reason for p in other.posts for f in p.findings]
    mails = [str(mail["Subject"]) for mail in scene.mails("s.marlowe")]
    assert sorted(mails) == sorted(f"Goodname: S2 case {reference}" for reference in (plain, protected))
    cpoms = scene.document(protected, "d.okafor", PackRoute.CPOMS, said=False)
    assert "facts" in cpoms.casefold()
    with pytest.raises(InputError, match="may be written by"):
        scene.pack(protected, "s.marlowe", PackRoute.CPOMS, said=False)


# --- 7 A repeated picture ---------------------------------------------------------------------------------------------


def test_7_what_we_repeat_is_judged_as_ours(scene: Scene) -> None:
    scene.clock.now = at(16, 15, 45)
    library = Repost("Congratulations Priya Nair (10) and Sam! Summer reading winners", "wexbournelibrary")
    repeated = Post(
        "rt7", Platform.X, "RT", Direction.OWN, account="thornbeckyear6", repost_of=library,
        url="https://x.com/thornbeckyear6/status/7",
    )  # fmt: skip
    (reference,) = scene.comes(repeated, source="x")
    case = scene.case(reference)
    assert (case.severity, case.category, case.due_at) == ("S2", "child_named", at(16, 16, 45))
    assert (Label.CHILD_NAMED, "repost") in labels(scene, reference)
    assert {"b.hale", "o.drew"} <= scene.told()
    assert "y.frost" not in scene.told()
    kind = scene.document(reference, "s.marlowe", PackRoute.PARENT_CHILD, "docx", given={"recipient": "Wexbourne Library"})  # fmt: skip
    assert "Priya" not in kind
    with scene.home.store.writing() as session:
        session.execute(update(PostRow).values(gone_at=scene.clock()))
    say_outcome(home=scene.home, viewer="o.drew", reference=reference, outcome=BreachOutcome.REMOVED, words="undone")
    (breach,) = breach_log(home=scene.home, viewer="e.sayle")
    assert (breach.recheck, breach.owner) == ("gone", "b.hale")
