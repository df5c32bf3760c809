"""Acts on cards of the queue: who may, what is taken back, what stays apart, and that nobody works unknowingly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clocks import FakeClock
from opened_cases import mention, open_case, said

from data.errors import InputError
from data.store.case_tables import LabelExampleRow
from data.store.tables import CasePostRow, CaseRow, PostRow
from data.words import CaseStatus, CloseReason, Label, Severity
from pipelines import hands, preferences, sorting_desk
from pipelines.case_views import Only
from pipelines.cases import change_status, list_cases, show_case
from pipelines.home import Home

WHO = "k.boateng"
TEXTS = (
    "the bursar took the money of the fund",
    "an entirely different insult about lunch",
    "a third matter, the car park",
)


def cases(home: Home, number: int = 2, label: Label = Label.ABUSIVE, **more: object) -> list[str]:
    return [open_case(home, mention(f"{label}{n}", TEXTS[n] + label), said(label), **more) for n in range(number)]  # type: ignore[arg-type]  # by name


def seen(home: Home, *references: str, who: str = WHO) -> dict[str, object]:
    return {
        case.reference: case.changed_at
        for case in list_cases(home=home, viewer=who, statuses=tuple(CaseStatus), limit=100).cases
        if case.reference in references
    }


def standing(home: Home, reference: str, who: str = WHO) -> tuple[CaseStatus, CloseReason | None]:
    view = show_case(home=home, viewer=who, reference=reference)
    return view.summary.status, view.close_reason


def test_many_are_dismissed_at_once_and_taken_back(home: Home) -> None:
    chosen = cases(home, 3)
    sorting_desk.dismiss(home=home, viewer=WHO, cases=seen(home, *chosen), reason=CloseReason.NO_ACTION)
    assert {standing(home, reference) for reference in chosen} == {(CaseStatus.CLOSED, CloseReason.NO_ACTION)}
    act = sorting_desk.last_act(home=home, viewer=WHO)
    assert act is not None
    assert (act.words, act.cases) == ("Closed as: No action needed", 3)
    assert sorting_desk.undo(home=home, viewer=WHO) == ("Closed as: No action needed", 0)
    assert {standing(home, reference) for reference in chosen} == {(CaseStatus.OPEN, None)}
    assert sorting_desk.last_act(home=home, viewer=WHO) is None


def test_a_false_alarm_teaches_and_taking_it_back_unteaches(home: Home) -> None:
    (reference,) = cases(home, 1)
    sorting_desk.dismiss(home=home, viewer=WHO, cases=seen(home, reference), reason=CloseReason.FALSE_ALARM)
    with home.store.reading() as session:
        assert session.query(LabelExampleRow).count() == 1
    sorting_desk.undo(home=home, viewer=WHO)
    with home.store.reading() as session:
        assert session.query(LabelExampleRow).count() == 0


def test_words_that_were_let_go_do_not_come_back_and_it_says_so(home: Home) -> None:
    (reference,) = cases(home, 1)
    with home.store.writing() as session:
        session.query(PostRow).one().source = "google_places"
    sorting_desk.dismiss(home=home, viewer=WHO, cases=seen(home, reference), reason=CloseReason.NO_ACTION)
    assert sorting_desk.undo(home=home, viewer=WHO)[1] == 1


@pytest.mark.parametrize(
    ("minutes", "refused"), [pytest.param(9, False, id="in time"), pytest.param(11, True, id="too late")]
)
def test_for_ten_minutes(home: Home, clock: FakeClock, minutes: int, refused: bool) -> None:
    (reference,) = cases(home, 1)
    sorting_desk.dismiss(home=home, viewer=WHO, cases=seen(home, reference), reason=CloseReason.NO_ACTION)
    clock.move(minutes=minutes)
    if refused:
        with pytest.raises(InputError, match="nothing to undo"):
            sorting_desk.undo(home=home, viewer=WHO)
    else:
        sorting_desk.undo(home=home, viewer=WHO)


def test_what_somebody_else_changed_meanwhile_is_not_taken_back(home: Home, clock: FakeClock) -> None:
    (reference,) = cases(home, 1)
    sorting_desk.dismiss(home=home, viewer=WHO, cases=seen(home, reference), reason=CloseReason.NO_ACTION)
    clock.move(minutes=1)
    change_status(home=home, viewer="f.rahman", reference=reference, status=CaseStatus.IN_HAND, words="mine")
    with pytest.raises(InputError, match="changed since"):
        sorting_desk.undo(home=home, viewer=WHO)
    assert standing(home, reference)[0] is CaseStatus.IN_HAND


def test_nobody_takes_back_what_another_did(home: Home) -> None:
    (reference,) = cases(home, 1)
    sorting_desk.dismiss(home=home, viewer=WHO, cases=seen(home, reference), reason=CloseReason.NO_ACTION)
    assert sorting_desk.last_act(home=home, viewer="f.rahman") is None


def test_all_or_none(home: Home) -> None:
    grave = open_case(home, mention("s", "a knife on Monday"), said(Label.SAFEGUARDING), denied=("l.pemberton",))
    (mild,) = cases(home, 1)
    both = seen(home, grave, mild)
    with pytest.raises(InputError, match="no case with this reference"):
        sorting_desk.dismiss(home=home, viewer="l.pemberton", cases=both, reason=CloseReason.NO_ACTION)
    assert standing(home, mild)[0] is CaseStatus.OPEN


def test_only_whoever_answers_for_safeguarding_dismisses_it(home: Home) -> None:
    reference = open_case(home, mention("s", "a knife on Monday"), said(Label.SAFEGUARDING))
    with pytest.raises(InputError, match="only one of these"):
        sorting_desk.dismiss(home=home, viewer="h.ashdown", cases=seen(home, reference), reason=CloseReason.FALSE_ALARM)


@pytest.mark.parametrize("reason", [CloseReason.REPLIED, CloseReason.REMOVED, CloseReason.MERGED])
def test_what_is_no_dismissal_is_refused(home: Home, reason: CloseReason) -> None:
    (reference,) = cases(home, 1)
    with pytest.raises(InputError, match="choose why"):
        sorting_desk.dismiss(home=home, viewer=WHO, cases=seen(home, reference), reason=reason)


def test_an_act_on_what_changed_meanwhile_is_refused(home: Home, clock: FakeClock) -> None:
    (reference,) = cases(home, 1)
    before = seen(home, reference)
    clock.move(minutes=1)
    change_status(home=home, viewer="f.rahman", reference=reference, status=CaseStatus.IN_HAND, words="mine")
    with pytest.raises(InputError, match="was changed meanwhile"):
        sorting_desk.dismiss(home=home, viewer=WHO, cases=before, reason=CloseReason.NO_ACTION)
    assert standing(home, reference)[0] is CaseStatus.IN_HAND


def test_two_people_never_work_on_a_card_unknowingly(home: Home, clock: FakeClock) -> None:
    (reference,) = cases(home, 1)
    assert hands.claim(home=home, viewer="f.rahman", reference=reference) is None
    held = hands.claim(home=home, viewer=WHO, reference=reference)
    assert held is not None
    assert held.told == "f.rahman (Deputy safeguarding lead)"
    (card,) = list_cases(home=home, viewer=WHO).cases
    assert card.held_by == held
    assert list_cases(home=home, viewer="f.rahman").cases[0].held_by is None
    with pytest.raises(InputError, match=r"f\.rahman \(Deputy safeguarding lead\) is working on"):
        sorting_desk.dismiss(home=home, viewer=WHO, cases=seen(home, reference), reason=CloseReason.NO_ACTION)
    assert hands.claim(home=home, viewer=WHO, reference=reference, take_over=True) is None
    sorting_desk.dismiss(home=home, viewer=WHO, cases=seen(home, reference), reason=CloseReason.NO_ACTION)
    assert "taken over" in [line.action for line in show_case(home=home, viewer=WHO, reference=reference).timeline]


def test_a_claim_lapses_and_can_be_given_back(home: Home, clock: FakeClock) -> None:
    (reference,) = cases(home, 1)
    hands.claim(home=home, viewer="f.rahman", reference=reference)
    clock.now += hands.CLAIM_LASTS + timedelta(seconds=1)
    assert hands.claim(home=home, viewer=WHO, reference=reference) is None
    hands.release(home=home, viewer="f.rahman", reference=reference)
    assert hands.claim(home=home, viewer="f.rahman", reference=reference) is not None
    hands.release(home=home, viewer=WHO, reference=reference)
    assert hands.claim(home=home, viewer="f.rahman", reference=reference) is None


def test_given_to_a_colleague_who_may_see_it(home: Home) -> None:
    reference = open_case(home, mention("s", "a knife on Monday"), said(Label.SAFEGUARDING), denied=("h.ashdown",))
    assert [one.username for one in hands.colleagues(home=home, viewer=WHO, reference=reference)] == [WHO, "f.rahman"]
    hands.assign(home=home, viewer=WHO, reference=reference, username="f.rahman")
    assert [case.reference for case in list_cases(home=home, viewer="f.rahman", only=(Only.YOURS,)).cases] == [
        reference
    ]
    assert list_cases(home=home, viewer=WHO, only=(Only.YOURS,)).total == 0
    assert list_cases(home=home, viewer=WHO, only=(Only.NOBODYS,)).total == 0
    for other in ("h.ashdown", "l.pemberton", "nobody"):
        with pytest.raises(InputError, match="cannot be given"):
            hands.assign(home=home, viewer=WHO, reference=reference, username=other)


def test_merging_leaves_the_gravest_and_is_taken_back(home: Home) -> None:
    mild, other = cases(home, 2, severity=Severity.S3)
    grave = open_case(
        home, mention("g", "the headteacher is a thief and more words"), said(Label.DEFAMATORY), denied=("h.ashdown",)
    )
    stays = sorting_desk.merge(home=home, viewer=WHO, cases=seen(home, mild, other, grave), words="one quarrel")
    assert stays == grave
    assert len(show_case(home=home, viewer=WHO, reference=grave).posts) == 3
    assert standing(home, mild) == standing(home, other) == (CaseStatus.CLOSED, CloseReason.MERGED)
    with pytest.raises(InputError, match="no case"):
        show_case(home=home, viewer="h.ashdown", reference=grave)
    sorting_desk.undo(home=home, viewer=WHO)
    assert len(show_case(home=home, viewer=WHO, reference=grave).posts) == 1
    assert standing(home, mild) == standing(home, other) == (CaseStatus.OPEN, None)


def test_whoever_is_kept_from_one_is_kept_from_the_merged_case(home: Home) -> None:
    (first,) = cases(home, 1)
    second = open_case(
        home, mention("h", "something of the head"), said(Label.ABUSIVE), severity=Severity.S4, denied=("h.ashdown",)
    )
    assert sorting_desk.merge(home=home, viewer=WHO, cases=seen(home, first, second)) == first
    assert list_cases(home=home, viewer="h.ashdown").total == 0


def test_what_different_people_see_stays_apart(home: Home) -> None:
    grave = open_case(home, mention("s", "a knife on Monday"), said(Label.SAFEGUARDING))
    (mild,) = cases(home, 1)
    with pytest.raises(InputError, match="different people"):
        sorting_desk.merge(home=home, viewer=WHO, cases=seen(home, grave, mild))
    with home.store.reading() as session:
        assert session.query(CasePostRow).count() == 2


def test_one_case_or_a_closed_one_is_not_merged(home: Home) -> None:
    first, second = cases(home, 2)
    with pytest.raises(InputError, match="two cases or more"):
        sorting_desk.merge(home=home, viewer=WHO, cases=seen(home, first))
    change_status(
        home=home, viewer=WHO, reference=second, status=CaseStatus.CLOSED, reason=CloseReason.REPLIED, words="done"
    )
    with pytest.raises(InputError, match="closed already"):
        sorting_desk.merge(home=home, viewer=WHO, cases=seen(home, first, second))
    with pytest.raises(InputError, match="by merging it"):
        change_status(
            home=home, viewer=WHO, reference=first, status=CaseStatus.CLOSED, reason=CloseReason.MERGED, words="x"
        )


def test_narrowed_by_words_and_counted_over_all_severities(home: Home, clock: FakeClock) -> None:
    grave = open_case(home, mention("1", "a knife on Monday"), said(Label.SAFEGUARDING), severity=Severity.S1)
    cases(home, 2, severity=Severity.S3)
    page = list_cases(home=home, viewer=WHO, severities=(Severity.S3,))
    assert (page.total, page.by_severity) == (2, {Severity.S1: 1, Severity.S3: 2})
    clock.move(minutes=20)
    assert [c.reference for c in list_cases(home=home, viewer=WHO, only=(Only.OVERDUE,)).cases] == [grave]
    assert list_cases(home=home, viewer=WHO, only=(Only.SILENT,)).total == 3
    assert [c.reference for c in list_cases(home=home, viewer=WHO, categories=(Label.SAFEGUARDING,)).cases] == [grave]


def test_preferences_and_views_are_ones_own_and_sealed(home: Home) -> None:
    assert preferences.preferences(home=home, viewer=WHO) == preferences.Preferences()
    chosen = preferences.Preferences(blur=False, hide_slurs=False)
    preferences.save_preferences(home=home, viewer=WHO, chosen=chosen)
    assert preferences.preferences(home=home, viewer=WHO) == chosen
    assert preferences.preferences(home=home, viewer="f.rahman") == preferences.Preferences()
    preferences.save_view(home=home, viewer=WHO, name="  Mornings with Laura ", filters={"severity": "S1,S2"})
    assert preferences.views(home=home, viewer=WHO) == {"Mornings with Laura": {"severity": "S1,S2"}}
    assert b"Laura" not in (home.folder / "goodname.sqlite").read_bytes()
    preferences.remove_view(home=home, viewer=WHO, name="Mornings with Laura")
    assert preferences.views(home=home, viewer=WHO) == {}


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\nb"])
def test_a_view_needs_a_name(home: Home, name: str) -> None:
    with pytest.raises(InputError, match="name"):
        preferences.save_view(home=home, viewer=WHO, name=name, filters={})


def test_what_somebody_read_within_the_hour_is_counted(home: Home, clock: FakeClock) -> None:
    for reference in cases(home, 3):
        show_case(home=home, viewer=WHO, reference=reference)
        show_case(home=home, viewer=WHO, reference=reference)
    show_case(home=home, viewer="f.rahman", reference=reference)
    assert preferences.read_this_hour(home=home, viewer=WHO) == 3
    clock.move(minutes=61)
    assert preferences.read_this_hour(home=home, viewer=WHO) == 0


def test_a_case_with_steps_of_its_own_stays_apart(home: Home) -> None:
    from pipelines.evidence import keep_evidence

    first, second = cases(home, 2)
    keep_evidence(home=home, viewer=WHO, reference=second)
    with pytest.raises(InputError, match="record of its own"):
        sorting_desk.merge(home=home, viewer=WHO, cases=seen(home, first, second))
    with home.store.reading() as session:
        assert {row.status for row in session.query(CaseRow)} == {"open"}
