"""Write the model card: what the model learned from, how well it reads schools it had not seen, what it gets wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from classifiers.text_model import FILE, Floats
from classifiers.training.corpus import Schoolful, data_hashes
from classifiers.training.fit import HEADS, MOODS
from classifiers.training.manifest import WEIGHTS
from data.words import Sentiment

_TEMPLATE = """# Model card: {file}

One linear model (logistic regression over hashed word 1-2 grams, character 2-5 grams and what the rules say) with six
heads: abusive, defamatory, safeguarding, relevant, sentiment, and abuse as public texts alone teach it, which counts as
far as a post is not about the school. It suggests what a person should look at; it decides nothing, and none of its
words is a finding of fact or law.

- File: `{file}`, sha256 `{digest}`; written {day} by `python -m classifiers.training fit` (seeded).
- Licence: Apache-2.0, like the project.
- Learned from {posts} invented, labelled posts about {schools} (Apache-2.0, `classifiers/training/posts`); the
  abusive head also, at a small weight, and the sixth head alone from samples of Davidson et al. (MIT), Hatemoji (CC-BY
  4.0), Online Misogyny EACL 2021 (MIT), Toxic Spans SemEval 2021 (CC0) and the Broad Twitter Corpus (CC-BY 4.0). The
  file holds weights of hashed features and no text.
- Names of the school, its staff, pupils and classes are masked before the model reads a post.

## Figures

Each school read by a model that had not seen it; thresholds chosen on the same predictions, so expect a little less.
What is flagged wrongly is given at review / at alert; half of these posts are near-misses written to mislead.

| head | F1 | precision | recall | at alert | review from | alert from | criticism flagged | other harmless flagged |
|---|---|---|---|---|---|---|---|---|
{rows}

Sentiment: macro-F1 {mood:.2f}.

## Known failures

- Sarcasm, insinuation without any word of wrongdoing, and half-retractions are often missed.
- Abuse quoted to condemn it, and rough affection among friends, are sometimes flagged.
- The posts were written by a few hands: a real school's posts will differ, and the figures with them.
- English only. Slurs that are neither in the word list nor spelt alike go unseen.

## Data

{hashes}
"""


def write_card(
    stored: Mapping[str, Any], unseen: Mapping[str, Floats], groups: Sequence[Schoolful], digest: str
) -> str:
    """Write the card beside the weights and return its table of figures."""
    labels = [label for group in groups for label in group.labels]
    criticism = np.array([not label.flagged and label.sentiment is Sentiment.NEGATIVE for label in labels])
    other = np.array([not label.flagged and label.sentiment is not Sentiment.NEGATIVE for label in labels])
    rows = []
    for head, wanted_of in HEADS.items():
        if head == "sentiment":
            continue
        wanted = np.array([bool(wanted_of(label)) for label in labels])
        review, alert = stored["heads"][head]["thresholds"]
        said, sure = unseen[head] >= review, unseen[head] >= alert
        precision, recall = (said & wanted).sum() / max(1, said.sum()), (said & wanted).sum() / wanted.sum()
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        shown = " | ".join(f"{said[group].mean():.1%} / {sure[group].mean():.1%}" for group in (criticism, other))
        shown = " | " if head == "relevant" else shown
        rows.append(
            f"| {head} | {f1:.2f} | {precision:.2f} | {recall:.2f} | {(sure & wanted).sum() / wanted.sum():.2f} "
            f"| {review:.2f} | {alert:.2f} | {shown} |"
        )
    card = _TEMPLATE.format(
        file=FILE,
        digest=digest,
        day=datetime.now(UTC).date().isoformat(),
        posts=len(labels),
        schools=f"{len(groups)} invented schools ({', '.join(group.key for group in groups)})",
        rows="\n".join(rows),
        mood=_macro(unseen["sentiment"], [label.sentiment.value for label in labels]),
        hashes="\n".join(f"- `{name}` {value}" for name, value in data_hashes().items()),
    )
    (WEIGHTS / "text.md").write_text(card, encoding="utf-8")
    return card.split("## Figures")[1].split("## Known")[0].strip()


def _macro(scores: Floats, moods: Sequence[str]) -> float:
    said = [MOODS[at] for at in scores.argmax(axis=1)]
    figures = []
    for mood in MOODS:
        found = sum(a == b == mood for a, b in zip(said, moods, strict=True))
        figures.append(2 * found / max(1, said.count(mood) + moods.count(mood)))
    return float(sum(figures) / len(figures))
