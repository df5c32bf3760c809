"""Pictures for tests: made on the spot, of no person; and the project's shared ones, where the folder is there."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SHARED = Path(__file__).resolve().parents[2] / "shared" / "images"


def scene(seed: int = 1, size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A picture with nobody in it: blocks, a gradient and texture, different for each seed."""
    rng = np.random.default_rng(seed)
    width, height = size
    base = np.linspace(40, 200, width)[None, :, None] * np.ones((height, 1, 3))
    coarse = rng.integers(0, 90, (height // 20 + 1, width // 20 + 1, 3)).repeat(20, 0).repeat(20, 1)[:height, :width]
    noise = rng.normal(0, 6, (height, width, 3))
    return Image.fromarray(np.clip(base + coarse + noise, 0, 255).astype(np.uint8))


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The bytes of a picture file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **({"quality": 90} if kind == "JPEG" else {}) | options)
    return buffer.getvalue()


def shared(*names: str) -> list[Path]:
    """Those of the shared pictures that are there; all of them when none is named."""
    found = sorted(SHARED.glob("*.[jp][pn]g")) if SHARED.is_dir() else []
    return [path for path in found if not names or path.name in names]


def shared_facts() -> dict[str, dict[str, str]]:
    """What images.csv says of each shared picture."""
    with (SHARED / "images.csv").open(encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def shared_faces() -> dict[str, list[tuple[float, float, float, float]]]:
    """The boxes of the faces in each shared picture."""
    found: defaultdict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
    with (SHARED / "faces.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["file"]].append((float(row["x"]), float(row["y"]), float(row["w"]), float(row["h"])))
    return found
