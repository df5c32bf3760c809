"""The pictures of the school's own posts, at the addresses at which the platforms and its web site serve them."""

from __future__ import annotations

import re

from pipelines.demo_pictures import folder, specified
from pipelines.demo_replay.world import Answer, Asked, World

_PLACE = re.compile(r"/(?:v/t51\.29350-15|media|pictures)/([\w.-]+)")


class PicturesReplay:
    """Answers with a picture of the demo, and with nothing for a clip: its frames are never asked for."""

    def __init__(self, world: World) -> None:
        """Know which pictures there are; they are the same at any time."""
        self._world = world
        self._known = frozenset(spec["file"] for spec in specified())

    def answer(self, asked: Asked) -> Answer | None:
        """Return the picture, or None when there is none at this address."""
        found = _PLACE.fullmatch(asked.path)
        if found is None or found[1] not in self._known:
            return None
        return Answer((folder() / found[1]).read_bytes(), kind="image/jpeg")
