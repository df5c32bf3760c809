"""Read a model file that is shipped, and never another one: its sha256 must stand in the manifest."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from data.errors import StoreError

MANIFEST = "sha256.txt"


def weights_file(name: str) -> bytes:
    """Return the bytes of `classifiers/weights/<name>`; `StoreError` when it is not the file of the manifest."""
    folder = files("classifiers").joinpath("weights")
    try:
        content = folder.joinpath(name).read_bytes()
        lines = folder.joinpath(MANIFEST).read_text("ascii").splitlines()
    except OSError as error:
        raise StoreError(f"classifiers/weights/{name} cannot be read; install goodname again") from error
    sums = {file: digest for digest, file in (line.split(maxsplit=1) for line in lines if line.strip())}
    if hashlib.sha256(content).hexdigest() != sums.get(name):
        raise StoreError(f"classifiers/weights/{name} is not the file in {MANIFEST}; install goodname again")
    return content
