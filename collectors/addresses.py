"""Parts of the addresses that platforms send, which may be no addresses at all."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit


def path_of(address: object) -> str:
    """Return the path of an address; "" for what is none."""
    if not isinstance(address, str):
        return ""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def file_name_of(address: object) -> str:
    """Return the file name at the end of an address; "" for what has none."""
    return PurePosixPath(path_of(address)).name
