"""Changing single settings of a school.toml: the rest stays as it stands, and what cannot be done is left alone."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from collectors.registry import source_settings
from data import config_change
from data.config_change import change_config, changed
from data.config_file import read_config, write_config
from data.errors import ConfigError

TEXT = """# Written by hand.
[school]
name = "Larkmere Primary School"  # as on the gate
classes = [
  "Acorns",  # nursery
  "Year 1",
]

[policy]
# Whether a child's first name may stand.
# profile = "strict_no_names"
# close_ups = "hold"

[sources.x]
enabled = true
"""


@pytest.mark.parametrize(
    ("place", "value", "line"),
    [
        pytest.param(("policy", "profile"), "first_name_only", 'profile = "first_name_only"', id="a remark becomes it"),
        pytest.param(("policy", "device_image_months"), 6, "device_image_months = 6", id="a new one under its table"),
        pytest.param(("school", "town"), 'Lark"mere', 'town = "Lark\\"mere"', id="quotes are escaped"),
        pytest.param(
            ("school", "name"), "New", 'name = "New"  # as on the gate', id="in its place, with the remark behind"
        ),
        pytest.param(("school", "classes"), ["Owls"], 'classes = ["Owls"]', id="a value on several lines"),
        pytest.param(("sources", "x", "enabled"), False, "enabled = false", id="a table in a table"),
        pytest.param(("sources", "feeds", "enabled"), True, "[sources.feeds]\nenabled = true", id="a new table"),
        pytest.param(
            ("detectors", "thresholds", "abusive"), {"review": 0.4, "alert": 0.7}, None, id="a table on one line"
        ),
    ],
)
def test_one_setting_is_changed_and_the_rest_stays(place: tuple[str, ...], value: Any, line: str | None) -> None:
    after = changed(TEXT, settings={place: value})
    found: Any = tomllib.loads(after)
    for part in place:
        found = found[part]
    assert found == value
    assert line is None or line in after
    assert after.startswith("# Written by hand.\n")
    assert "# Whether a child's first name may stand." in after


@pytest.mark.parametrize(
    ("place", "gone"),
    [
        (("school", "classes"), "Acorns"),
        (("sources", "x", "enabled"), "enabled"),
        (("sources", "x"), "enabled = true"),
        (("policy", "profile"), "profile = x"),
        (("nowhere", "at", "all"), "nowhere"),
    ],
)
def test_a_setting_is_taken_out(place: tuple[str, ...], gone: str) -> None:
    after = changed(TEXT, settings={place: None})
    assert gone not in after
    tomllib.loads(after)


def test_an_entry_is_added_to_a_list_of_tables() -> None:
    once = changed(TEXT, settings={}, entries=[("accounts", {"platform": "x", "handle": "larkmere"})])
    twice = changed(once, settings={}, entries=[("accounts", {"platform": "instagram", "handle": "larkmere"})])
    assert [entry["platform"] for entry in tomllib.loads(twice)["accounts"]] == ["x", "instagram"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('[school]\nname = "A"\n[policy]\nprofile.x = 1\n', id="dotted keys"),
        pytest.param('policy = { close_ups = "hold" }\n[school]\nname = "A"\n', id="a table on one line"),
        pytest.param('[school]\nname = """\n[policy]\nprofile = 1\n"""\n', id="words that look like a table"),
    ],
)
def test_what_is_laid_out_otherwise_is_left_alone(text: str) -> None:
    with pytest.raises(ConfigError, match="write it there by hand"):
        changed(text, settings={("policy", "profile"): "first_name_only"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "school.toml"
    write_config(path, {"school": {"name": "Larkmere"}}, source_settings())
    path.chmod(0o640)
    return path


def test_the_file_that_init_writes_can_be_changed_whole_and_keeps_its_rights(file: Path) -> None:
    remarks = file.read_text().count("#")
    config = change_config(
        file,
        source_settings(),
        settings={
            ("policy", "profile"): "first_name_only",
            ("alerts", "smtp", "host"): "mail.example.org",
            ("alerts", "smtp", "sender"): "goodname@example.org",
            ("sources", "feeds", "enabled"): True,
            ("policy", "platform_owners"): {"x": "l.pemberton"},
        },
    )
    assert config.model_dump() == read_config(file, source_settings()).model_dump()
    assert config.policy.profile == "first_name_only"
    assert config.alerts.smtp is not None
    assert config.policy.platform_owners == {"x": "l.pemberton"}
    assert file.read_text().count("#") >= remarks - 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".school")] == []


@pytest.mark.parametrize(
    ("place", "value"),
    [(("policy", "profile"), "anything_goes"), (("sources", "x", "interval_minutes"), 0), (("made", "up"), 1)],
)
def test_a_change_that_the_check_refuses_leaves_the_file_as_it_was(
    file: Path, place: tuple[str, ...], value: object
) -> None:
    before = file.read_bytes()
    with pytest.raises(ConfigError):
        change_config(file, source_settings(), settings={place: value})
    assert file.read_bytes() == before


def test_two_changes_do_not_meet(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config_change, "_LOCK_S", 0.1)
    with FileLock(f"{file}.lock"), pytest.raises(ConfigError, match="being changed by somebody else"):
        change_config(file, source_settings(), settings={("school", "town"): "Larkmere"})


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not there"):
        change_config(tmp_path / "school.toml", source_settings(), settings={("school", "town"): "x"})
