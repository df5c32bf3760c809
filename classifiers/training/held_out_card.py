"""Write how all detectors together read schools that none of them was made on, each by itself and all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from classifiers.evaluation import evaluate
from classifiers.registry import examine
from classifiers.training.corpus import DEV, TRAIN, Schoolful
from classifiers.training.manifest import MANIFEST, WEIGHTS

CARD = "evaluation.md"
TOGETHER = "all together"

_TEMPLATE = """# Figures of all detectors together

{heading}; written {day} by
`python -m classifiers.training evaluate --write NOTE`. In brackets: 95% bootstrap intervals.

{note}

{figures}

The posts are invented, hand-written and hard: about half are near-misses. Expect other figures on a real school's.

## Files

{sums}
"""
_UNSEEN = "Read were {schools}, whose posts no model learned from and no threshold was chosen on"
_SEEN = "Read were {schools}. **Models learned from {seen}, so these figures flatter**"


def figures_of(groups: Sequence[Schoolful]) -> dict[str, str]:
    """Return what the shipped detectors reach, as lines: by school, and all together when there are several."""
    labels = {group.key: group.labels for group in groups}
    said = {group.key: examine(group.posts, group.school) for group in groups}
    found = {key: evaluate(labels[key], said[key]).to_text() for key in said}
    if len(groups) > 1:
        every = [label for key in said for label in labels[key]]
        found[TOGETHER] = evaluate(every, [each for key in said for each in said[key]]).to_text()
    return found


def write_held_out_card(figures: Mapping[str, str], note: str) -> None:
    """Write the card of `figures_of` beside the weights, with their sums; it says so when a school was learned from."""
    schools = [key for key in figures if key != TOGETHER]
    seen = [key for key in schools if key in (*TRAIN, *DEV)]
    text = _TEMPLATE.format(
        heading=(_SEEN if seen else _UNSEEN).format(schools=", ".join(schools), seen=", ".join(seen)),
        day=datetime.now(UTC).date().isoformat(),
        note=note,
        figures="\n\n".join(f"## {name}\n\n```\n{lines}\n```" for name, lines in figures.items()),
        sums="\n".join(f"- `{line[66:]}` {line[:64]}" for line in MANIFEST.read_text("ascii").splitlines()),
    )
    (WEIGHTS / CARD).write_text(text, encoding="utf-8")
