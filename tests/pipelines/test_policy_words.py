"""What a rule's value means, in plain words."""

from __future__ import annotations

from typing import Any

import pytest

from data.policy import PROFILES, profile
from pipelines.policy_view import choices_of
from pipelines.policy_words import in_words

PURPOSES = {"website": "School website"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        pytest.param("hashtags", "hold", "Held until somebody has looked", id="a hold"),
        pytest.param("close_ups", "hold", "All close-ups are held", id="a hold of its own"),
        pytest.param("child_names", "none", "No names", id="no names"),
        pytest.param("hashtags_allowed", (), "Any fitting hashtag", id="an empty list"),
        pytest.param("hashtags_allowed", ["larkmere", "oceans"], "larkmere, oceans", id="a list"),
        pytest.param("annual_refresh_month", 9, "September", id="a month"),
        pytest.param("annual_refresh_month", 0, "Never", id="no month"),
        pytest.param("device_image_months", 12, "12 months", id="months"),
        pytest.param("two_person_sign_off", True, "Two people", id="yes"),
        pytest.param("two_person_sign_off", False, "One person", id="no"),
        pytest.param("channels", {"website": "website"}, "School website: School website", id="a permission's name"),
        pytest.param("platform_owners", {"x": "o.pryce"}, "X: o.pryce", id="an owner"),
        pytest.param("platform_owners", {}, "Nobody is named yet", id="no owner"),
    ],
)
def test_a_value_in_words(name: str, value: Any, expected: str) -> None:
    assert in_words(name, value, purposes=PURPOSES) == expected


def test_every_value_that_a_rule_may_take_has_words_of_its_own() -> None:
    for rule in (rule for name in PROFILES for rule in profile(name).rules):
        words = [in_words(rule.name, choice, purposes=PURPOSES) for choice in choices_of(rule.name)]
        assert len(set(words)) == len(words), rule.name
        assert all("_" not in word for word in words), rule.name
