"""Words that a person gives a command: as an option, or on standard input, so that they stand in no process list."""

from __future__ import annotations

import sys
from typing import Any

import typer

from data.errors import InputError


def words_option(*names: str, said: str) -> Any:
    """Return an option for free words, of which `said` tells; "-" reads them from standard input."""
    return typer.Option(*names, help=f"{said} - reads the words from the input.", callback=_given)


def _given(value: str | None) -> str | None:
    if value != "-":
        return value
    words = sys.stdin.read().strip()
    if not words:
        raise InputError("there were no words on the input: pipe them in, or write them behind the option")
    return words
