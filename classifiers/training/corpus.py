"""The posts that models learn from: ours about invented schools, and public ones where they are at hand."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifiers.evaluation import Labels, labels_from_json
from data.config import Config
from data.records import Picture, Post, Repost, School
from data.registers.files import read_registers, school_from
from data.words import Direction, Platform

POSTS = Path(__file__).parent / "posts"
PUBLIC = Path(__file__).resolve().parents[2].parent / "shared" / "datasets"
TRAIN = ("wrenfold_park", "tumblewick", "curlewmoor")
DEV = ("thrupmoor", "quillhampton", "dunnockfield", "saddlers_mead")
TEST: tuple[str, ...] = ("fennel_lane", "pennymoor_academy")
"""Schools that no model learns from, whose errors nobody reads: put the folder under `posts/` and its name here."""

SEED = 20261101
HELD_OUT = 10
"""Of the public texts, one in so many is never learned from, whatever the sample: the public figures stand on those."""

PUBLIC_SETS = ("davidson_hate_offensive", "hatemoji_build", "online_misogyny_eacl2021", "toxic_spans_semeval2021")
TWEETS = "broad_twitter_corpus"
_SWEARS = re.compile(r"(?i)fuck|shit|cunt|bitch|nigg|fag|whore|slut|retard|twat|wank|bastard|dick|cock|arse|ass\b|hoe")
NOBODY = School(name="No school")


@dataclass(frozen=True)
class Schoolful:
    """The labelled posts about one invented school."""

    key: str
    school: School
    posts: tuple[Post, ...]
    labels: tuple[Labels, ...]


def schools(*keys: str) -> list[Schoolful]:
    """Return the schools of `keys` whose folders are there, all of them when none is asked for."""
    found = sorted(path.parent for path in POSTS.glob("*/posts.jsonl"))
    return [_school(folder) for folder in found if not keys or folder.name in keys]


def public(*, each: int) -> list[tuple[str, bool]]:
    """Return at most `each` public texts of each set and label, and whether they are abusive; none without the sets."""
    chance = random.Random(SEED)
    chosen: list[tuple[str, bool]] = []
    for name, rows in _public(held_out=False):
        for label in (False, True):
            texts = [text for text, abusive in rows if abusive is label]
            if name == TWEETS:
                texts = [text for text in texts if not _SWEARS.search(text)]
            chosen += [(text, label) for text in chance.sample(texts, min(each, len(texts)))]
    return chosen


def public_held_out() -> dict[str, list[tuple[str, bool]]]:
    """Return by set the public texts that no model learns from, and whether they are abusive."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for name, rows in _public(held_out=True):
        found.setdefault(name, []).extend(rows)
    return found


def _public(*, held_out: bool) -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    for name in PUBLIC_SETS:
        path = PUBLIC / name / "train.jsonl.gz"
        read = _jsonl(path) if path.exists() else ()
        rows = [(row["text"], bool(row["label"])) for row in read if row.get("sub") != "nospans"]
        yield name, [row for row in rows if _kept_apart(row[0]) is held_out]
    for path in sorted((PUBLIC / TWEETS).glob("*.conll.gz")):
        yield TWEETS, [(tweet, False) for tweet in _tweets(path) if _kept_apart(tweet) is held_out]


def _kept_apart(text: str) -> bool:
    """Decide by the text's own letters, so that a text that stands in two sets is on one side in both."""
    letters = "".join(character for character in text.casefold() if character.isalnum())
    return hashlib.sha256(letters.encode("utf-8")).digest()[0] % HELD_OUT == 0


def data_hashes() -> dict[str, str]:
    """Return the sha256 of every file that a fit reads, by its name; not of schools that are kept for testing."""
    ours = sorted(path for path in POSTS.glob("*/posts.jsonl") if path.parent.name in (*TRAIN, *DEV))
    theirs = sorted(PUBLIC.glob("*/*.gz")) if PUBLIC.exists() else []
    return {
        f"{path.parent.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in (*ours, *theirs)
    }


def _school(folder: Path) -> Schoolful:
    config = Config.model_validate(tomllib.loads((folder / "school.toml").read_text("utf-8")))
    found = read_registers(folder)
    school = school_from(config, pupils=found.pupils, staff=found.staff, accounts=found.accounts, photos=found.photos)
    lines = (folder / "posts.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    labels = tuple(labels_from_json(row["labels"], line=at) for at, row in enumerate(rows, start=1))
    return Schoolful(folder.name, school, tuple(_post(row) for row in rows), labels)


def _post(row: dict[str, Any]) -> Post:
    repost = row.get("repost_of")
    return Post(
        row["id"],
        Platform(row["platform"]),
        row["text"],
        Direction(row.get("direction", "mention")),
        account=row.get("account"),
        title=row.get("title"),
        author=row.get("author"),
        rating=row.get("rating"),
        on_own_post=row.get("on_own_post", False),
        hashtags=tuple(row.get("hashtags", ())),
        repost_of=Repost(repost["text"], repost.get("author")) if repost else None,
        images=tuple(
            Picture(image["file"], image.get("alt_text"), tuple(image["pupil_ids"]) if "pupil_ids" in image else None)
            for image in row.get("images", ())
        ),
    )


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _tweets(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        words: list[str] = []
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and row[0]:
                words.append(row[0])
            elif words:
                yield " ".join(words)
                words = []
