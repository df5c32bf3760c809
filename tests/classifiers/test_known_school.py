"""What is made of a school's names is made once for a school, and anew when a name or a register is another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from larkmere_school import LARKMERE, PUPILS, STAFF

from classifiers.known_school import KnownSchool


@pytest.mark.parametrize(
    ("change", "same"),
    [
        pytest.param({}, True, id="the same"),
        pytest.param({"policy": {}}, True, id="another rule"),
        pytest.param({"name": "Larkmere School"}, False, id="another name"),
        pytest.param({"aliases": ("Larkmere",)}, False, id="other aliases"),
        pytest.param({"not_us": ()}, False, id="other namesakes"),
        pytest.param({"classes": ("Wrens",)}, False, id="other classes"),
        pytest.param({"town": None}, False, id="no town"),
        pytest.param({"pupils": PUPILS[1:]}, False, id="another roll"),
        pytest.param({"staff": STAFF[1:]}, False, id="other staff"),
        pytest.param({"accounts": ()}, False, id="other accounts"),
    ],
)
def test_a_school_is_known_by_its_names_and_registers(change: dict[str, Any], same: bool) -> None:
    one, other = KnownSchool(LARKMERE), KnownSchool(replace(LARKMERE, **change))
    assert (one == other) is same
    assert len({one, other}) == (1 if same else 2)


def test_a_school_is_no_other_thing() -> None:
    assert KnownSchool(LARKMERE) != LARKMERE
