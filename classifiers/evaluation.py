"""Measure what detectors say against labels that people gave: precision, recall, F1, over-flagging, confusions."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.errors import InputError
from data.records import Examination
from data.words import TEXT_LABELS, Label, Level, Sentiment

RESAMPLES = 500
SEED = 20261101
_ABUSE = ("insult", "threat", "hate", "harassment")
_CHILD = ("full_name", "first_name_plus", "description")
_CHOICES: Mapping[str, tuple[object, ...]] = {
    "relevant": (True, False),
    "abusive": (None, *_ABUSE),
    "defamatory": (True, False),
    "child_identifying": (None, *_CHILD),
    "safeguarding": (True, False),
    "sentiment": tuple(Sentiment),
}


@dataclass(frozen=True, slots=True)
class Labels:
    """What people say of one post, by the labelling guide."""

    relevant: bool
    abusive: str | None
    defamatory: bool
    child_identifying: str | None
    safeguarding: bool
    sentiment: Sentiment

    def has(self, label: Label) -> bool:
        """Say whether the post carries the text label `label`, whatever its sub-type."""
        return bool(getattr(self, label.value))

    @property
    def flagged(self) -> bool:
        """Whether the post carries any of the four text labels."""
        return any(self.has(label) for label in TEXT_LABELS)


def labels_from_json(content: object, *, line: int) -> Labels:
    """Return the labels in `content` (a post's "labels"); `InputError` names the line and the key that is wrong."""
    if not isinstance(content, Mapping):
        raise InputError(f'line {line}: the post has no "labels"; goodname evaluate needs them on every line')
    for key, choices in _CHOICES.items():
        value = content.get(key)
        if not any(type(value) in (type(choice), str) and value == choice for choice in choices):
            shown = ", ".join("null" if choice is None else str(choice).lower() for choice in choices)
            raise InputError(f"line {line}: labels.{key} is missing or is none of {shown}")
    return Labels(
        content["relevant"],
        content["abusive"],
        content["defamatory"],
        content["child_identifying"],
        content["safeguarding"],
        Sentiment(content["sentiment"]),
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1 of one label, each with the bounds of its 95% bootstrap interval."""

    precision: tuple[float, float, float]
    recall: tuple[float, float, float]
    f1: tuple[float, float, float]
    posts: int
    """How many posts carry the label."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one run; `confusions` holds the ids of the posts on which people and detectors differ."""

    posts: int
    labels: Mapping[str, Figures]
    alert_recall: Mapping[str, float]
    subtype_recall: Mapping[str, float]
    sentiment_macro_f1: float
    over_flagging: Mapping[str, float]
    """The share of harmless posts that are flagged: criticism and other, at review level (or above) and at alert."""
    harmless: Mapping[str, int]
    confusions: Mapping[str, Mapping[str, tuple[str, ...]]]

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON-able values."""
        return {
            "posts": self.posts,
            "labels": {
                name: {
                    "precision": figures.precision[0],
                    "precision_interval": list(figures.precision[1:]),
                    "recall": figures.recall[0],
                    "recall_interval": list(figures.recall[1:]),
                    "f1": figures.f1[0],
                    "f1_interval": list(figures.f1[1:]),
                    "posts": figures.posts,
                }
                for name, figures in self.labels.items()
            },
            "alert_recall": dict(self.alert_recall),
            "subtype_recall": dict(self.subtype_recall),
            "sentiment_macro_f1": self.sentiment_macro_f1,
            "over_flagging": dict(self.over_flagging),
            "harmless_posts": dict(self.harmless),
            "confusions": {
                name: {kind: list(ids) for kind, ids in both.items()} for name, both in self.confusions.items()
            },
        }

    def to_text(self) -> str:
        """Return the figures as lines for a terminal; the ids of confusions are in the JSON only."""
        lines = [f"{self.posts} labelled posts", "", f"{'label':18} {'precision':22} {'recall':22} {'F1':22} posts"]
        for name, figures in self.labels.items():
            shown = (_interval(value) for value in (figures.precision, figures.recall, figures.f1))
            lines.append(f"{name:18} " + " ".join(f"{value:22}" for value in shown) + f" {figures.posts}")
        lines += ["", "recall at alert level: " + _listed(self.alert_recall)]
        lines.append("recall by sub-type: " + _listed(self.subtype_recall))
        lines.append(f"sentiment macro-F1: {self.sentiment_macro_f1:.2f}")
        lines += ["", "harmless posts flagged with any of the four flags:"]
        lines += [
            f"  {kind:10} {self.over_flagging[kind + '_review']:6.1%} at review, "
            f"{self.over_flagging[kind + '_alert']:6.1%} at alert, of {count}"
            for kind, count in self.harmless.items()
        ]
        return "\n".join(lines)


def evaluate(labels: Sequence[Labels], examinations: Sequence[Examination]) -> Evaluation:
    """Return the figures of `examinations` against `labels`, post by post in the same order."""
    pairs = list(zip(labels, examinations, strict=True))
    names: dict[str, list[tuple[bool, bool]]] = {"relevant": [(gold.relevant, said.relevant) for gold, said in pairs]}
    for label in TEXT_LABELS:
        names[label.value] = [(gold.has(label), said.has(label)) for gold, said in pairs]
    moods = [(gold.sentiment, said.sentiment) for gold, said in pairs]
    criticism = [(g, s) for g, s in pairs if not g.flagged and g.sentiment is Sentiment.NEGATIVE]
    other = [(g, s) for g, s in pairs if not g.flagged and g.sentiment is not Sentiment.NEGATIVE]
    return Evaluation(
        posts=len(pairs),
        labels={name: _figures(verdicts) for name, verdicts in names.items()},
        alert_recall={
            label.value: _share([said.has(label, Level.ALERT) for gold, said in pairs if gold.has(label)])
            for label in TEXT_LABELS
        },
        subtype_recall=_subtypes(pairs),
        sentiment_macro_f1=_macro(moods),
        over_flagging={
            f"{kind}_{level}": _share([_flagged(said, at) for _, said in group])
            for kind, group in (("criticism", criticism), ("other", other))
            for level, at in (("review", None), ("alert", Level.ALERT))
        },
        harmless={"criticism": len(criticism), "other": len(other)},
        confusions={
            **{name: _confused(verdicts, pairs) for name, verdicts in names.items()},
            "sentiment": {
                f"{gold.value}_as_{said.value}": tuple(
                    e.post.id for g, e in pairs if g.sentiment is gold and e.sentiment is said
                )
                for gold in Sentiment
                for said in Sentiment
                if gold is not said
            },
        },
    )


def _flagged(said: Examination, level: Level | None) -> bool:
    return any(said.has(label, level) for label in TEXT_LABELS)


def _subtypes(pairs: Sequence[tuple[Labels, Examination]]) -> dict[str, float]:
    found = {}
    for label, kinds in ((Label.ABUSIVE, _ABUSE), (Label.CHILD_IDENTIFYING, _CHILD)):
        for kind in kinds:
            hits = [said.has(label) for gold, said in pairs if getattr(gold, label.value) == kind]
            if hits:
                found[kind] = _share(hits)
    return found


def _confused(
    verdicts: Sequence[tuple[bool, bool]], pairs: Sequence[tuple[Labels, Examination]]
) -> dict[str, tuple[str, ...]]:
    missed = tuple(e.post.id for (gold, said), (_, e) in zip(verdicts, pairs, strict=True) if gold and not said)
    wrongly = tuple(e.post.id for (gold, said), (_, e) in zip(verdicts, pairs, strict=True) if said and not gold)
    return {"missed": missed, "wrongly_flagged": wrongly}


def _figures(verdicts: Sequence[tuple[bool, bool]]) -> Figures:
    chance = random.Random(SEED)  # noqa: S311 - a bootstrap must be repeatable
    kinds = ((True, True), (False, True), (True, False), (False, False))
    weights = [verdicts.count(kind) for kind in kinds]
    # Resampling the four counts is resampling the posts.
    drawn = [chance.choices(range(4), weights, k=len(verdicts)) if verdicts else [] for _ in range(RESAMPLES)]
    resampled = [_scores([sample.count(kind) for kind in range(3)]) for sample in drawn]
    point = _scores(weights[:3])
    bounds = []
    for at in range(3):
        values = sorted(scores[at] for scores in resampled)
        bounds.append((point[at], values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES) - 1]))
    return Figures(bounds[0], bounds[1], bounds[2], weights[0] + weights[2])


def _scores(counts: Sequence[int]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the counts (found, wrongly found, missed)."""
    found, wrongly, missed = counts
    return (
        found / (found + wrongly) if found + wrongly else 0.0,
        found / (found + missed) if found + missed else 0.0,
        2 * found / (2 * found + wrongly + missed) if found else 0.0,
    )


def _macro(moods: Sequence[tuple[Sentiment, Sentiment]]) -> float:
    known = [mood for mood in Sentiment if any(mood in pair for pair in moods)]
    scores = [
        _scores(
            (
                sum(gold is mood and said is mood for gold, said in moods),
                sum(gold is not mood and said is mood for gold, said in moods),
                sum(gold is mood and said is not mood for gold, said in moods),
            )
        )[2]
        for mood in known
    ]
    return sum(scores) / len(scores) if scores else 0.0


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def _interval(value: tuple[float, float, float]) -> str:
    return f"{value[0]:.2f} ({value[1]:.2f} to {value[2]:.2f})"


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in values.items())
