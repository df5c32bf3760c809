"""What the rules say of a post, as numbers: the model reads them beside the words."""

from __future__ import annotations

from classifiers.abuse import sub_type
from classifiers.claims import HOWS, WHATS, WHOS, claims
from classifiers.lexicon import lexicon, pattern
from classifiers.passages import whole
from classifiers.relevance import mentions, weigh
from data.records import Post, School
from data.words import Direction

_SUBTYPES = ("hate", "threat", "harassment", "insult")
_SAFE = tuple(lexicon("safeguarding")["cues"])


def cue_names() -> tuple[str, ...]:
    """Return what each number of `cues` means, in order."""
    return (
        *(f"abuse_{kind}" for kind in _SUBTYPES),
        "abuse_words",
        "abuse_target",
        "abuse_calm",
        "claim_best",
        "claim_second",
        *(f"claim_{what}" for what in WHATS),
        *(f"claim_{who}" for who in WHOS),
        *(f"claim_{how}" for how in HOWS),
        "claim_child",
        *(f"risk_{kind}" for kind in _SAFE),
        "risk_advice",
        "risk_news",
        "relevance",
        "ours",
        "namesakes",
        "praise",
        "blame",
        "stars_good",
        "stars_bad",
        "question",
        "shouting",
        "length",
        "own",
    )


def cues(post: Post, school: School) -> list[float]:
    """Return what the rules say of `post`, each number between about -1 and 1."""
    text = whole(post)
    kind, spans = sub_type(text)
    told = claims(text, school, title=post.title or "")
    best = told[0].score if told else 0.0
    whats = {claim.what: claim.score for claim in reversed(told)}
    named = mentions(text, school)
    letters = sum(1 for char in text if char.isalpha())
    return [
        *(float(kind == known) for known in _SUBTYPES),
        min(len(spans), 4) / 4,
        float(pattern("abuse", "target.rows").search(text) is not None),
        float(pattern("abuse", "calm.rows").search(text) is not None),
        best,
        told[1].score if len(told) > 1 else 0.0,
        *(whats.get(what, 0.0) for what in WHATS),
        *(float(bool(told) and told[0].who == who) for who in WHOS),
        *(float(bool(told) and told[0].how == how) for how in HOWS),
        float(bool(told) and told[0].child),
        *(float(pattern("safeguarding", f"cues.{cue}.rows").search(text) is not None) for cue in _SAFE),
        float(pattern("safeguarding", "calm.advice").search(text) is not None),
        float(pattern("safeguarding", "calm.news").search(text) is not None),
        weigh(post, school, full_name=False)[0],
        min(named.ours, 2) / 2,
        min(named.namesakes, 2) / 2,
        min(len(pattern("sentiment", "positive").findall(text)), 4) / 4,
        min(len(pattern("sentiment", "negative").findall(text)), 4) / 4,
        float(post.rating is not None and post.rating >= 4),
        float(post.rating is not None and post.rating <= 2),
        float("?" in text),
        float(letters > 10 and sum(1 for char in text if char.isupper()) > letters / 2),
        min(len(text), 800) / 800,
        float(post.direction is Direction.OWN),
    ]
