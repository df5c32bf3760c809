"""Which posts are one matter: by thread, target, nearly the same words and time; never by author."""

from __future__ import annotations

import pytest
from clocks import FakeClock
from settled import said, settled
from stored_cases import close

from data.records import Post, School
from data.words import CaseStatus, CloseReason, Label, Level, Platform
from pipelines.cases import change_status, list_cases, show_case
from pipelines.home import Home

GATE = "Larkmere Primary have left the side gate open all week and nobody in that office cares one bit, you idiots"
SHOVED = "{who} at Larkmere Primary shoved a boy into the coat pegs and everybody saw it happen"


def post(number: int | str, text: str = GATE, platform: Platform = Platform.X, **more: object) -> Post:
    return Post(str(number), platform, text, **more)  # type: ignore[arg-type]  # fields by name


def test_a_surge_of_fifty_slightly_different_clones_is_one_case_with_fifty_addresses(
    home: Home, school: School
) -> None:
    extra = ["", "lol", "omg", "so true", "shocking", "every week", "again", "honestly", "wow", "really"]
    for number in range(50):
        text = f"{extra[number % 10].upper()} {GATE.replace('week', 'weeks' if number % 3 else 'week')} {extra[number // 10]} {'!' * number}"
        settled(
            home, school, post(number, text, author=f"user{number}", url=f"https://x.example/{number}"),
            said(Label.ABUSIVE, "insult"),
        )  # fmt: skip
    page = list_cases(home=home, viewer="l.pemberton")
    assert [case.posts for case in page.cases] == [50]
    view = show_case(home=home, viewer="l.pemberton", reference=page.cases[0].reference)
    assert len({entry.post.url for entry in view.posts}) == 50


def references(home: Home, school: School, *entries: tuple[Post, Label]) -> list[str | None]:
    return [settled(home, school, one, said(label, level=Level.ALERT)) for one, label in entries]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        pytest.param(
            (post(1, "The office is run by a witch", thread="77"), Label.ABUSIVE),
            (post(2, "Mine waited an hour outside in the rain, useless lot", thread="77"), Label.ABUSIVE),
            True,
            id="one thread",
        ),
        pytest.param(
            (post(1, "The office is run by a witch", Platform.MUMSNET, thread="77"), Label.ABUSIVE),
            (post(2, "Mine waited an hour outside in the rain", Platform.REDDIT, thread="77"), Label.ABUSIVE),
            False,
            id="threads of the same number on two platforms",
        ),
        pytest.param((post(1), Label.ABUSIVE), (post(2, f"omg {GATE}"), Label.ABUSIVE), True, id="nearly the same words"),
        pytest.param(
            (post(1, SHOVED.format(who="Mr Pryce")), Label.STAFF_ALLEGATION),
            (post(2, SHOVED.format(who="Mrs Vane")), Label.STAFF_ALLEGATION),
            False,
            id="the same words about somebody else",
        ),
        pytest.param(
            (post(1, SHOVED.format(who="Mr Pryce")), Label.STAFF_ALLEGATION),
            (post(2, "My lad came home crying, Mr Pryce grabbed him by the collar", Platform.MUMSNET), Label.STAFF_ALLEGATION),
            True,
            id="other words about the same person",
        ),
        pytest.param(
            (post(1, SHOVED.format(who="Mr Pryce")), Label.STAFF_ALLEGATION),
            (post(2, "Mr Pryce is an arrogant fool"), Label.ABUSIVE),
            False,
            id="the same person, another kind of matter",
        ),
        pytest.param(
            (post(1, "I hate that building", author="same.person"), Label.ABUSIVE),
            (post(2, "The dinner ladies are thieves, every one of them", author="same.person"), Label.ABUSIVE),
            False,
            id="never by author",
        ),
        pytest.param((post(1, "idiots"), Label.ABUSIVE), (post(2, "idiots"), Label.ABUSIVE), False, id="too short to tell"),
    ],
)  # fmt: skip
def test_what_is_one_matter(
    home: Home, school: School, first: tuple[Post, Label], second: tuple[Post, Label], *, same: bool
) -> None:
    one, other = references(home, school, first, second)
    assert (one == other) is same


@pytest.mark.parametrize(
    ("label", "text", "other", "days", "same"),
    [
        pytest.param(
            Label.STAFF_ALLEGATION,
            SHOVED.format(who="Mr Pryce"),
            "Mr Pryce hit my son",
            4,
            False,
            id="target: after three days",
        ),
        pytest.param(Label.ABUSIVE, GATE, f"omg {GATE}", 13, True, id="words: within a fortnight"),
        pytest.param(Label.ABUSIVE, GATE, f"omg {GATE}", 15, False, id="words: after a fortnight"),
    ],
)
def test_time_bounds_every_rule(
    home: Home, school: School, clock: FakeClock, *, label: Label, text: str, other: str, days: int, same: bool
) -> None:
    first = settled(home, school, post(1, text), said(label))
    clock.move(days=days)
    assert (settled(home, school, post(2, other), said(label)) == first) is same


def test_a_closed_case_takes_up_nothing_and_is_shown_as_similar(home: Home, school: School) -> None:
    first = settled(home, school, post(1), said(Label.ABUSIVE, "insult"))
    assert first is not None
    close(home, first, viewer="l.pemberton", reason=CloseReason.REMOVED, words="gone")
    second = settled(home, school, post(2, f"omg {GATE}"), said(Label.ABUSIVE, "insult"))
    assert second not in (None, first)
    similar = show_case(home=home, viewer="l.pemberton", reference=second or "").similar
    assert [(entry.reference, entry.why, entry.status) for entry in similar] == [
        (first, "nearly the same words", CaseStatus.CLOSED)
    ]


def test_a_similar_case_that_keeps_somebody_out_is_not_shown_to_them(home: Home, school: School) -> None:
    about_head = settled(
        home, school, post(1, "Helen Ashdown of Larkmere Primary is a thief and a liar"), said(Label.DEFAMATORY)
    )
    change_status(
        home=home,
        viewer="k.boateng",
        reference=about_head or "",
        status=CaseStatus.CLOSED,
        words="x",
        reason=CloseReason.REMOVED,
    )
    again = settled(home, school, post(2, "of Larkmere Primary is a thief and a liar"), said(Label.DEFAMATORY))
    assert show_case(home=home, viewer="h.ashdown", reference=again or "").similar == ()
    assert len(show_case(home=home, viewer="l.pemberton", reference=again or "").similar) == 1
