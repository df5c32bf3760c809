"""Settings from the dashboard: by whom, what the log says of it, and that a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from homes import PEOPLE, made_home

from collectors.registry import source_settings
from data.config_file import FILE_NAME, read_config
from data.errors import ConfigError, GoodnameError, InputError
from data.store.tables import AuditRow
from data.words import Role
from pipelines.home import Home
from pipelines.settings_desk import change_settings, may_change

POINT = {("detectors", "thresholds", "abusive", "review"): 0.4, ("detectors", "thresholds", "abusive", "alert"): 0.7}


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, people={**PEOPLE, "r.desai": Role.ICT}) as opened:
        yield opened


def lines(home: Home) -> list[AuditRow]:
    with home.store.reading() as session:
        return [row for row in session.query(AuditRow) if row.action == "settings:changed"]


@pytest.mark.parametrize(
    ("table", "who"),
    [
        ("policy", {"k.boateng", "h.ashdown"}),
        ("detectors", {"k.boateng"}),
        ("sources", {"k.boateng", "h.ashdown", "r.desai"}),
        ("alerts", {"k.boateng", "h.ashdown", "r.desai"}),
        ("accounts", {"k.boateng", "h.ashdown", "r.desai"}),
    ],
)
def test_who_changes_which_table(home: Home, table: str, who: set[str]) -> None:
    assert {name for name in (*PEOPLE, "r.desai", "nobody") if may_change(home=home, viewer=name, table=table)} == who


def test_a_change_is_in_the_file_in_force_and_in_the_log_without_what_it_says(home: Home) -> None:
    after = change_settings(home=home, viewer="k.boateng", settings={("policy", "profile"): "first_name_only"})
    assert after.config.policy.profile == "first_name_only"
    assert read_config(home.folder / FILE_NAME, source_settings()).policy.profile == "first_name_only"
    assert [(row.actor, row.details) for row in lines(home)] == [
        ("k.boateng", {"settings": ["policy.profile"], "added": []})
    ]


def test_thresholds_are_set_and_taken_out_again(home: Home) -> None:
    after = change_settings(home=home, viewer="k.boateng", settings=POINT)
    assert [point.review for point in after.config.detectors.thresholds.points().values()] == [0.4]
    again = change_settings(home=after, viewer="k.boateng", settings={("detectors", "thresholds", "abusive"): None})
    assert again.config.detectors.thresholds.points() == {}


@pytest.mark.parametrize(
    ("viewer", "settings", "error"),
    [
        pytest.param("h.ashdown", POINT, InputError, id="the head owns no threshold"),
        pytest.param("l.pemberton", {("policy", "profile"): "first_name_only"}, InputError, id="the comms lead"),
        pytest.param("r.desai", {("policy", "profile"): "first_name_only"}, InputError, id="ICT and the policy"),
        pytest.param(
            "k.boateng", {("school", "name"): "Another"}, InputError, id="the school is not changed from here"
        ),
        pytest.param("k.boateng", {("dashboard", "host"): "0.0.0.0"}, InputError, id="nor where it listens"),
        pytest.param("k.boateng", {("policy", "profile"): "none"}, ConfigError, id="a value that cannot be"),
        pytest.param(
            "k.boateng", {("policy", "profile"): "first_name_only", **POINT, ("a",): 1}, InputError, id="one of several"
        ),
    ],
)
def test_a_refusal_changes_nothing_and_leaves_no_line(
    home: Home, viewer: str, settings: dict[tuple[str, ...], Any], error: type[GoodnameError]
) -> None:
    before = (home.folder / FILE_NAME).read_bytes()
    with pytest.raises(error):
        change_settings(home=home, viewer=viewer, settings=settings)
    assert (home.folder / FILE_NAME).read_bytes() == before
    assert lines(home) == []
