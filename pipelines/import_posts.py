"""Takes in posts that people bring: a JSONL file, or one link with pasted words. Kept as handed in, not verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from collectors.manual import ManualCollector, handed_in
from data.errors import InputError
from data.post_jsonl import BrokenLine, post_to_json, read_posts
from data.records import Post, RawItem
from data.store import audit, posts
from data.store.tables import PostRow
from data.words import Provenance
from pipelines.attend import attend
from pipelines.home import Home
from pipelines.registers import load_school

BATCH = 200


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the posts that were brought."""

    read: int = 0
    new: int = 0
    duplicate: int = 0
    edited: int = 0
    cases: int = 0
    broken: tuple[str, ...] = ()


def import_posts(*, home: Home, lines: Iterable[bytes | str], actor: str, dry_run: bool = False) -> TakenIn:
    """Store the readable posts of a JSONL file and attend to them; a broken line is named and the rest goes on."""
    broken: list[str] = []

    def readable() -> Iterator[Post]:
        for entry in read_posts(lines):
            if isinstance(entry, BrokenLine):
                broken.append(entry.why)
            else:
                yield replace(entry, provenance=Provenance.HANDED_IN)

    taken, remaining = TakenIn(), readable()
    while batch := list(islice(remaining, BATCH)):
        taken = replace(taken, read=taken.read + len(batch))
        if not dry_run:
            stored = _store(home, batch, actor)
            taken = replace(
                taken,
                new=taken.new + stored.new,
                duplicate=taken.duplicate + stored.duplicate,
                edited=taken.edited + stored.edited,
            )
    if not dry_run:
        done = attend(home=home, school=load_school(home=home, purpose="import"))
        taken = replace(taken, cases=done.cases)
    return replace(taken, broken=tuple(broken))


def hand_in_post(*, home: Home, url: str | None, text: str, actor: str) -> TakenIn:
    """Store one post that somebody saw. Raises `InputError` when there are no words."""
    if not text.strip():
        raise InputError("paste the words of the post; a link alone cannot be read")
    post = handed_in(url, text, clock=home.clock)
    with home.store.reading() as session:
        post = beside_known(session, home, post)
    stored = _store(home, [post], actor)
    done = attend(home=home, school=load_school(home=home, purpose="hand-in"))
    return TakenIn(read=1, new=stored.new, duplicate=stored.duplicate, edited=stored.edited, cases=done.cases)


def beside_known(session: Session, home: Home, post: Post, *, same_words_too: bool = False) -> Post:
    """Return the post as it is stored beside what a source found at the same address.

    A feed or a search knows a page by a snippet: what a person pasted of it says more, and must be read for itself.
    `same_words_too`: also where the source has the very same words.
    """
    known = session.scalars(
        select(PostRow.text).where(
            PostRow.school_id == home.school_id,
            PostRow.platform == post.platform.value,
            PostRow.native_id == post.id,
            PostRow.source != ManualCollector.key,
        )
    ).first()
    if known is None or (known == post.text and not same_words_too):
        return post
    return replace(post, id=f"{post.id}#handed-in")


def _store(home: Home, batch: list[Post], actor: str) -> posts.StoredPage:
    key, version = ManualCollector.key, ManualCollector.mapper_version
    mapped = [posts.Mapped(post, RawItem(key, post_to_json(post)), version) for post in batch]
    with home.store.writing() as session:
        stored = posts.store_posts(session, home.school_id, key, mapped, now=home.clock())
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=actor,
            action="posts:handed_in",
            at=home.clock(),
            details={"new": stored.new, "edited": stored.edited},
        )
    return stored
