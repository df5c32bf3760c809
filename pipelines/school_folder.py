"""A school as a folder of files, for commands that store nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from collectors.registry import source_settings
from data.config_file import FILE_NAME, read_config
from data.records import School
from data.registers.files import read_registers, school_from


def read_school(folder: Path, *, warn: Callable[[str], None]) -> School:
    """Return the school of `folder` (school.toml and, where there, the register files).

    An unknown key in school.toml is a warning here; anything else wrong raises `ConfigError` or `InputError`.
    """
    config = read_config(folder / FILE_NAME, source_settings(), on_unknown_key=warn)
    found = read_registers(folder)
    return school_from(config, pupils=found.pupils, staff=found.staff, accounts=found.accounts, photos=found.photos)
