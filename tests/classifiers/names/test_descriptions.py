from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.names.descriptions import descriptions
from data.records import School

SCHOOL = School("Saltmoor Primary School", classes=("Herons", "4K"))


def found(text: str) -> list[str]:
    return [text[start:end] for (start, end), _ in descriptions(text, SCHOOL)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("the Year 4 boy with the prosthetic leg", "prosthetic leg", id="a rare aid, with the year"),
        pytest.param(
            "the lad in Herons with the cochlear implants", "cochlear implants", id="a rare aid, with the class"
        ),
        pytest.param("the only twins in Reception", "only twins", id="the only ones of a class"),
        pytest.param(
            "an eleven year old boy who lost both legs to meningitis", "lost both legs", id="an age, an event"
        ),
        pytest.param("the toddler who was airlifted on Sunday", "airlifted", id="what happened to one child"),
        pytest.param("the girl whose dad is in prison", "whose dad", id="whose family"),
        pytest.param("whoever played Oliver was a star", "whoever played Oliver", id="a part in a play"),
        pytest.param("the third shepherd stole the show", "third shepherd", id="one of several parts"),
        pytest.param("the innkeeper who said there was room", "innkeeper", id="a part and what it did"),
        pytest.param("Saltmoor's head girl read the lesson", "head girl", id="an office held by one"),
        pytest.param("the goalie for the Year 6 team let in nine", "goalie", id="a place in a team"),
        pytest.param("KS in 4K hit my son", "KS in 4K", id="initials with a class"),
        pytest.param("the quadruplets in Year 8 all row", "quadruplets", id="brothers and sisters of one age"),
        pytest.param("the little girl from the court case", "court case", id="a child in the news"),
        pytest.param("that blind lad in Herons", "blind lad", id="a trait few have"),
    ],
)
def test_words_that_fit_one_child_are_found(text: str, words: str) -> None:
    assert any(words in match for match in found(text)), found(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("the Year 4 boys were brilliant", id="a group"),
        pytest.param("every child who needs help should get it", id="any child"),
        pytest.param("if the child who wants to read has no books", id="any child, supposed"),
        pytest.param("the only twins film I like", id="a film about twins"),
        pytest.param("The Boy Who Cried Wolf by Year 3", id="the title of a story"),
        pytest.param("the TA in Herons is lovely", id="a member of staff"),
        pytest.param("PE in 4K is on Mondays", id="a lesson"),
        pytest.param("I was head girl in 1998", id="an office long ago"),
        pytest.param("whoever was on the door was rude", id="some adult"),
        pytest.param("who was responsible for this?", id="a question"),
        pytest.param("the children who walk to school", id="children who"),
        pytest.param("the third year running", id="an ordinal"),
        pytest.param("my eleven year old loves it", id="the author's own child, without more"),
    ],
)
def test_words_that_fit_many_or_an_adult_are_left_alone(text: str) -> None:
    assert found(text) == []


@given(st.text(max_size=300))
@settings(deadline=None)
def test_places_lie_in_the_text(text: str) -> None:
    assert all(0 <= start < end <= len(text) for (start, end), _ in descriptions(text, SCHOOL))
