"""What often makes grave words harmless, and words that only look like it."""

from __future__ import annotations

import pytest
from larkmere_school import mention

from classifiers.calm import SIGNS, calm_signs


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        pytest.param("I'm such an idiot, I revised for the wrong exam", {"itself"}, id="said of oneself"),
        pytest.param("You're such an idiot", set(), id="said of another"),
        pytest.param("To whoever wrote 'fat lump' under the picture: shame on you", {"quoted", "condemned"}, id="quoted to condemn"),
        pytest.param("Fat lump, the lot of them", set(), id="not quoted"),
        pytest.param("In the novel the bursar stabs the head", {"fiction"}, id="fiction"),
        pytest.param("It is a novelty that the bursar answered", set(), id="a word that begins alike"),
        pytest.param("A man was jailed, the court was told", {"news"}, id="news"),
        pytest.param("Nets on the tennis courtyard are torn", set(), id="not a court"),
        pytest.param("Give her a medal, she deserves a pay rise", {"thanks"}, id="praise"),
        pytest.param("For the record, he has not been suspended", {"denied"}, id="denied"),
        pytest.param("He was away, everybody knows why", set(), id="not denied"),
        pytest.param("Going to kill my husband for the wrong PE kit", {"figure"}, id="a figure of speech"),
        pytest.param("Going to kill that head", set(), id="not a figure of speech"),
        pytest.param("Whoever parked across the kerb again, thanks", {"nobody", "thanks"}, id="at nobody known"),
        pytest.param("Whoever she is, she should go", set(), id="at somebody known"),
        pytest.param("We had the cane in 1966", {"past"}, id="long ago"),
        pytest.param("We have 1966 pupils", set(), id="a number"),
    ],
)  # fmt: skip
def test_signs_of_calm(text: str, signs: set[str]) -> None:
    (row,) = calm_signs([mention(text)])
    assert {sign for sign, found in zip(SIGNS, row, strict=True) if found} == signs


def test_no_posts_give_no_rows() -> None:
    assert calm_signs([]).shape == (0, len(SIGNS))
