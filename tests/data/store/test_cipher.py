"""Sealed values and the key file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import KeyFileError
from data.store.cipher import Cipher, read_key, write_key

CIPHER = Cipher(bytes(range(32)))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_what_is_sealed_opens_in_its_place(value: object) -> None:
    assert CIPHER.open(CIPHER.seal(value, 1, "pupils", "name", 7), 1, "pupils", "name", 7) == value


@pytest.mark.parametrize(
    "place",
    [
        pytest.param((2, "pupils", "name", 7), id="another school"),
        pytest.param((1, "staff", "name", 7), id="another table"),
        pytest.param((1, "pupils", "surname", 7), id="another column"),
        pytest.param((1, "pupils", "name", 8), id="another row"),
    ],
)
def test_a_value_moved_elsewhere_does_not_open(place: tuple[object, ...]) -> None:
    sealed = CIPHER.seal("secret", 1, "pupils", "name", 7)
    with pytest.raises(KeyFileError, match="cannot be opened"):
        CIPHER.open(sealed, *place)


def test_a_changed_value_or_another_key_does_not_open() -> None:
    sealed = CIPHER.seal("secret", 1)
    with pytest.raises(KeyFileError):
        CIPHER.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), 1)
    with pytest.raises(KeyFileError):
        Cipher(bytes(32)).open(sealed, 1)


def test_the_same_value_is_sealed_differently_each_time_and_looked_up_alike() -> None:
    assert CIPHER.seal("a", 1) != CIPHER.seal("a", 1)
    assert CIPHER.lookup("a", 1) == CIPHER.lookup("a", 1)
    assert CIPHER.lookup("a", 1) != CIPHER.lookup("a", 2)


def test_no_key_in_a_representation() -> None:
    assert repr(CIPHER) == "Cipher(****)"


def test_a_written_key_is_read_and_is_its_owners_alone(tmp_path: Path) -> None:
    path, home = tmp_path / "keys" / "school.key", tmp_path / "home"
    write_key(path, home=home)
    assert path.stat().st_mode & 0o777 == 0o600
    sealed = read_key(path, home=home).seal("a", 1)
    assert read_key(path, home=home).open(sealed, 1) == "a"


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "school.key"
    write_key(path, home=tmp_path / "home")
    with pytest.raises(KeyFileError, match="already"):
        write_key(path, home=tmp_path / "home")


@pytest.mark.parametrize(
    ("content", "mode", "match"),
    [
        pytest.param(None, 0, "is not there", id="lost"),
        pytest.param("00" * 32, 0o644, "chmod 600", id="readable by others"),
        pytest.param("zz" * 32, 0o600, "not a key file", id="not hexadecimal"),
        pytest.param("00" * 31, 0o600, "32 bytes", id="too short"),
        pytest.param("schlüssel", 0o600, "cannot be read as text", id="not ASCII"),
    ],
)
def test_a_key_file_that_cannot_be_used(tmp_path: Path, content: str | None, mode: int, match: str) -> None:
    path = tmp_path / "school.key"
    if content is not None:
        path.write_text(content, encoding="utf-8")
        path.chmod(mode)
    with pytest.raises(KeyFileError, match=match):
        read_key(path, home=tmp_path / "home")


def test_a_key_under_the_home_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="must not lie under"):
        write_key(tmp_path / "home" / "keys" / "k", home=tmp_path / "home")
    (tmp_path / "link").symlink_to(tmp_path / "home")
    with pytest.raises(KeyFileError, match="must not lie under"):
        read_key(tmp_path / "link" / "k", home=tmp_path / "home")
