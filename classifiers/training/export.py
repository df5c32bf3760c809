"""Turn a fitted network into int8 ONNX, and its tokenizer into a file."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from classifiers.training.network import Network


def int8(network: Network, folder: Path) -> bytes:
    """Return `network` as ONNX, its weights in int8 for each channel, one bit kept back for older processors."""
    plain, model = folder / "plain.onnx", folder / "int8.onnx"
    example = torch.ones((2, 16), dtype=torch.long)
    torch.onnx.export(
        network.eval(),
        (example, example),
        str(plain),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={"input_ids": {0: "posts", 1: "pieces"}, "attention_mask": {0: "posts", 1: "pieces"}},
        opset_version=17,
        dynamo=False,
    )
    # The last layer is tiny, and its numbers are what thresholds stand on.
    whole = [node.name for node in onnx.load(str(plain)).graph.node if "heads" in node.name]
    quantize_dynamic(
        str(plain), str(model), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, nodes_to_exclude=whole
    )
    return model.read_bytes()


def tokenizer_file(tokenizer: Tokenizer) -> bytes:
    """Return `tokenizer` without padding or truncation, which the reader sets."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return bytes(tokenizer.to_str(), "utf-8")
