from __future__ import annotations

from pathlib import Path

import pytest
from larkmere_school import LARKMERE, mention

from classifiers import text_model as module
from classifiers import weights_file
from classifiers.text_model import text_model
from data.errors import StoreError
from data.records import School

WEIGHTS = Path(module.__file__).parent / "weights"


def test_the_weights_are_small_and_come_with_a_card() -> None:
    assert (WEIGHTS / "text.skops").stat().st_size < 10_000_000
    assert "Known failures" in (WEIGHTS / "text.md").read_text("utf-8")


def test_a_changed_weights_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "text.skops").write_bytes(b"other")
    (tmp_path / "weights" / "sha256.txt").write_text((WEIGHTS / "sha256.txt").read_text("ascii"), "ascii")
    monkeypatch.setattr(weights_file, "files", lambda _: tmp_path)
    with pytest.raises(StoreError, match="sha256"):
        text_model.__wrapped__()


def test_the_strongest_sentence_of_a_post_is_named_exactly() -> None:
    text = "Lovely weather today. You are pathetic scum, you fat useless cow. See you at the fair."
    start, end = text_model().strongest("abusive", mention(text), LARKMERE)
    assert text[start:end] == "You are pathetic scum, you fat useless cow."


def test_a_school_without_registers_can_be_read() -> None:
    assert len(text_model().scores("abusive", [mention("hello"), mention("")], School(name="Larkmere"))) == 2
