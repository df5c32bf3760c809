"""The fine-tuned sentence encoder: one pass over a post gives a number for every head.

It runs on one thread in onnxruntime, on posts sorted by length so that little is padded. Its files lie in
`classifiers/weights`; a manifest of sha256 sums is checked before they are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.weights_file import weights_file

MODEL_FILE = "encoder.onnx"
TOKENIZER_FILE = "encoder_tokenizer.json"
MAX_PIECES = 128
"""Word pieces read of a post; what follows is left to the linear stage and the rules."""

OUTPUTS = (
    "abusive", "insult", "threat", "hate", "harassment", "defamatory", "child_identifying", "safeguarding",
    "relevant", "positive", "neutral", "negative",
)  # fmt: skip
"""What each number means, in order: log-odds, but for the last three, which belong together (sentiment)."""

_BATCH_PIECES = 1024
_BATCH_POSTS = 8

Floats = NDArray[np.float64]


class Encoder:
    """Gives each text its numbers; see `OUTPUTS`."""

    def __init__(self, model: bytes, tokenizer: bytes) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str(tokenizer.decode("utf-8"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_PIECES)

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return a row of numbers a text, in order."""
        pieces: list[list[int]] = [self._tokenizer.encode(text).ids for text in texts]
        found = np.zeros((len(texts), len(OUTPUTS)))
        order = sorted(range(len(pieces)), key=lambda at: len(pieces[at]))
        while order:
            # The longest text of a batch comes last, so the batch is cut where its padding would cost too much.
            size = min(_BATCH_POSTS, len(order))
            while size > 1 and size * len(pieces[order[size - 1]]) > _BATCH_PIECES:
                size -= 1
            places, order = order[:size], order[size:]
            found[places] = self._run([pieces[at] for at in places])
        return found

    def _run(self, rows: Sequence[Sequence[int]]) -> Any:
        longest = max(len(row) for row in rows)
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros((len(rows), longest), dtype=np.int64)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        return self._session.run(["logits"], {"input_ids": ids, "attention_mask": mask})[0]


@cache
def encoder() -> Encoder:
    """Return the encoder that is shipped; `StoreError` when a file is not the one in the manifest."""
    return Encoder(weights_file(MODEL_FILE), weights_file(TOKENIZER_FILE))
