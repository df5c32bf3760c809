"""The short forms of a school's name that people use, and those that would mean somebody else."""

from __future__ import annotations

import pytest

from classifiers.school_names import known_names, short_forms
from data.records import School


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
