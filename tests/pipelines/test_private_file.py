"""A file with personal data is for its owner alone, also where one of its name was open to others before."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from data.errors import InputError
from pipelines.home import Home
from pipelines.no_photo_list import print_list
from pipelines.private_file import write_private


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("there_before", [False, True])
def test_a_file_is_for_its_owner_alone(tmp_path: Path, *, there_before: bool) -> None:
    path = tmp_path / "pack.pdf"
    if there_before:
        path.write_bytes(b"older and longer")
        path.chmod(0o644)
    write_private(path, b"words")
    assert (path.read_bytes(), rights(path)) == (b"words", 0o600)


def test_a_list_of_children_is_for_its_owner_alone(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    print_list(home=home, school_class="Year 1", purpose="social_media", viewer="k.boateng", out=path)
    assert rights(path) == 0o600


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_private(tmp_path / "nowhere" / "pack.pdf", b"")
