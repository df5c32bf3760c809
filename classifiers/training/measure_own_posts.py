"""Measure the detectors of own posts on the hand-written posts, under both policy profiles.

Run as `python -m classifiers.training.measure_own_posts [DIR] [--list]`; `--list` names the posts that went wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from classifiers.registry import examine
from data.config_file import read_config
from data.policy import PROFILES, resolved
from data.post_jsonl import post_from_json
from data.records import Examination, School
from data.registers.files import read_registers, school_from
from data.words import Label

POSTS = Path(__file__).parent / "own_posts"
OWN = (
    Label.CONSENT_MISSING,
    Label.CONSENT_UNDECLARED,
    Label.LOCATION_EXPOSED,
    Label.SECURITY_DISCLOSURE,
    Label.PERSONAL_DETAIL,
    Label.HASHTAG,
)
_ALL = (Label.CHILD_NAMED, *OWN, Label.CLOSE_UP, Label.NAME_IN_METADATA, Label.REPOST_OF_WITHHELD)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one profile gave: precision, recall and F1 of `child_named`, recall of the rest, clean posts flagged."""

    named: tuple[float, float, float]
    recall: dict[Label, tuple[int, int]]
    clean_flagged: int
    clean: int
    wrong: tuple[str, ...]


def measure(folder: Path, profile: str) -> Figures:
    """Return the figures of all schools under `folder`, examined by `profile`."""
    found = hit = missed = clean = flagged = 0
    recall = dict.fromkeys(OWN, (0, 0))
    wrong = []
    for expected, said in _examined(folder, profile):
        labels = {finding.label for finding in said.findings}
        named, told = profile in expected["child_named"], Label.CHILD_NAMED in labels
        found, hit, missed = found + (told and not named), hit + (told and named), missed + (named and not told)
        if told != named:
            wrong.append(f"{said.post.id} {'missed' if named else 'wrongly'} child_named")
        others = [*expected["others"], *expected.get("others_under", {}).get(profile, ())]
        for label in OWN:
            if label.value in others:
                recall[label] = (recall[label][0] + (label in labels), recall[label][1] + 1)
                if label not in labels:
                    wrong.append(f"{said.post.id} missed {label.value}")
        if not named and not others:
            clean += 1
            shown = sorted(label.value for label in labels & set(_ALL))
            flagged += bool(shown)
            if shown:
                wrong.append(f"{said.post.id} clean, flagged as {', '.join(shown)}")
    precision, full = hit / max(hit + found, 1), hit / max(hit + missed, 1)
    f1 = 2 * precision * full / max(precision + full, 1e-9)
    return Figures((precision, full, f1), recall, flagged, clean, tuple(wrong))


def _examined(folder: Path, profile: str) -> Iterator[tuple[dict[str, Any], Examination]]:
    for path in sorted(folder.glob("*/posts.jsonl")):
        school = _school(path.parent, profile)
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        posts = [post_from_json(line, line=at) for at, line in enumerate(lines, start=1)]
        yield from zip((line["own"] for line in lines), examine(posts, school), strict=True)


def _school(folder: Path, profile: str) -> School:
    config, found = read_config(folder / "school.toml", {}), read_registers(folder)
    school = school_from(config, pupils=found.pupils, staff=found.staff, accounts=found.accounts, photos=found.photos)
    return replace(school, policy=resolved(config.policy.model_copy(update={"profile": profile})))


def main(arguments: Sequence[str]) -> int:
    """Print the figures for both profiles."""
    folder = next((Path(a) for a in arguments if not a.startswith("--")), POSTS)
    for profile in PROFILES:
        figures = measure(folder, profile)
        precision, recall, f1 = figures.named
        print(f"{profile}: child_named precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
        print("  found: " + ", ".join(f"{label.value} {hit}/{all_}" for label, (hit, all_) in figures.recall.items()))
        print(f"  clean posts flagged or held: {figures.clean_flagged} of {figures.clean}")
        if "--list" in arguments:
            print("\n".join(f"    {line}" for line in figures.wrong))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
