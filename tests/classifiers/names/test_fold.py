from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.names.fold import spelt_out, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Maisie Trelawney", ["maisie", "trelawney"], id="two plain words"),
        pytest.param("Zoë Wójcik", ["zoe", "wojcik"], id="accents fold away"),
        pytest.param("Zoe\u0308", ["zoe"], id="a combining mark folds away"),
        pytest.param("O’Neill and O'Neill", ["oneill", "and", "oneill"], id="apostrophes join"),
        pytest.param("Maisie's mum", ["maisie", "mum"], id="a possessive s is dropped"),
        pytest.param("Deshmukh-Rao", ["deshmukh", "rao"], id="a hyphen parts"),
        pytest.param("#WellDoneMaisie", ["well", "done", "maisie"], id="camel case parts in a hashtag"),
        pytest.param("WellDone", ["welldone"], id="camel case stays together outside a hashtag"),
        pytest.param("@maisie_trelawney09", ["maisie", "trelawney", "09"], id="a handle parts at _ and digits"),
        pytest.param("Mai\u200bsie", ["maisie"], id="zero width hides nothing"),
        pytest.param("\u202eMaisie", ["maisie"], id="a bidi mark hides nothing"),
        pytest.param("\ud800Maisie", ["maisie"], id="a lone surrogate is passed over"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_words_are_plain_and_in_order(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("E.l.s.i.e", ["elsie"], id="dots"),
        pytest.param("E l s i e is here", ["elsie", "is", "here"], id="spaces"),
        pytest.param("I am a J", None, id="single letters that stand apart are no name"),
        pytest.param("Elsie", None, id="a word is not spelt out"),
    ],
)
def test_letters_in_a_row_become_one_word(text: str, expected: list[str] | None) -> None:
    joined = spelt_out(words(text))
    assert (joined and [word.text for word in joined]) == expected


def test_an_emoji_inside_a_word_is_read_through_when_asked() -> None:
    assert [word.text for word in words("Mai🌟sie", through_symbols=True)] == ["maisie"]


@given(st.text(max_size=200))
def test_every_word_lies_in_the_text_and_folds_back_to_itself(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start < word.end <= len(text)
        end = word.end
        again = "".join(found.text for found in words(text[word.start : word.end]))
        assert again == word.text


@given(st.text(alphabet="Ab'’s-.#@ é\u0301\u200b🌟", max_size=60))
def test_words_never_overlap_whatever_marks_stand_between(text: str) -> None:
    for found in (words(text), words(text, tagged=True), words(text, through_symbols=True)):
        assert all(left.end <= right.start for left, right in pairwise(found))
