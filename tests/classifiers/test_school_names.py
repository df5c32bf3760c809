"""The short forms of a school's name that people use, and those that would mean somebody else."""

from __future__ import annotations

import pytest

from classifiers.relevance import weigh
from classifiers.school_names import known_names, namesake_names, namesake_places, short_forms
from data.records import Post, School
from data.words import Platform


@pytest.mark.parametrize(
    ("name", "form", "is_ours"),
    [
        pytest.param("Larkmere Primary School & Nursery", "Larkmere Primary", True, id="without School"),
        pytest.param("Larkmere Primary School & Nursery", "Larkmere Nursery", True, id="its other half"),
        pytest.param("Larkmere Primary School & Nursery", "Larkmere School", True, id="without Primary"),
        pytest.param("Larkmere Primary School & Nursery", "Larkmere", False, id="the town alone"),
        pytest.param("Larkmere Primary School & Nursery", "Larkmere Academy", False, id="another kind of school"),
        pytest.param("St Mary's Primary School", "St Mary's School", True, id="a saint's school without Primary"),
        pytest.param(
            "Our Lady of Grace Catholic Junior School", "Our Lady of Grace Junior", True, id="without Catholic"
        ),
        pytest.param("Wexbourne Community Infant School", "Wexbourne Infant School", True, id="without Community"),
        pytest.param("The Academy", "The School", False, id="nothing that distinguishes it"),
    ],
)
def test_short_forms(name: str, form: str, *, is_ours: bool) -> None:
    assert (form in short_forms(name)) is is_ours


def test_a_short_form_that_is_a_namesakes_is_not_ours() -> None:
    school = School("Larkmere Primary School & Nursery", not_us=("Larkmere Nursery, the garden centre",))
    assert "Larkmere Nursery" not in known_names(school)
    assert "Larkmere Primary" in known_names(school)


SAME_NAME = School(
    "Larkmere Primary School & Nursery",
    ("Larkmere Primary",),
    "Larkmere",
    not_us=("Larkmere Primary School, Stowbeck", "Larkmere Nursery, the garden centre"),
)


def test_a_namesake_that_bears_our_name_is_known_by_its_place_alone() -> None:
    assert namesake_places(SAME_NAME) == {"Stowbeck"}
    assert "Larkmere Primary School" in known_names(SAME_NAME)
    assert "Larkmere Primary School" not in namesake_names(SAME_NAME)


@pytest.mark.parametrize(
    ("title", "text", "is_ours"),
    [
        pytest.param("Larkmere Primary School & Nursery", "Rude at the desk", True, id="our listing, in full"),
        pytest.param("Larkmere Primary School", "Rude at the desk", True, id="our listing, without its second half"),
        pytest.param("Larkmere Primary School, Stowbeck", "Rude at the desk", False, id="the namesake's listing"),
        pytest.param("Larkmere Primary School (Stowbeck)", "Rude at the desk", False, id="its place in brackets"),
        pytest.param("Larkmere Nursery", "Lovely ferns", False, id="another namesake"),
        pytest.param(
            "Larkmere Primary School & Nursery, Larkmere",
            "Moved here from Stowbeck",
            True,
            id="the other place in passing",
        ),
    ],
)
def test_a_listing_is_ours_unless_it_is_the_namesakes(title: str, text: str, *, is_ours: bool) -> None:
    post = Post("1", Platform.GOOGLE_REVIEWS, text, title=title, rating=2)
    score, why = weigh(post, SAME_NAME, full_name=False)
    assert (score > 0.5) is is_ours, why
