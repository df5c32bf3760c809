"""Fine-tune the encoder, write it as ONNX with its tokenizer, and fit how it is weighed against the linear model.

For the weighing, networks are fitted that have not seen the schools they read; what is shipped has seen all of them but
the schools kept for testing. Minutes on a GPU, about half an hour on one core.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.encoder import MODEL_FILE, OUTPUTS, TOKENIZER_FILE, Encoder
from classifiers.judge import FILE, FLAGS, RISKS
from classifiers.reading import reading
from classifiers.text_model import rules
from classifiers.training.corpus import DEV, TRAIN, Schoolful, schools
from classifiers.training.encoder_card import write_encoder_card
from classifiers.training.fit import fit
from classifiers.training.manifest import write_weights
from classifiers.training.stack import Unseen, fit_stack

Floats = NDArray[np.float64]

FOLDS = ((TRAIN, DEV), ((*DEV, "curlewmoor"), ("wrenfold_park", "tumblewick")))
"""Schools that a network learns from, and those it then reads unseen."""

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
        write_weights(MODEL_FILE, int8(trainer.fit(schools(*TRAIN, *DEV)), Path(folder)))
    write_weights(TOKENIZER_FILE, tokenizer)
    return write_judge(coded)


def read_unseen(encoder: Encoder, keys: tuple[str, ...]) -> dict[str, Floats]:
    """Return what `encoder` says of every post of the schools `keys`."""
    return {g.key: encoder.logits([reading(post, g.school) for post in g.posts]) for g in schools(*keys)}


def write_judge(coded: Mapping[str, Floats]) -> str:
    """Fit the weighing on `coded`, what networks said of schools they had not seen; write it and the card."""
    groups = schools(*TRAIN, *DEV)
    linear = fit(groups)[1]
    chosen = np.concatenate([np.full(len(group.posts), group.key in coded) for group in groups])
    read = [group for group in groups if group.key in coded]
    unseen = Unseen(
        school=np.concatenate([np.full(len(group.posts), at) for at, group in enumerate(read)]),
        labels=[label for group in read for label in group.labels],
        linear={head: scores[chosen] for head, scores in _chances(linear).items()},
        coded=np.concatenate([coded[group.key] for group in read]),
        ruled=np.vstack([rules(group.posts, group.school) for group in read]),
    )
    heads, crossed = fit_stack(unseen)
    cleared = np.max([unseen.linear[head] for head in RISKS], axis=0) < FRONT
    quiet = [round(float(value), 4) for value in unseen.coded[cleared].mean(axis=0)]
    stored = {"outputs": OUTPUTS, "heads": heads, "quiet": quiet, "front": FRONT}
    write_weights(FILE, (json.dumps(stored, indent=1) + "\n").encode("ascii"))
    return write_encoder_card(heads, crossed, unseen, _named(read), front=FRONT)


def _chances(linear: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return probabilities of every head; sentiment comes as log-odds."""
    powers = np.exp(linear["sentiment"] - linear["sentiment"].max(axis=1, keepdims=True))
    return {head: linear[head] for head in FLAGS} | {"sentiment": powers / powers.sum(axis=1, keepdims=True)}


def _named(groups: list[Schoolful]) -> str:
    return ", ".join(group.key for group in groups)
