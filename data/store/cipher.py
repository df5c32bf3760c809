"""Encrypts columns with AES-256-GCM; the key lies in a 0600 file outside the store and outside `--home`.

Each value is bound to its school, table, column and row, so that it cannot be moved to another row unnoticed. `lookup`
gives an HMAC by which a value can be found without being read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data.errors import KeyFileError

KEY_BYTES = 32
NONCE_BYTES = 12
_FORM = b"\x01"


class Cipher:
    """Seals and opens values with one key. Its representation shows nothing."""

    __slots__ = ("_aead", "_chain_key", "_lookup_key", "_sign_key")

    def __init__(self, key: bytes) -> None:
        """Derive from `key` (32 bytes) the keys to seal with, to look up with, to chain with and to sign with."""
        if len(key) != KEY_BYTES:
            raise KeyFileError(f"the key must be {KEY_BYTES} bytes long")
        self._aead = AESGCM(_derived(key, b"seal"))
        self._lookup_key = _derived(key, b"lookup")
        self._chain_key = _derived(key, b"chain")
        self._sign_key = _derived(key, b"sign evidence")

    def __repr__(self) -> str:
        return "Cipher(****)"

    def seal(self, value: Any, *place: object) -> bytes:
        """Return JSON-able `value` encrypted and bound to `place` (school, table, column, row)."""
        nonce = os.urandom(NONCE_BYTES)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        return _FORM + nonce + self._aead.encrypt(nonce, text, _bound(place))

    def open(self, sealed: bytes, *place: object) -> Any:
        """Return what was sealed; raise `KeyFileError` for another key, another place, or a changed value."""
        if sealed[:1] != _FORM:
            raise KeyFileError("a sealed value has a form that this version does not know")
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            text = self._aead.decrypt(nonce, body, _bound(place))
        except InvalidTag as error:
            raise KeyFileError(
                "a sealed value cannot be opened: the key file is another, or the value was changed"
            ) from error
        return json.loads(text.decode("utf-8", "surrogatepass"))

    def lookup(self, value: str, *place: object) -> bytes:
        """Return the same 32 bytes for the same value in the same place, and nothing that leads back to it."""
        return hmac.digest(self._lookup_key, _bound(place) + b"\x00" + value.encode("utf-8", "surrogatepass"), "sha256")

    def chain(self, before: str, line: str) -> str:
        """Return the link that ties `line` to the one before it; without the key none can be forged."""
        return hmac.new(self._chain_key, f"{before}\n{line}".encode(), hashlib.sha256).hexdigest()

    def signer(self) -> Ed25519PrivateKey:
        """Return the key that signs evidence; its public half can be given to others, who can then verify."""
        return Ed25519PrivateKey.from_private_bytes(self._sign_key)

    def check(self, school: str) -> bytes:
        """Return bytes that prove this key to the school's row in the store."""
        return hmac.digest(self._lookup_key, b"key check\x00" + school.encode(), "sha256")


def read_key(path: Path, *, home: Path) -> Cipher:
    """Return the cipher of the key file at `path`.

    Raises `KeyFileError` when it is missing, unreadable, readable by others, not a key, or lies under `home`: a copy of
    the data must never carry its key.
    """
    _refuse_under_home(path, home)
    try:
        content = path.read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise KeyFileError(
            f"the key file {path} is not there: put it back from its safe copy (GOODNAME_KEY_FILE says where it is "
            "looked for), or run `goodname init` for a new school; without it sealed data cannot be read"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(
            f"the key file {path} cannot be read as text: check its rights and that it is the key"
        ) from error
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileError(f"others on this machine can read the key file {path}; run: chmod 600 {path}")
    try:
        key = bytes.fromhex(content)
    except ValueError as error:
        raise KeyFileError(f"{path} is not a key file: it must hold {2 * KEY_BYTES} hexadecimal digits") from error
    return Cipher(key)


def write_key(path: Path, *, home: Path) -> None:
    """Make a new key file, readable by its owner only. Raises `KeyFileError` when there is one already."""
    _refuse_under_home(path, home)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileError(f"there is a key file at {path} already; it is not overwritten") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(os.urandom(KEY_BYTES).hex() + "\n")


def _refuse_under_home(path: Path, home: Path) -> None:
    if path.resolve().is_relative_to(home.resolve()):
        raise KeyFileError(f"the key file {path} must not lie under {home}: a copy of the data would carry its key")


def _bound(place: tuple[object, ...]) -> bytes:
    return "|".join(str(part) for part in place).encode()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"goodname " + purpose).derive(key)
