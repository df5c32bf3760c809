from __future__ import annotations

import pytest

from data.hashtags import hashtags_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Well done #TeamLarkmere and #Year4!", ("TeamLarkmere", "Year4"), id="two"),
        pytest.param("#Noël #école", ("Noël", "école"), id="accents"),
        pytest.param("＃Larkmere", ("Larkmere",), id="full-width sign"),
        pytest.param("#a #b #a", ("a", "b"), id="each once"),
        pytest.param("We came #1 &#39;today&#39; https://a.example/b#c a.example/#d a#b ##x", (), id="look-alikes"),
    ],
)
def test_hashtags_are_found(text: str, expected: tuple[str, ...]) -> None:
    assert hashtags_in(text) == expected
