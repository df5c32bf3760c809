"""The addresses that a source is read by when it cannot be searched: what feeds, search and people have found."""

from __future__ import annotations

from datetime import timedelta

from data.store import posts
from data.words import Platform
from pipelines.home import Home

FOLLOWED = {"mumsnet": Platform.MUMSNET}
"""Sources that read pages by address, and the platform whose pages they read."""

FOLLOWED_FOR = timedelta(days=30)
_MOST = 200


def found_links(*, home: Home, source: str) -> tuple[str, ...]:
    """Return the addresses, newest first, of relevant posts that other sources have found on the platform of `source`.

    Empty for a source that is not read by address. A namesake's page is not followed.
    """
    platform = FOLLOWED.get(source)
    if platform is None:
        return ()
    with home.store.reading() as session:
        return tuple(
            posts.relevant_addresses(
                session,
                home.school_id,
                platform=platform,
                not_from=source,
                since=home.clock() - FOLLOWED_FOR,
                limit=_MOST,
            )
        )
