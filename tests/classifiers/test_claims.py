"""Who is said to have done what to whom, and small talk whose words only look like it."""

from __future__ import annotations

import pytest
from larkmere_school import LARKMERE

from classifiers.claims import claims


@pytest.mark.parametrize(
    ("text", "what", "how"),
    [
        pytest.param("Mrs Hale hit a boy in PE", "violence", "asserted", id="a child by article"),
        pytest.param("Mrs Hale slapped Tom in the corridor", "violence", "asserted", id="a child by name"),
        pytest.param("the head slapped this kid with a ruler", "violence", "asserted", id="this child"),
        pytest.param("My son was thrown into the coat pegs by a TA", "violence", "asserted", id="passive"),
        pytest.param("The nursery left Tom outside for an hour", "neglect", "asserted", id="left, by name"),
        pytest.param("Two boys were left at a motorway services", "neglect", "asserted", id="left, passive"),
        pytest.param("Mrs Hale never hit a boy", "violence", "negated", id="said not to be so"),
    ],
)
def test_what_is_said_of_whom_and_how(text: str, what: str, how: str) -> None:
    told = claims(text, LARKMERE)
    assert (told[0].what, told[0].how) == (what, how)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The nurse is great. Teaching is hit and miss.", id="hit and miss"),
        pytest.param("Thank you Mr Hale for looking after him when his asthma kicked off in PE", id="kicked off"),
        pytest.param("Mr Hale pulled back the curtain and we all cheered", id="pulled back"),
        pytest.param("Mrs Hale, you never know which half you are in until the taxi pulls up", id="pulls up"),
        pytest.param("Miss Hale got pushed for time", id="pushed for"),
        pytest.param("leaving assembly had me crying, Mr Hale's speech was so good", id="leaving"),
        pytest.param("The café was nice if a bit beige, Mrs Hale", id="a bit"),
    ],
)
def test_small_talk_alleges_no_violence_and_no_neglect(text: str) -> None:
    assert not [claim for claim in claims(text, LARKMERE) if claim.what in ("violence", "neglect")]
