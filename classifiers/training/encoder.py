"""Fine-tune the encoder: first on public abuse, then on our posts with every head; seeded.

Our posts are few (thousands) and public ones teach abuse alone, so that the second stage mixes in a few of those and
leaves their other heads unjudged.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn

from classifiers.evaluation import Labels
from classifiers.reading import reading
from classifiers.training.corpus import NOBODY, SEED, Schoolful, public
from classifiers.training.network import MOODS, OUTPUTS, Network, base
from data.records import Post
from data.words import Platform, Sentiment

MAX_PIECES = 128
_UNJUDGED = -1.0
_ABUSE = ("insult", "threat", "hate", "harassment")
_HEAD_WEIGHT = {"insult": 0.4, "threat": 0.4, "hate": 0.4, "harassment": 0.4, "child_identifying": 0.5, "relevant": 0.5}
_MOOD_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """One text and what each output should say of it: 0, 1, or -1 where nobody has judged."""

    text: str
    wanted: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast one stage learns. `frozen`: 1 keeps the word vectors as they are, 2 the first layer too."""

    epochs: int
    rate: float
    head_rate: float
    batch: int = 32
    frozen: int = 0
    pieces: int = MAX_PIECES


PUBLIC_STAGE = Schedule(epochs=1, rate=6e-5, head_rate=1e-3, frozen=3, pieces=64)
OUR_STAGE = Schedule(epochs=7, rate=1e-4, head_rate=1e-3, frozen=1)
PUBLIC_EACH = 4000
MIXED_IN = 500
"""Public texts in each pass over our posts."""


def own_examples(groups: Sequence[Schoolful]) -> list[Example]:
    """Return our posts as the encoder reads them, with all heads judged."""
    return [
        Example(reading(post, group.school), _wanted(label))
        for group in groups
        for post, label in zip(group.posts, group.labels, strict=True)
    ]


def public_examples(*, each: int) -> list[Example]:
    """Return public texts with the abusive head alone judged."""
    found = []
    for at, (text, abusive) in enumerate(public(each=each)):
        wanted = [_UNJUDGED] * len(OUTPUTS)
        wanted[OUTPUTS.index("abusive")] = float(abusive)
        found.append(Example(reading(Post(str(at), Platform.X, text[:2000]), NOBODY), tuple(wanted)))
    return found


def _wanted(label: Labels) -> tuple[float, ...]:
    said = {
        "abusive": label.abusive is not None,
        **{kind: label.abusive == kind for kind in _ABUSE},
        "defamatory": label.defamatory,
        "child_identifying": label.child_identifying is not None,
        "safeguarding": label.safeguarding,
        "relevant": label.relevant,
        **{mood.value: label.sentiment is mood for mood in Sentiment},
    }
    return tuple(float(said[name]) for name in OUTPUTS)


class Trainer:
    """Fits networks from one starting point, so that every fold begins alike."""

    def __init__(self, *, threads: int = 1) -> None:
        torch.set_num_threads(threads)
        torch.manual_seed(SEED)
        self.start, self.tokenizer = base()
        self._public: list[Example] = []

    def learn_abuse(self) -> None:
        """Teach the starting point public abuse, once for all folds."""
        self._public = public_examples(each=PUBLIC_EACH)
        self.start = train(self.start, self.tokenizer, self._public, PUBLIC_STAGE)

    def fit(self, groups: Sequence[Schoolful], *, seed: int = SEED, schedule: Schedule = OUR_STAGE) -> Network:
        """Return a network fitted on `groups`, the starting point left as it is."""
        own = own_examples(groups)
        mixed = random.Random(seed).sample(self._public, min(len(self._public), MIXED_IN * schedule.epochs))
        return train(copy.deepcopy(self.start), self.tokenizer, own, schedule, mixed=mixed, seed=seed)


def train(
    network: Network,
    tokenizer: Tokenizer,
    examples: Sequence[Example],
    schedule: Schedule,
    *,
    mixed: Sequence[Example] = (),
    seed: int = SEED,
) -> Network:
    """Fit `network` and return it; each epoch reads all `examples` and its share of `mixed`."""
    torch.manual_seed(seed)
    _freeze(network, schedule.frozen)
    own = _encoded(tokenizer, examples, schedule.pieces)
    other = _encoded(tokenizer, mixed, schedule.pieces)
    share = len(other) // schedule.epochs
    epochs = [[*own, *other[at * share : (at + 1) * share]] for at in range(schedule.epochs)]
    steps = sum(-(-len(rows) // schedule.batch) for rows in epochs)
    body = [p for name, p in network.named_parameters() if p.requires_grad and not name.startswith("heads")]
    optimiser = torch.optim.AdamW(
        [
            {"params": body, "lr": schedule.rate, "weight_decay": 0.01},
            {"params": list(network.heads.parameters()), "lr": schedule.head_rate, "weight_decay": 0.0},
        ]
    )
    warm = max(1, steps // 12)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - step / steps)
    )
    network.train()
    for at, rows in enumerate(epochs):
        total = 0.0
        for ids, mask, wanted in _batches(rows, schedule.batch, seed + at):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = network(ids, mask)
            loss = loss_of(logits.float(), wanted)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            pace.step()
            total += float(loss.detach()) * len(ids)
        print(f"epoch {at + 1} of {schedule.epochs}: loss {total / len(rows):.4f}", flush=True)
    network.eval()
    return network


def loss_of(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Return the mean loss of the heads that are judged."""
    flags = len(OUTPUTS) - MOODS
    judged = (wanted[:, :flags] >= 0).float()
    weight = torch.tensor([_HEAD_WEIGHT.get(name, 1.0) for name in OUTPUTS[:flags]]) * judged
    each = nn.functional.binary_cross_entropy_with_logits(
        logits[:, :flags], wanted[:, :flags].clamp(min=0.0), reduction="none"
    )
    loss = (each * weight).sum() / len(logits)
    moods = wanted[:, flags:]
    known = moods[:, 0] >= 0
    if known.any():
        said = nn.functional.log_softmax(logits[known, flags:], dim=1)
        loss = loss - _MOOD_WEIGHT * (said * moods[known]).sum() / len(logits)
    return loss


def logits_of(
    network: Network, tokenizer: Tokenizer, texts: Sequence[str], *, pieces: int = MAX_PIECES
) -> NDArray[np.float32]:
    """Return the logits of `texts`, a row each, in order."""
    rows = _encoded(tokenizer, [Example(text, (0.0,) * len(OUTPUTS)) for text in texts], pieces)
    order = sorted(range(len(rows)), key=lambda at: len(rows[at][0]))
    found = np.zeros((len(rows), len(OUTPUTS)), dtype=np.float32)
    network.eval()
    with torch.inference_mode():
        for start in range(0, len(order), 32):
            places = order[start : start + 32]
            ids, mask, _ = _tensors([rows[at] for at in places])
            found[places] = network(ids, mask).numpy()
    return found


Row = tuple[list[int], tuple[float, ...]]


def _encoded(tokenizer: Tokenizer, examples: Sequence[Example], pieces: int) -> list[Row]:
    tokenizer.no_padding()
    tokenizer.enable_truncation(pieces)
    coded = tokenizer.encode_batch([example.text for example in examples])
    return [(code.ids, example.wanted) for code, example in zip(coded, examples, strict=True)]


def _batches(rows: Sequence[Row], size: int, seed: int) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Yield batches of like length in random order: less padding, much faster."""
    chance = random.Random(seed)
    shuffled = chance.sample(list(rows), len(rows))
    pools = [
        sorted(shuffled[at : at + size * 24], key=lambda row: len(row[0])) for at in range(0, len(rows), size * 24)
    ]
    batches = [pool[at : at + size] for pool in pools for at in range(0, len(pool), size)]
    chance.shuffle(batches)
    yield from (_tensors(batch) for batch in batches)


def _tensors(rows: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(ids) for ids, _ in rows)
    ids = torch.zeros((len(rows), longest), dtype=torch.long)
    mask = torch.zeros((len(rows), longest), dtype=torch.long)
    for at, (found, _) in enumerate(rows):
        ids[at, : len(found)] = torch.tensor(found)
        mask[at, : len(found)] = 1
    return ids, mask, torch.tensor([wanted for _, wanted in rows])


def _freeze(network: Network, layers: int) -> None:
    for name, parameter in network.named_parameters():
        parts = name.split(".")
        low = "embeddings" in parts or ("layer" in parts and int(parts[parts.index("layer") + 1]) < layers - 1)
        parameter.requires_grad = not (low and layers)
