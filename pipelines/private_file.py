"""Writes a file that holds personal data, readable by its owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from data.errors import InputError


def write_private(path: Path, body: bytes) -> None:
    """Write the file readable by its owner only, also where a file of this name was readable by others before.

    Raises `InputError` when it cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            if os.name == "posix" and stat.S_ISREG(os.fstat(handle).st_mode):
                os.fchmod(handle, 0o600)
            file.write(body)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or type(error).__name__}") from error
