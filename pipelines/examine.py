"""Reads posts with the detectors and says how soon a person must look; the posts may be stored or in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from casework.triage import triage
from classifiers.base import Detector, NoMedia
from classifiers.registry import detectors
from classifiers.registry import examine as read_with
from data.records import Examination, Finding, MediaReader, Post, School, Unread
from data.words import TEXT_LABELS, Platform

BATCH = 256
"""Posts read at once: the encoder sorts them by length, and in a larger batch less is padded."""
_PLAIN = Post("plain", Platform.OTHER, "Good morning.")


def examine_posts(
    *,
    posts: Iterable[Post],
    school: School,
    media: MediaReader | None = None,
    readers: Sequence[Detector] | None = None,
) -> Iterator[Examination]:
    """Yield an examination of each post, in order, with its severity; holds one batch in memory."""
    reader, remaining = media or NoMedia(), iter(posts)
    chosen = detectors() if readers is None else readers
    while batch := list(islice(remaining, BATCH)):
        for examination in _read(batch, school, reader, chosen):
            yield replace(examination, severity=triage(examination, school).severity)


def _read(
    batch: Sequence[Post], school: School, reader: MediaReader, chosen: Sequence[Detector]
) -> Iterator[Examination]:
    try:
        found = read_with(batch, school, reader, chosen)
    except Exception:  # noqa: BLE001 - one post that no detector was made for must not keep all others from being read
        found = [_read_alone(post, school, reader, chosen) for post in batch]
    yield from found


def _read_alone(post: Post, school: School, reader: MediaReader, chosen: Sequence[Detector]) -> Examination:
    """Return what those detectors say that can read the post, and the others as not read, with the kind of error.

    A detector that cannot read a plain post either is broken: its error is raised, so that nothing passes for read.
    """
    able, broken = [], []
    for detector in chosen:
        try:
            read_with([post], school, reader, [detector])
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told of this post, and the next one is read
            read_with([_PLAIN], school, reader, [detector])
            broken.append(Unread(detector.key, f"it failed on this post ({type(error).__name__})"))
        else:
            able.append(detector)
    (examination,) = read_with([post], school, reader, able)
    return replace(examination, unread=(*examination.unread, *broken))


def examination_json(examination: Examination) -> dict[str, Any]:
    """Return the line of the findings JSONL for one post (DESIGN.md section 4)."""
    return {
        "id": examination.post.id,
        "relevant": examination.relevant,
        "relevance": round(examination.relevance, 4),
        "sentiment": examination.sentiment.value,
        "severity": examination.severity.value if examination.severity else None,
        "scores": {label.value: round(examination.scores.get(label, 0.0), 4) for label in TEXT_LABELS},
        "unread": [{"detector": unread.detector, "why": unread.why} for unread in examination.unread],
        "findings": [finding_json(finding) for finding in examination.findings],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return one finding as a JSON object; `picture` and `boxes` only where it lies in a picture."""
    seen: dict[str, Any] = {} if finding.picture is None else {"picture": finding.picture}
    if finding.boxes:
        seen["boxes"] = [list(box) for box in finding.boxes]
    return {
        "label": finding.label.value,
        "subtype": finding.subtype,
        "score": round(finding.score, 4),
        "level": finding.level.value if finding.level else None,
        "where": finding.where.value,
        "spans": [list(span) for span in finding.spans],
        "pupil_ids": list(finding.pupil_ids),
        "reason": finding.reason,
        "detector": finding.detector,
        "version": finding.version,
        **seen,
    }
