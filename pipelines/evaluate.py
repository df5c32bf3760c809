"""Measures the detectors on labelled posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from classifiers.evaluation import Evaluation, Labels, evaluate, labels_from_json
from data.errors import InputError
from data.post_jsonl import BrokenLine, post_from_json
from data.records import MediaReader, Post, School
from pipelines.examine import examine_posts


def evaluate_file(
    *,
    lines: Iterable[tuple[int, Mapping[str, Any]] | BrokenLine],
    school: School,
    warn: Callable[[str], None],
    media: MediaReader | None = None,
) -> tuple[Evaluation, int]:
    """Return the figures and how many lines could not be read; each of those is told to `warn`."""
    posts: list[Post] = []
    labels: list[Labels] = []
    broken = 0
    for entry in lines:
        if isinstance(entry, BrokenLine):
            broken += 1
            warn(entry.why)
            continue
        number, content = entry
        try:
            post, label = post_from_json(content, line=number), labels_from_json(content.get("labels"), line=number)
        except InputError as error:
            broken += 1
            warn(str(error))
            continue
        posts.append(post)
        labels.append(label)
    return evaluate(labels, list(examine_posts(posts=posts, school=school, media=media))), broken
