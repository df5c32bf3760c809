"""Schools are split by name; those kept for testing are measured one by one and together, and the card tells which."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from classifiers.training import __main__ as command
from classifiers.training import held_out_card
from classifiers.training.corpus import DEV, POSTS, TEST, TRAIN, Schoolful, schools
from classifiers.training.held_out_card import TOGETHER, figures_of, write_held_out_card


def few(key: str) -> Schoolful:
    """Return a school with eight of its posts."""
    [group] = schools(key)
    return replace(group, posts=group.posts[:8], labels=group.labels[:8])


def test_every_school_is_in_one_split_only() -> None:
    named = [*TRAIN, *DEV, *TEST]
    assert sorted(named) == sorted({path.parent.name for path in POSTS.glob("*/posts.jsonl")})


def test_several_schools_are_measured_one_by_one_and_together() -> None:
    found = figures_of([few("tumblewick"), few("curlewmoor")])
    assert [lines.splitlines()[0] for lines in found.values()] == [
        "8 labelled posts",
        "8 labelled posts",
        "16 labelled posts",
    ]
    assert list(found) == ["tumblewick", "curlewmoor", TOGETHER]


def test_one_school_is_measured_once() -> None:
    assert list(figures_of([few("tumblewick")])) == ["tumblewick"]


@pytest.mark.parametrize(
    ("school", "said", "unsaid"),
    [
        pytest.param("one_school", "no model learned from", "flatter", id="kept for testing"),
        pytest.param("tumblewick", "Models learned from tumblewick", "no model learned from", id="learned from"),
    ],
)
def test_the_card_says_what_was_measured_and_whether_models_knew_it(
    school: str, said: str, unsaid: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_out_card, "WEIGHTS", tmp_path)
    write_held_out_card({school: "some figures", TOGETHER: "all figures"}, "First look.")
    card = (tmp_path / "evaluation.md").read_text(encoding="utf-8")
    for part in (said, "some figures", f"## {TOGETHER}", "First look.", "`judge.json`"):
        assert part in card
    assert unsaid not in card


@pytest.mark.parametrize(
    ("asked", "kept", "said"),
    [
        pytest.param([], (), "no school is kept for testing", id="none kept"),
        pytest.param(
            [], ("nowhere",), "no such school under classifiers/training/posts: nowhere", id="kept, not there"
        ),
        pytest.param(["elsewhere"], (), "elsewhere", id="asked, not there"),
    ],
)
def test_a_school_that_is_not_there_is_said(
    asked: list[str],
    kept: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "TEST", kept)
    assert command.main(["evaluate", *asked]) == 2
    assert said in capsys.readouterr().err
