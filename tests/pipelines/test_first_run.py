"""The first run: everything checked before anything is written, and a home that one person can enter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.errors import ConfigError, GoodnameError, InputError
from data.words import Role
from pipelines.first_run import FirstAnswers, begin, is_begun
from pipelines.home import open_home
from pipelines.people import list_people
from pipelines.sign_in.setting_up import invited

ANSWERS = FirstAnswers(
    name=" Larkmere Primary School & Nursery ",
    town="Larkmere",
    type="academy",
    nation="WLS",
    profile="first_name_only",
    accounts=[("x", "larkmereprimary"), ("instagram", " "), ("website", "larkmere.example")],
    username="K.Boateng",
    display_name="Kwame Boateng",
    email="k.boateng@example.org",
    role="dsl",
)


def surroundings(folder: Path) -> dict[str, str]:
    return {"GOODNAME_KEY_FILE": str(folder / "keys" / "school.key")}


def test_from_nothing_to_a_home_with_one_person(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    assert not is_begun(folder)
    begun = begin(folder=folder, answers=ANSWERS, port=8600, environment=surroundings(tmp_path))
    assert is_begun(folder)
    assert begun.key == tmp_path / "keys" / "school.key"
    with open_home(folder, environment=surroundings(tmp_path)) as home:
        school = home.config.school
        assert (school.name, school.town, school.type, school.nation) == (
            "Larkmere Primary School & Nursery", "Larkmere", "academy", "WLS",
        )  # fmt: skip
        assert home.config.policy.profile == "first_name_only"
        assert [(a.platform.value, a.handle) for a in home.config.accounts] == [
            ("x", "larkmereprimary"),
            ("website", "larkmere.example"),
        ]
        assert [(p.username, p.roles) for p in list_people(home=home)] == [("k.boateng", (Role.DSL,))]
        assert begun.link.startswith("http://127.0.0.1:8600/invitation?token=")
        assert invited(home=home, link=begun.link.partition("token=")[2]).username == "k.boateng"


@pytest.mark.parametrize(
    ("given", "error", "why"),
    [
        pytest.param({"name": " "}, InputError, "full name", id="no name"),
        pytest.param({"username": "K Boateng"}, InputError, "a user name is", id="an odd user name"),
        pytest.param({"email": "nowhere"}, InputError, "not an e-mail address", id="an odd address"),
        pytest.param({"role": "ict"}, InputError, "let the others in", id="ICT lets nobody in"),
        pytest.param({"accounts": [("myspace", "x")]}, InputError, "no platform", id="an unknown platform"),
        pytest.param({"nation": "FRA"}, ConfigError, "nation", id="an unknown nation"),
    ],
)
def test_what_cannot_be_writes_nothing(
    tmp_path: Path, given: dict[str, object], error: type[GoodnameError], why: str
) -> None:
    answers = replace(ANSWERS, **given)  # type: ignore[arg-type]  # a table's row gives what it needs
    with pytest.raises(error, match=why):
        begin(folder=tmp_path / "home", answers=answers, port=8501, environment=surroundings(tmp_path))
    assert not is_begun(tmp_path / "home")
    assert not (tmp_path / "keys").exists()


def test_a_second_first_run_changes_nothing(tmp_path: Path) -> None:
    begin(folder=tmp_path / "home", answers=ANSWERS, port=8501, environment=surroundings(tmp_path))
    before = (tmp_path / "home" / "school.toml").read_bytes()
    with pytest.raises(ConfigError, match="set up already"):
        begin(folder=tmp_path / "home", answers=ANSWERS, port=8501, environment=surroundings(tmp_path))
    assert (tmp_path / "home" / "school.toml").read_bytes() == before
