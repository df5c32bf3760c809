"""Answers of platforms: those that lie in `payloads/`, and those that others recorded, where a checkout has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent


def answer_of(source: str, name: str) -> Any:
    """Return the body of `payloads/<source>/<name>.json`, read anew so that a test may change it."""
    return json.loads((TESTS / "payloads" / source / f"{name}.json").read_text(encoding="utf-8"))


def page_of(source: str, file: str) -> str:
    """Return the text of `payloads/<source>/<file>`: a web page as it was sent."""
    return (TESTS / "payloads" / source / file).read_text(encoding="utf-8")


def recorded_by_others(source: str) -> list[Path]:
    """Return the files that others recorded of this source; none where they do not lie beside the repository."""
    return sorted((TESTS.parents[1] / "shared" / "payloads" / source).glob("*.json"))
