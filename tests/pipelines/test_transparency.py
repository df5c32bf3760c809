"""The public statement follows the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from handed_registers import hand_in_registers
from homes import made_home

from pipelines.first_steps import Step, first_steps
from pipelines.transparency import statement

EVERYTHING: dict[str, Any] = {
    "accounts": [
        {"platform": "x", "handle": "@larkmere", "area": "Year 4"},
        {"platform": "instagram", "handle": "old", "status": "closed"},
    ],
    "sources": {"feeds": {"enabled": True}, "x": {"enabled": True}},
    "hours": {"school": "07:30-16:00"},
    "retention": {"unflagged_days": 30},
    "school": {"type": "independent", "contact": "office@larkmere.example"},
}


def made(folder: Path, clock: FakeClock, tables: dict[str, Any]) -> str:
    with made_home(folder, clock, tables=tables) as home:
        return statement(home=home)


def test_it_says_what_is_set(tmp_path: Path, clock: FakeClock) -> None:
    words = made(tmp_path, clock, EVERYTHING)
    for part in (
        "# About our monitoring: Larkmere Primary School & Nursery\n",
        "recognised legitimate interest",
        "- News feeds and alerts: ",
        "- X: @larkmere (Year 4)",
        "07:30 to 16:00",
        "led to nothing: 30 days",
        "Write to office@larkmere.example",
        "As of 9 November 2026.",
    ):
        assert part in words, part
    assert "old" not in words.split("## Our own accounts")[1].split("##")[0]


def test_an_account_of_the_register_is_listed_once_with_those_of_the_settings(tmp_path: Path, clock: FakeClock) -> None:
    rows = (
        "platform,handle,area,status\nx,larkmere,Robins,active\nyoutube,larkmereplays,,active\nfacebook,gone,,dormant\n"
    )
    with made_home(tmp_path, clock, tables=EVERYTHING) as home:
        hand_in_registers(home, tmp_path, accounts=rows)
        words = statement(home=home)
        steps = {state.step: state.words for state in first_steps(home=home, viewer="k.boateng")}
    listed = words.split("## Our own accounts")[1].split("##")[0]
    assert "- X: larkmere (Robins)" in listed
    assert "Year 4" not in listed
    assert "- YouTube: larkmereplays" in listed
    assert "gone" not in listed
    assert steps[Step.ACCOUNTS] == "4 registered"


def test_a_source_that_is_on_and_does_not_run_is_said_to_be_so(tmp_path: Path, clock: FakeClock) -> None:
    line = next(line for line in made(tmp_path, clock, EVERYTHING).splitlines() if line.startswith("- X: public"))
    assert line.endswith("(switched on, not running at present)")


def test_without_settings_it_promises_nothing_that_is_not_there(tmp_path: Path, clock: FakeClock) -> None:
    words = made(tmp_path, clock, {})
    assert "At present no source is switched on." in words
    assert "our public task as a school" in words
    assert "## Our own accounts" not in words
    assert "Write to the school's office" in words


@pytest.mark.parametrize("tables", [{}, EVERYTHING], ids=["nothing set", "much set"])
def test_it_is_laid_out_as_lines_that_a_web_site_takes(
    tmp_path: Path, clock: FakeClock, tables: dict[str, Any]
) -> None:
    words = made(tmp_path, clock, tables)
    assert "\n\n\n" not in words
    assert "{" not in words
    for line in words.splitlines():
        assert line == line.strip()
