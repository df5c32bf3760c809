"""Where picture detectors get the bytes of the school's own pictures, and of nothing else.

Three readers: files in a folder, for commands that store nothing; files given by name, before publishing; and the
sealed copies under `--home/media`. Each gives bytes of own posts only; whatever else it is asked for is not at hand.
"""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from data.errors import KeyFileError
from data.records import Picture, Post
from data.words import Direction
from pipelines.home import Home

FOLDER = "media"
MOST_BYTES = 30_000_000
"""The largest file read: what detectors would refuse anyway is not held in memory."""


@dataclass(frozen=True, slots=True)
class FolderMedia:
    """Reads pictures by their file name from folders, the first that has one; never from outside of them."""

    folders: tuple[Path, ...]

    def read(self, post: Post, picture: Picture) -> bytes | None:
        """Return the bytes of an own post's picture, or None."""
        if post.direction is not Direction.OWN:
            return None
        for folder in self.folders:
            for name in _names(picture.file):
                path = (folder / name).resolve()
                if path.is_relative_to(folder.resolve()) and (content := read_file(path)) is not None:
                    return content
        return None


@dataclass(frozen=True, slots=True)
class GivenMedia:
    """Gives bytes that are in hand already, by file name."""

    contents: Mapping[str, bytes]

    def read(self, post: Post, picture: Picture) -> bytes | None:
        """Return the bytes of an own post's picture, or None."""
        return self.contents.get(picture.file) if post.direction is Direction.OWN else None


@dataclass(frozen=True, slots=True)
class HomeMedia:
    """Reads the sealed copies of own pictures under a home."""

    home: Home

    def read(self, post: Post, picture: Picture) -> bytes | None:
        """Return the bytes of an own post's picture, or None. Raises `KeyFileError` when they were tampered with."""
        if post.direction is not Direction.OWN:
            return None
        path = _path(self.home, post_key(post), picture.file)
        sealed = read_file(path, most=2 * MOST_BYTES)
        if sealed is None:
            return None
        try:
            return base64.b64decode(self.home.cipher.open(sealed, *_place(self.home, path)))
        except (ValueError, TypeError) as error:
            raise KeyFileError("a picture under media is not what was stored there") from error


def pictures_beside(posts_file: str, school: Path) -> FolderMedia:
    """Return a reader of the pictures that lie beside a posts file ("-": none) or in a school's folder `media`."""
    beside = () if posts_file == "-" else (Path(posts_file).parent, Path(posts_file).parent / FOLDER)
    return FolderMedia((*beside, school / FOLDER))


def keep(home: Home, post: Post, picture: Picture, content: bytes) -> None:
    """Store a picture of an own post, sealed, whole or not at all; its name says nothing to who has no key."""
    path = _path(home, post_key(post), picture.file)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed = home.cipher.seal(base64.b64encode(content).decode("ascii"), *_place(home, path))
    partial = path.with_suffix(".part")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
    partial.replace(path)


def forget(home: Home, post: Post) -> None:
    """Delete every picture kept of a post."""
    shutil.rmtree(_folder(home, post_key(post)), ignore_errors=True)


def forget_all_but(home: Home, posts: Iterable[Post]) -> int:
    """Delete the pictures of every post that is not among `posts`; return of how many posts."""
    root = home.folder / FOLDER
    if not root.is_dir():
        return 0
    keep_folders = {_folder(home, post_key(post)).name for post in posts}
    gone = [folder for folder in root.iterdir() if folder.is_dir() and folder.name not in keep_folders]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return len(gone)


def post_key(post: Post) -> str:
    """Return what a post's pictures are filed under."""
    return f"{post.platform.value} {post.id}"


def read_file(path: Path, *, most: int = MOST_BYTES) -> bytes | None:
    """Return the bytes of a plain file of at most `most` bytes, or None when there is none to be had."""
    try:
        if not path.is_file() or path.stat().st_size > most:
            return None
        return path.read_bytes()
    except OSError:
        return None


def _names(file: str) -> Sequence[PurePosixPath]:
    """Return the paths to try for a picture's file: as given, and its last part alone."""
    plain = PurePosixPath(file.replace("\\", "/").split("?")[0])
    if not plain.name or "\x00" in file:
        return ()
    return (PurePosixPath(plain.name),) if plain.is_absolute() else (plain, PurePosixPath(plain.name))


def _folder(home: Home, key: str) -> Path:
    return home.folder / FOLDER / home.cipher.lookup(key, home.school_id, FOLDER).hex()[:32]


def _path(home: Home, key: str, file: str) -> Path:
    return _folder(home, key) / f"{home.cipher.lookup(f'{key} {file}', home.school_id, FOLDER).hex()[:32]}.sealed"


def _place(home: Home, path: Path) -> tuple[object, ...]:
    return home.school_id, FOLDER, path.parent.name, path.stem
