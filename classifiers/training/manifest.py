"""Write a model file and its line in the manifest that is checked before the file is read."""

from __future__ import annotations

import hashlib
from pathlib import Path

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
MANIFEST = WEIGHTS / "sha256.txt"


def write_weights(name: str, content: bytes) -> str:
    """Write `content` to `classifiers/weights/<name>`, set its line in the manifest, and return its sha256."""
    digest = hashlib.sha256(content).hexdigest()
    (WEIGHTS / name).write_bytes(content)
    lines = MANIFEST.read_text("ascii").splitlines() if MANIFEST.exists() else []
    kept = [line for line in lines if line.strip() and line.split(maxsplit=1)[1] != name]
    MANIFEST.write_text("\n".join(sorted([*kept, f"{digest}  {name}"], key=lambda line: line[66:])) + "\n", "ascii")
    return digest


def weights_sum(name: str) -> str:
    """Return the sha256 of `classifiers/weights/<name>`; "" when it is not there."""
    path = WEIGHTS / name
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
