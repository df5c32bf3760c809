"""From a stored post to its case and its alerts, on a real store, with the shipped detectors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from homes import made_home
from sqlalchemy import select
from stored_cases import close, told

from casework.cases import add_post
from casework.muting import Muted
from classifiers.registry import detectors
from data.errors import InputError, UnexpectedFormat
from data.records import Examination, Finding, MediaReader, Post, RawItem, RawPage, School
from data.store import posts
from data.store.tables import AuditRow, CaseRow, DenialRow, ExaminationRow, OutboxRow, PostRow
from data.words import CaseStatus, CloseReason, OutboxStatus, Platform, Severity
from pipelines import attend as attending
from pipelines.case_acts import detach, mute, say_false_alarm
from pipelines.cases import change_status, list_cases, show_case
from pipelines.examine import examine_posts
from pipelines.home import Home
from pipelines.import_posts import import_posts


def hand_in(home: Home, *texts: str, **fields: object) -> None:
    lines = [
        json.dumps(
            {"id": f"{hash(text)}", "platform": "facebook", "text": text, "title": "Larkmere Primary parents", **fields}
        )
        for text in texts
    ]
    import_posts(home=home, lines=lines, actor="test")


KNIFE = "I am bringing a knife to Larkmere Primary on Monday morning, the front office first"
HEAD_HIT = "Helen Ashdown, the headteacher at Larkmere Primary, hit my son across the face and hushed it up"


def one_case(home: Home) -> CaseRow:
    with home.store.reading() as session:
        return session.scalars(select(CaseRow)).one()


def test_a_threat_opens_a_case_for_now_and_tells_those_on_call(home: Home, clock: FakeClock) -> None:
    hand_in(home, KNIFE)
    case = one_case(home)
    assert (case.severity, case.category, case.status) == ("S1", "safeguarding", "open")
    assert case.due_at is not None
    assert (case.due_at - clock()).total_seconds() == 15 * 60
    assert told(home) == {"k.boateng", "f.rahman", "h.ashdown", "g.thornhill"}


def test_a_head_who_is_the_subject_hears_and_sees_nothing(home: Home) -> None:
    hand_in(home, HEAD_HIT)
    case = one_case(home)
    assert case.severity == "S1"
    assert "h.ashdown" not in told(home)
    assert "p.adeyemi" in told(home)
    assert list_cases(home=home, viewer="h.ashdown").total == 0
    with pytest.raises(InputError, match="no case with this reference"):
        show_case(home=home, viewer="h.ashdown", reference=case.reference)
    assert show_case(home=home, viewer="p.adeyemi", reference=case.reference).kept_from >= 1


def test_the_deny_list_is_stored_before_any_alert(home: Home) -> None:
    hand_in(home, HEAD_HIT)
    with home.store.reading() as session:
        denied = set(session.scalars(select(DenialRow.person_id)))
        assert denied
        assert denied.isdisjoint(set(session.scalars(select(OutboxRow.person_id))))


def test_comms_do_not_see_a_safeguarding_case(home: Home) -> None:
    hand_in(home, KNIFE)
    assert list_cases(home=home, viewer="l.pemberton").total == 0
    assert list_cases(home=home, viewer="k.boateng").total == 1


def test_fair_criticism_opens_no_case(home: Home) -> None:
    hand_in(home, "Larkmere Primary has the worst communication of any school we have known. They never answer emails.")
    with home.store.reading() as session:
        assert session.scalars(select(CaseRow)).all() == []
        assert session.scalars(select(ExaminationRow.severity)).one() in ("S4", None)


def test_the_words_of_a_post_about_somebody_else_go_at_once(home: Home) -> None:
    hand_in(home, "Larkmere FC lost four nil away, the referee was dreadful and it rained.", title="Larkmere FC fans")
    with home.store.reading() as session:
        row = session.scalars(select(PostRow)).one()
        assert (row.text, row.title, row.text_dropped) == ("", None, "not about this school")


def test_the_same_words_fifty_times_are_one_case_with_fifty_posts(home: Home) -> None:
    lines = [
        json.dumps({"id": str(number), "platform": "tiktok", "author": f"user{number}", "text": KNIFE})
        for number in range(50)
    ]
    import_posts(home=home, lines=lines, actor="test")
    case = list_cases(home=home, viewer="k.boateng")
    assert [summary.posts for summary in case.cases] == [50]
    with home.store.reading() as session:
        assert len(session.scalars(select(OutboxRow)).all()) == 4


def test_a_thread_is_one_matter_and_a_graver_post_in_it_tells_people_again(home: Home, clock: FakeClock) -> None:
    from data.records import Post, RawItem
    from data.store import posts
    from data.words import Platform
    from pipelines.attend import attend
    from pipelines.registers import load_school

    school = load_school(home=home, purpose="test")
    for number, text in enumerate(["That witch of a head at Larkmere Primary is a stupid ugly cow", KNIFE]):
        post = Post(str(number), Platform.MUMSNET, text, title="Larkmere Primary", thread="77")
        with home.store.writing() as session:
            posts.store_posts(
                session, home.school_id, "mumsnet", [posts.Mapped(post, RawItem("mumsnet", {}), 1)], now=clock()
            )
        attend(home=home, school=school)
    case = one_case(home)
    assert case.severity == "S1"
    with home.store.reading() as session:
        subjects = set(session.scalars(select(OutboxRow.subject)))
    assert {f"Goodname: S1 case {case.reference}"} <= subjects


def test_no_alert_holds_a_word_of_the_post_or_a_name(home: Home) -> None:
    hand_in(
        home, KNIFE, HEAD_HIT, "So proud of Maisie Trevanion in Year 1 at Larkmere Primary!", author="somebody.else"
    )
    with home.store.reading() as session:
        rows = session.scalars(select(OutboxRow)).all()
    assert rows
    for row in rows:
        said = f"{row.subject} {row.body}".casefold()
        for word in (
            "maisie",
            "trevanion",
            "ashdown",
            "helen",
            "knife",
            "proud",
            "monday morning",
            "somebody.else",
            "larkmere primary",
        ):
            assert word not in said


def test_with_nobody_to_tell_the_alert_is_shown_as_skipped(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock, people={}) as home:
        hand_in(home, KNIFE)
        with home.store.reading() as session:
            row = session.scalars(select(OutboxRow)).one()
        assert (row.status, row.recipient) == (OutboxStatus.SKIPPED.value, None)
        assert "nobody" in (row.last_error or "")


def test_every_look_at_a_case_is_an_event_and_so_is_every_matcher_run(home: Home) -> None:
    hand_in(home, KNIFE)
    show_case(home=home, viewer="k.boateng", reference=one_case(home).reference)
    with home.store.reading() as session:
        actions = session.scalars(select(AuditRow.action)).all()
        (run,) = session.scalars(select(AuditRow).where(AuditRow.action == "pupils:matched")).all()
    assert "case:viewed" in actions
    assert run.details == {"pupils": 3}


# --- Moving a case on ------------------------------------------------------------------------------------------------


def test_a_status_changes_with_a_reason_and_stands_in_the_timeline(home: Home) -> None:
    hand_in(home, KNIFE)
    reference = one_case(home).reference
    close(home, reference, words="Rang 999, log 4471")
    view = show_case(home=home, viewer="k.boateng", reference=reference)
    assert (view.summary.status, view.close_reason) == (CaseStatus.CLOSED, CloseReason.PASSED_ON)
    assert (view.timeline[-1].actor, view.timeline[-1].words) == ("k.boateng", "Rang 999, log 4471")
    assert list_cases(home=home, viewer="k.boateng").total == 0
    assert list_cases(home=home, viewer="k.boateng", statuses=[CaseStatus.CLOSED], severities=[Severity.S1]).total == 1


def test_the_words_of_a_timeline_are_sealed(home: Home) -> None:
    from data.store.tables import CaseEventRow

    hand_in(home, KNIFE)
    change_status(
        home=home, viewer="k.boateng", reference=one_case(home).reference, status=CaseStatus.IN_HAND, words="Rang 999"
    )
    with home.store.reading() as session:
        notes = [event.note_sealed for event in session.scalars(select(CaseEventRow)) if event.note_sealed]
    assert notes
    assert all(b"999" not in note for note in notes)


@pytest.mark.parametrize(
    ("words", "reason", "match"),
    [
        pytest.param("  ", CloseReason.NO_ACTION, "in a few words", id="no words"),
        pytest.param("done", None, "why the case is closed", id="no outcome"),
    ],
)
def test_a_case_is_not_closed_without_a_reason(home: Home, words: str, reason: CloseReason | None, match: str) -> None:
    hand_in(home, KNIFE)
    with pytest.raises(InputError, match=match):
        change_status(
            home=home,
            viewer="k.boateng",
            reference=one_case(home).reference,
            status=CaseStatus.CLOSED,
            words=words,
            reason=reason,
        )
    assert one_case(home).status == "open"


def test_a_stranger_is_no_viewer(home: Home) -> None:
    with pytest.raises(InputError, match="goodname user add"):
        list_cases(home=home, viewer="nobody.we.know")


# --- What a platform's terms let us keep only inside an open case -----------------------------------------------------


class Places:
    """One page of public reviews, one of which cannot be mapped."""

    def __init__(self, *texts: str | None) -> None:
        from collectors.google_places import GooglePlacesCollector

        self._real, self._texts = GooglePlacesCollector, texts
        self.key, self.mapper_version = self._real.key, self._real.mapper_version

    def fetch(self, query: object, cursor: object) -> Iterator[RawPage]:
        yield RawPage(self.key, list(self._texts), cursor={})

    def split(self, page: RawPage) -> list[RawItem]:
        return [RawItem(self.key, {"text": text} if text else {"odd": "words of a review"}) for text in page.body]

    def parse(self, item: RawItem) -> Post:
        if "text" not in item.payload:
            raise UnexpectedFormat("the item has no 'name'")
        words = item.payload["text"]
        return Post(words[:20], Platform.GOOGLE_REVIEWS, words, title="Larkmere Primary School & Nursery")


def every_byte_of(home: Home) -> bytes:
    with home.store.writing() as session:
        session.connection().exec_driver_sql("SELECT 1")
    home.store.close()
    return b"".join(path.read_bytes() for path in home.folder.glob("goodname.sqlite*"))


def test_public_reviews_are_kept_only_inside_an_open_case(home: Home) -> None:
    from pipelines.attend import attend
    from pipelines.collect import collect
    from pipelines.registers import load_school

    calm = "The car park is small and the reception could be warmer, otherwise fine."
    school = load_school(home=home, purpose="test")
    collect(home=home, source="google_places", school=school, collector=Places(calm, KNIFE, None))  # type: ignore[arg-type]
    attend(home=home, school=school)
    stored = every_byte_of(home)
    assert calm.encode() not in stored
    assert b"words of a review" not in stored
    with home.store.reading() as session:
        assert set(session.scalars(select(PostRow.text))) == {"", KNIFE}
    reference = one_case(home).reference
    close(home, reference, words="999")
    with home.store.reading() as session:
        assert set(session.scalars(select(PostRow.text))) == {""}


def one_review(home: Home, text: str) -> None:
    from pipelines.attend import attend
    from pipelines.collect import collect
    from pipelines.registers import load_school

    school = load_school(home=home, purpose="test")
    collect(home=home, source="google_places", school=school, collector=Places(text))  # type: ignore[arg-type]
    attend(home=home, school=school)


RUDE = "Larkmere Primary is run by a bunch of useless, pathetic, lying idiots who should be ashamed of themselves"


def kept(home: Home) -> set[str]:
    with home.store.reading() as session:
        return set(session.scalars(select(PostRow.text)))


def test_a_muted_review_leaves_no_words(home: Home) -> None:
    mute(home=home, viewer="l.pemberton", kind=Muted.SOURCE, value="google_places", days=3, words="a pile-on")
    one_review(home, RUDE)
    with home.store.reading() as session:
        assert session.scalars(select(CaseRow)).all() == []
    assert kept(home) == {""}


def test_a_review_that_was_a_false_alarm_leaves_no_words(home: Home) -> None:
    one_review(home, RUDE)
    assert kept(home) == {RUDE}
    say_false_alarm(home=home, viewer="l.pemberton", reference=one_case(home).reference, words="an opinion")
    assert kept(home) == {""}


def test_a_review_that_was_taken_out_of_its_case_leaves_no_words(home: Home) -> None:
    one_review(home, RUDE)
    reference = one_case(home).reference
    with home.store.writing() as session:
        twin = replace(posts.as_post(session.scalars(select(PostRow)).one()), id="twin")
        mapped = posts.Mapped(twin, RawItem("google_places", {"text": RUDE}), 1)
        posts.store_posts(session, home.school_id, "google_places", [mapped], now=home.clock())
        row = session.scalars(select(PostRow).where(PostRow.native_id == "twin")).one()
        row.examined_version = 1
        add_post(session, session.scalars(select(CaseRow)).one(), row, home.clock())
    detach(home=home, viewer="l.pemberton", reference=reference, numbers=[2], words="another matter")
    with home.store.reading() as session:
        assert session.scalars(select(PostRow.text).order_by(PostRow.id)).all() == [RUDE, ""]


def test_a_review_that_may_point_to_illegal_imagery_is_not_let_go_unseen(home: Home) -> None:
    one_review(home, "Got a clip of a child at Larkmere Primary undressed, dm me")
    assert list_cases(home=home, viewer="k.boateng").cases[0].locked


# --- What changed while it was read -----------------------------------------------------------------------------------


def test_a_post_that_changed_while_it_was_read_keeps_its_new_words(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    away = "Larkmere FC lost four nil away, the referee was dreadful and it rained."
    read = attending.examine_posts

    def slowly(**given: Any) -> Iterator[Examination]:
        found = list(read(**given))
        with home.store.writing() as session:
            row = session.scalars(select(PostRow)).one()
            if row.version == 1:
                edited = replace(posts.as_post(row), text=KNIFE, title="Larkmere Primary parents")
                mapped = posts.Mapped(edited, RawItem("manual", {"id": "1"}), 1)
                posts.store_posts(session, home.school_id, "manual", [mapped], now=home.clock())
        return iter(found)

    monkeypatch.setattr(attending, "examine_posts", slowly)
    hand_in(home, away, title="Larkmere FC fans")
    assert one_case(home).severity == "S1"
    assert kept(home) == {KNIFE}


class Fragile:
    """Reads anything but one post; broken: nothing at all."""

    key, version = "fragile", "1"

    def __init__(self, *, broken: bool) -> None:
        self.broken = broken

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        if self.broken or any("odd" in post.text for post in posts):
            raise ZeroDivisionError
        return [[] for _ in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        return None


@pytest.mark.parametrize("broken", [False, True])
def test_one_post_that_a_detector_cannot_take_keeps_no_other_from_being_read(*, broken: bool) -> None:
    texts = ["an odd one: " + KNIFE, KNIFE]
    given = [Post(str(at), Platform.FACEBOOK, text) for at, text in enumerate(texts)]
    readers = [*detectors(), Fragile(broken=broken)]
    read = examine_posts(posts=given, school=School("Larkmere Primary School & Nursery"), readers=readers)
    if broken:
        with pytest.raises(ZeroDivisionError):
            list(read)
        return
    odd, plain = read
    assert [odd.severity, plain.severity] == [Severity.S1, Severity.S1]
    assert [line.why for line in odd.unread] == ["it failed on this post (ZeroDivisionError)"]
    assert plain.unread == ()


def test_handles_are_masked_outside_a_case(home: Home) -> None:
    hand_in(home, f"@some.body @another {KNIFE}")
    (summary,) = list_cases(home=home, viewer="k.boateng").cases
    assert "some" not in summary.excerpt
    assert "another" not in summary.excerpt
