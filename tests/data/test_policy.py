"""A school's policy: the shipped profiles, and what a school changes of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from collectors.registry import source_settings
from data.config import PolicySettings
from data.config_file import read_config, write_config
from data.errors import ConfigError
from data.policy import PROFILES, profile, purpose_on, resolved, switch


@pytest.mark.parametrize("name", PROFILES)
def test_every_switch_of_a_profile_is_a_setting_and_every_setting_has_its_wording(name: str) -> None:
    found = profile(name)
    assert {rule.name for rule in found.rules} == set(PolicySettings.model_fields) - {"profile"}
    for rule in found.rules:
        assert re.fullmatch(r"[A-Z].+\.", rule.wording), rule.name
        PolicySettings.model_validate({rule.name: rule.value})


@pytest.mark.parametrize("name", PROFILES)
def test_the_six_default_purposes_are_named(name: str) -> None:
    purposes = resolved(PolicySettings.model_validate({"profile": name}))["purposes"]
    assert list(purposes) == ["display", "newsletter", "print_marketing", "website", "high_profile", "social_media"]


@pytest.mark.parametrize(
    ("given", "name", "expected"),
    [
        pytest.param({}, "child_names", "none", id="strict by default"),
        pytest.param({"profile": "first_name_only"}, "child_names", "first_name", id="the other profile"),
        pytest.param({"child_names": "first_name"}, "child_names", "first_name", id="overridden"),
        pytest.param({"hashtags_allowed": ["Larkmere"]}, "hashtags_allowed", ("Larkmere",), id="a list"),
        pytest.param({"two_person_sign_off": False}, "two_person_sign_off", False, id="switched off"),
        pytest.param({}, "after_leaving", "covered", id="covered after leaving"),
        pytest.param({"profile": "first_name_only"}, "after_leaving", "ends", id="ends at leaving"),
    ],
)
def test_the_schools_own_value_beats_the_profiles(given: dict[str, Any], name: str, expected: object) -> None:
    assert resolved(PolicySettings.model_validate(given))[name] == expected


def test_a_table_is_joined_with_the_profiles() -> None:
    policy = resolved(PolicySettings.model_validate({"channels": {"youtube": "high_profile"}}))
    assert purpose_on(policy, "youtube") == "high_profile"
    assert purpose_on(policy, "website") == "website"
    assert purpose_on(policy, "x") == "social_media"


def test_a_bare_profile_name_is_enough() -> None:
    assert switch({"profile": "first_name_only"}, "child_names") == "first_name"
    assert switch({}, "child_names") == "none"


@pytest.mark.parametrize(
    "table",
    [
        pytest.param({"no_such_switch": "hold"}, id="an unknown switch"),
        pytest.param({"child_names": "surname"}, id="an unknown value"),
        pytest.param({"undeclared_pictures": "allow"}, id="undeclared pictures cannot be let through"),
        pytest.param({"annual_refresh_month": 13}, id="no month"),
    ],
)
def test_what_is_no_switch_is_an_error(tmp_path: Path, table: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"\[policy\]"):
        write_config(tmp_path / "school.toml", {"school": {"name": "Larkmere"}, "policy": table}, source_settings())


def test_an_unknown_switch_is_a_warning_where_nothing_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "school.toml"
    path.write_text('[school]\nname = "Larkmere"\n[policy]\nno_such_switch = true\n', encoding="utf-8")
    said: list[str] = []
    read_config(path, source_settings(), on_unknown_key=said.append)
    assert len(said) == 1
    with pytest.raises(ConfigError, match="no_such_switch"):
        read_config(path, source_settings())


def test_a_written_file_shows_every_switch(tmp_path: Path) -> None:
    path = tmp_path / "school.toml"
    write_config(
        path, {"school": {"name": "Larkmere"}, "policy": {"purposes": {"yearbook": "The yearbook"}}}, source_settings()
    )
    assert read_config(path, source_settings()).policy.purposes == {"yearbook": "The yearbook"}
    for name in PolicySettings.model_fields:
        assert re.search(rf"^(# )?{name} = ", path.read_text(encoding="utf-8"), re.MULTILINE), name
