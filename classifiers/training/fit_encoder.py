"""Fine-tune the encoder, write it as ONNX with its tokenizer, and fit how it is weighed against the linear model.

For the weighing, networks are fitted that have not seen the schools they read; what is shipped has seen all of them but
those of `LATER` and those kept for testing. Minutes on a GPU, about half an hour on one core.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.calm import calm_signs
from classifiers.encoder import MODEL_FILE, OUTPUTS, TOKENIZER_FILE, Encoder
from classifiers.judge import FILE, FLAGS, RISKS
from classifiers.plain_risk import plain_risk
from classifiers.reading import reading
from classifiers.text_model import ELSEWHERE, rules
from classifiers.text_model import FILE as TEXT_MODEL
from classifiers.training.corpus import DEV, TRAIN, Schoolful, schools
from classifiers.training.encoder_card import write_encoder_card
from classifiers.training.fit import HEADS, fit
from classifiers.training.manifest import weights_sum, write_weights
from classifiers.training.public_figures import LOW_STARS
from classifiers.training.stack import Unseen, fit_stack
from data.errors import InputError

Floats = NDArray[np.float64]

LATER = ("saddlers_mead",)
"""Dev schools that came after the network which is shipped was fine-tuned: it reads them unseen."""

EARLY = tuple(key for key in DEV if key not in LATER)
FOLDS = ((TRAIN, EARLY), (EARLY, TRAIN))
"""Schools that a network learns from, and those it then reads unseen."""

UNSEEN = Path(__file__).parent / "unseen.npz"
"""What networks said of posts about schools they had not seen: twelve numbers a post, in the order of the posts."""

LINEAR = Path(__file__).parent / "unseen_linear.npz"
"""The same of the linear model, with the sum of the model file that was fitted with it; made anew when that changes."""

FRONT = 0.05
"""Below this probability of each risk, the linear model alone clears a post: on unseen schools that lost nothing."""


def fit_encoder() -> str:
    """Fit and write everything; return the table of figures."""
    from classifiers.training.encoder import Trainer
    from classifiers.training.export import int8, tokenizer_file

    trainer = Trainer()
    trainer.learn_abuse()
    tokenizer = tokenizer_file(trainer.tokenizer)
    coded: dict[str, Floats] = {}
    for learned, unseen in FOLDS:
        with tempfile.TemporaryDirectory() as folder:
            model = int8(trainer.fit(schools(*learned)), Path(folder))
        coded |= read_unseen(Encoder(model, tokenizer), unseen)
    with tempfile.TemporaryDirectory() as folder:
        model = int8(trainer.fit(schools(*TRAIN, *EARLY)), Path(folder))
    write_weights(MODEL_FILE, model)
    write_weights(TOKENIZER_FILE, tokenizer)
    coded |= read_unseen(Encoder(model, tokenizer), LATER)
    keep_unseen(coded)
    return write_judge(coded)


def keep_unseen(coded: Mapping[str, Floats]) -> None:
    """Keep what the networks said, so that the weighing can be fitted anew without fine-tuning anew."""
    arrays: dict[str, Any] = {key: logits.astype(np.float32) for key, logits in coded.items()}
    np.savez_compressed(UNSEEN, **arrays)


def kept_unseen() -> dict[str, Floats]:
    """Return what `keep_unseen` kept, by school; nothing when no encoder was ever fitted here."""
    if not UNSEEN.exists():
        return {}
    with np.load(UNSEEN) as stored:
        return {key: stored[key].astype(np.float64) for key in stored.files}


def read_unseen(encoder: Encoder, keys: tuple[str, ...]) -> dict[str, Floats]:
    """Return what `encoder` says of every post of the schools `keys`."""
    return {g.key: encoder.logits([reading(post, g.school) for post in g.posts]) for g in schools(*keys)}


def weigh() -> str:
    """Fit the weighing and the thresholds anew on what the networks said when fitted; write both, and the card.

    Needs no PyTorch. `InputError` when no encoder was fitted on the posts as they are.
    """
    coded = kept_unseen()
    wanted = {group.key: len(group.posts) for group in schools(*TRAIN, *DEV)}
    if {key: len(logits) for key, logits in coded.items()} != wanted:
        raise InputError("the kept numbers are not those of the present posts: run fit-encoder first")
    return write_judge(coded)


def write_judge(coded: Mapping[str, Floats]) -> str:
    """Fit the weighing on `coded`, what networks said of schools they had not seen; write it and the card."""
    groups = schools(*TRAIN, *DEV)
    linear = _linear(groups)
    chosen = np.concatenate([np.full(len(group.posts), group.key in coded) for group in groups])
    read = [group for group in groups if group.key in coded]
    unseen = Unseen(
        school=np.concatenate([np.full(len(group.posts), at) for at, group in enumerate(read)]),
        labels=[label for group in read for label in group.labels],
        linear={head: scores[chosen] for head, scores in _chances(linear).items()},
        coded=np.concatenate([coded[group.key] for group in read]),
        ruled=np.vstack([rules(group.posts, group.school) for group in read]),
        calmed=np.vstack([calm_signs(group.posts) for group in read]),
        plain=np.array([plain_risk(post) is not None for group in read for post in group.posts]),
        low_star=np.array([(post.rating or 5) <= LOW_STARS for group in read for post in group.posts]),
    )
    heads, crossed = fit_stack(unseen)
    cleared = np.max([unseen.linear[head] for head in RISKS], axis=0) < FRONT
    quiet = [round(float(value), 4) for value in unseen.coded[cleared].mean(axis=0)]
    stored = {"outputs": OUTPUTS, "heads": heads, "quiet": quiet, "front": FRONT}
    write_weights(FILE, (json.dumps(stored, indent=1) + "\n").encode("ascii"))
    return write_encoder_card(heads, crossed, unseen, _named(read), learned=(*TRAIN, *EARLY), front=FRONT)


def _linear(groups: list[Schoolful]) -> Mapping[str, Floats]:
    """Return what linear models said of schools they had not seen: as kept, when the present model was fitted since."""
    model = weights_sum(TEXT_MODEL)
    if LINEAR.exists():
        with np.load(LINEAR) as stored:
            if str(stored["model"]) == model and len(stored["relevant"]) == sum(len(group.posts) for group in groups):
                return {head: stored[head].astype(np.float64) for head in (*HEADS, ELSEWHERE)}
    found = fit(groups)[1]
    keep_linear(found)
    return found


def keep_linear(unseen: Mapping[str, Floats]) -> None:
    """Keep what linear models said of schools they had not seen, beside the sum of the present model file."""
    arrays: dict[str, Any] = {head: scores.astype(np.float32) for head, scores in unseen.items()}
    np.savez_compressed(LINEAR, model=np.array(weights_sum(TEXT_MODEL)), **arrays)


def _chances(linear: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return probabilities of every head; sentiment comes as log-odds."""
    powers = np.exp(linear["sentiment"] - linear["sentiment"].max(axis=1, keepdims=True))
    return {head: linear[head] for head in (*FLAGS, ELSEWHERE)} | {
        "sentiment": powers / powers.sum(axis=1, keepdims=True)
    }


def _named(groups: list[Schoolful]) -> str:
    return ", ".join(group.key for group in groups)
