"""Abuse is measured on public texts that no model learned from, where those sets are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifiers.training import corpus
from classifiers.training.__main__ import main
from classifiers.training.public_figures import PublicFigures, public_figures, scored


def test_without_the_sets_nothing_is_measured_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(corpus, "PUBLIC", tmp_path)
    assert public_figures() is None
    assert main(["evaluate", "--public"]) == 2
    assert "not at hand" in capsys.readouterr().err


def test_abuse_scores_above_a_harmless_text() -> None:
    abuse, harmless = scored(["you are a worthless idiot and everyone hates you", "lovely walk by the river today"])
    assert abuse > 0.5 > harmless


def test_the_figures_are_said_in_words() -> None:
    said = PublicFigures(0.9, 0.8, {"a set": 0.7}, (0.02, 0.01), 10).to_text()
    assert "tweets 0.900" in said
    assert "2.0% at review, 1.0% at alert" in said
