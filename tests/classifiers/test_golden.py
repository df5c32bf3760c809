"""A gate on a small set written by hand: a change that makes the detectors plainly worse does not pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from larkmere_school import LARKMERE

from classifiers.evaluation import Evaluation, evaluate, labels_from_json
from classifiers.registry import examine
from data.records import Post
from data.words import Platform

LINES = [json.loads(line) for line in (Path(__file__).parent / "golden.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def figures() -> Evaluation:
    posts = [
        Post(line["id"], Platform(line["platform"]), line["text"], title=line.get("title"), rating=line.get("rating"))
        for line in LINES
    ]
    labels = [labels_from_json(line["labels"], line=at) for at, line in enumerate(LINES, start=1)]
    return evaluate(labels, examine(posts, LARKMERE))


@pytest.mark.parametrize(
    ("label", "precision", "recall"),
    [
        pytest.param("relevant", 0.9, 0.95, id="relevant"),
        pytest.param("abusive", 0.8, 0.75, id="abusive"),
        pytest.param("defamatory", 0.75, 0.7, id="defamatory"),
        pytest.param("child_identifying", 0.85, 0.85, id="child identifying"),
        pytest.param("safeguarding", 0.75, 0.75, id="safeguarding"),
    ],
)
def test_each_label_is_read_well_enough(figures: Evaluation, label: str, precision: float, recall: float) -> None:
    found = figures.labels[label]
    assert found.precision[0] >= precision, figures.confusions[label]
    assert found.recall[0] >= recall, figures.confusions[label]


def test_ordinary_criticism_raises_no_alert(figures: Evaluation) -> None:
    assert figures.over_flagging["criticism_alert"] == 0
    assert figures.over_flagging["criticism_review"] <= 0.1


def test_no_full_name_on_the_roll_is_missed(figures: Evaluation) -> None:
    assert figures.subtype_recall["full_name"] == 1
