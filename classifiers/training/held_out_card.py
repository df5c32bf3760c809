"""Write how all detectors together read a school that none of them was made on."""

from __future__ import annotations

from datetime import UTC, datetime

from classifiers.training.manifest import MANIFEST, WEIGHTS

CARD = "evaluation.md"

_TEMPLATE = """# Figures on a school kept for testing

All detectors together on {schools}, whose posts no model learned from and no threshold was chosen on; written {day} by
`python -m classifiers.training evaluate --write NOTE`. In brackets: 95% bootstrap intervals.

{note}

```
{figures}
```

The posts are invented, hand-written and hard: about half are near-misses. Expect other figures on a real school's.

## Files

{sums}
"""


def write_held_out_card(schools: str, figures: str, note: str) -> None:
    """Write the card beside the weights, with their sums."""
    text = _TEMPLATE.format(
        schools=schools,
        day=datetime.now(UTC).date().isoformat(),
        note=note,
        figures=figures,
        sums="\n".join(f"- `{line[66:]}` {line[:64]}" for line in MANIFEST.read_text("ascii").splitlines()),
    )
    (WEIGHTS / CARD).write_text(text, encoding="utf-8")
