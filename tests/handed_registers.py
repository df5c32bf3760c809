"""Registers given to a school's home as files, the way the office hands them in."""

from __future__ import annotations

from pathlib import Path

from pipelines.home import Home
from pipelines.registers import import_register


def hand_in_registers(home: Home, folder: Path, **contents: str) -> None:
    """Import each register from its words as CSV, in the order given; the files are left in `folder`."""
    for register, content in contents.items():
        path = folder / f"{register}.csv"
        path.write_text(content, encoding="utf-8")
        import_register(home=home, register=register, path=path, actor="test")
