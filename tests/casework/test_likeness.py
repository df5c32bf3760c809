"""Which texts say nearly the same, and that candidates are found without reading every text."""

from __future__ import annotations

import pytest

from casework.likeness import is_alike, marks, normalised

ONE = "Larkmere Primary have left the side gate open all week and nobody in that office cares one bit"


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        pytest.param(ONE.upper() + "!!!", True, id="capitals and marks"),
        pytest.param(ONE + " 😡😡 @larkmere https://example.org/x #gate", True, id="emoji, handle, address, hashtag"),
        pytest.param(
            "Larkmére Primary hav left the side gate opn all week n nobody in tht office cares one bit",
            True,
            id="typing errors and an accent",
        ),
        pytest.param(
            "nobody in that office cares one bit, Larkmere Primary have left the side gate open all week",
            True,
            id="parts moved about",
        ),
        pytest.param("OMG " + ONE + " honestly fed up", True, id="a few words more"),
        pytest.param(
            "Larkmere Primary were wonderful all week and everybody in that office cares a great deal",
            False,
            id="another message in like words",
        ),
        pytest.param("The side gate of the park", False, id="another matter"),
        pytest.param("gate open", False, id="too short to tell"),
    ],
)
def test_texts_that_say_the_same(other: str, *, alike: bool) -> None:
    assert is_alike(normalised(ONE), normalised(other)) is alike


def test_alike_texts_share_a_mark_and_others_seldom_do() -> None:
    mine = set(marks(normalised(ONE)))
    assert len(mine) == 20
    assert mine & set(marks(normalised("OMG " + ONE.lower() + " honestly")))
    assert not mine & set(
        marks(normalised("The choir sang beautifully at the Christmas fair, thank you to every helper"))
    )


def test_the_marks_of_a_text_never_change_because_they_are_stored() -> None:
    assert marks("the side gate was open again today")[:2] == (-1580022488540449234, 5386896658838417714)


@pytest.mark.parametrize("text", ["", "  ", "short", "😡😡😡", "12345 67890 12345 67890"])
def test_a_text_without_enough_words_has_no_marks(text: str) -> None:
    assert marks(normalised(text)) == ()
