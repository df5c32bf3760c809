from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.names.tagger import name_tagger, tokens


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("I saw Ottoline Fairweather at the shop", "Ottoline Fairweather", id="two words no list holds"),
        pytest.param("Thanks to Kaydn Smithurst for the lift", "Kaydn Smithurst", id="a spelling no list holds"),
        pytest.param("my cousin Fatou Diallo got in", "Fatou Diallo", id="a surname from abroad"),
    ],
)
def test_a_name_is_found_by_how_it_stands(text: str, name: str) -> None:
    assert name in [text[slice(*run.span)] for run in name_tagger().names(text, least=0.3)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The school is shut on Monday", id="a day"),
        pytest.param("see you at Asda in Leeds", id="a shop and a town"),
        pytest.param("Year Six are at the Science Museum", id="a class and a museum"),
        pytest.param("ask @JamesBrown", id="a handle"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_name_is_unlikely_to_be_one(text: str) -> None:
    assert name_tagger().names(text, least=0.6) == []


@given(st.text(max_size=300))
@settings(deadline=None)
def test_names_lie_in_the_text_and_chances_are_chances(text: str) -> None:
    found = tokens(text)
    chances = name_tagger().chances([token for token, _, _ in found])
    assert len(chances) == len(found)
    assert all(-1e-6 <= chance <= 1 + 1e-6 for chance in chances)
    assert all(0 <= run.span[0] < run.span[1] <= len(text) for run in name_tagger().names(text, least=0.1))
