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
        pytest.param("twins in Herons dressed as salt and pepper", "twins in Herons", id="twins, with the class"),
        pytest.param(
            "Reception, only one with hair to her waist", "only one with hair", id="the only one, class first"
        ),
        pytest.param("The only one in 4K with a peg feed", "peg feed", id="the only one"),
        pytest.param("one child in Y1 who's tube fed", "tube fed", id="who's"),
        pytest.param("the y6 girl whos mum drives the bus", "whos mum", id="whose, misspelt"),
        pytest.param("the Year 5 girl at Saltmoor who shaved her head", "shaved", id="the school in between"),
        pytest.param("The caretaker's grandson in Herons told them", "caretaker's grandson", id="whose grandson"),
        pytest.param("the chair of governors' niece in 4K sang", "niece in 4K", id="whose niece"),
        pytest.param("the shortest Wise Man dropped the myrrh", "shortest Wise Man", id="told by size"),
        pytest.param("Which one was Wicked Fairy number two last night?", "number two", id="told by number"),
        pytest.param("an eight-year-old drummer with one arm", "one arm", id="an age and what few have"),
        pytest.param("R.A-B. in herons has someone's tights", "R.A-B. in herons", id="initials of a double surname"),
        pytest.param("K.L. (Y3) has nits again", "K.L. (Y3", id="initials, the year in brackets"),
        pytest.param("that year 7 who got stuck in the railings", "year 7 who got", id="told by the year alone"),
        pytest.param("our under 11s goalkeeper saved three", "goalkeeper", id="one place in a team"),
        pytest.param("New boy in Herons from Ukraine won it", "New boy in Herons", id="the new one of a class"),
        pytest.param("the tallest girl in Year 6 came too", "tallest girl", id="the tallest of a year"),
        pytest.param(
            "Were any parents worried about the Nursery child who broke a leg?", "Nursery child", id="any, far off"
        ),
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
        pytest.param("the lad who fixed our boiler was great", id="a workman"),
        pytest.param("the girl who works in the office", id="staff, called a girl"),
        pytest.param("the boy in the book who eats the cake", id="a boy in a book"),
        pytest.param("there aren't any twins in Herons", id="any twins"),
        pytest.param("I've been the back end of the panto cow", id="the author's own part"),
        pytest.param("when I was in Year 4 the boy who sat behind me ate glue", id="long ago"),
        pytest.param("the evil witch in Herons shouted at them", id="an insult that is a part too"),
        pytest.param("the child who is unhappy should tell a grown up", id="any child, in general"),
        pytest.param("the Year 4 mum who parks on the zigzags", id="a parent of a year"),
        pytest.param("a book for a nine year old who's had enough", id="a book for somebody"),
    ],
)
def test_words_that_fit_many_or_an_adult_are_left_alone(text: str) -> None:
    assert found(text) == []


@given(st.text(max_size=300))
@settings(deadline=None)
def test_places_lie_in_the_text(text: str) -> None:
    assert all(0 <= start < end <= len(text) for (start, end), _ in descriptions(text, SCHOOL))
