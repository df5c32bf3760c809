"""Read the word lists that detectors rest on; they are data, so that a school can read and question them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon(name: str) -> dict[str, Any]:
    """Return the tables of `lexicons/<name>.toml`."""
    return tomllib.loads(files("classifiers").joinpath("lexicons", f"{name}.toml").read_text("utf-8"))


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the lines of `lexicons/<name>.txt`, folded to lower case; a line that begins with # is a comment."""
    lines = files("classifiers").joinpath("lexicons", f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line.strip() and not line.startswith("#"))


@cache
def pattern(name: str, table: str) -> re.Pattern[str]:
    """Return one pattern for all rows of a lexicon's table: each a regular expression that stands as whole words."""
    rows = lexicon(name)
    for key in table.split("."):
        rows = rows[key]
    return words_pattern(tuple(rows))


def words_pattern(rows: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds any of `rows` as whole words, whatever the case."""
    return re.compile(r"(?<!\w)(?:" + "|".join(rows) + r")(?!\w)", re.IGNORECASE) if rows else re.compile(r"(?!)")
