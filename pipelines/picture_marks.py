"""Notes by what each published picture of the school's own is known again, while its bytes are at hand."""

from __future__ import annotations

from sqlalchemy.orm import Session

from classifiers.images.sight import sights
from data.records import Post
from data.store import own_pictures
from data.store.own_pictures import Seen
from data.store.tables import PostRow
from data.words import Direction
from pipelines.home import Home
from pipelines.media import HomeMedia


def remember_pictures(session: Session, home: Home, row: PostRow, post: Post) -> None:
    """Store the marks of an own post's pictures that could be opened; a clip or one not at hand leaves none."""
    if post.direction is not Direction.OWN or not post.images:
        return
    own_pictures.remember(
        session,
        home.school_id,
        row.id,
        [
            Seen(at, post.images[at].file, one.sha256, one.phash, one.phash_mirrored, len(one.faces), one.corners)
            for at, one in enumerate(sights(post, HomeMedia(home)))
            if one is not None and not one.refused
        ],
        home.clock(),
    )
