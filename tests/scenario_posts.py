"""Posts of the scenarios, and who was told of them: no message says a word of what is in a case."""

from __future__ import annotations

from sqlalchemy import select
from stored_cases import told

from data.records import Post
from data.store.tables import OutboxRow
from data.words import Direction, Platform
from pipelines.home import Home

NEVER = {"i.cutler", "v.governor"}
"""Whom no alert reaches, whatever the case."""
_SECRET = ("pellow", "vane", "lindqvist", "maisie", "aleks", "orlo", "priya", "cupboard", "knife", "fraud")
"""Names and words of the posts: none may stand in any message."""


def post(text: str, platform: Platform, number: int = 1, **more: object) -> Post:
    return Post(str(number), platform, text, **more)  # type: ignore[arg-type]  # fields by name


def own(text: str, account: str, number: int = 1, platform: Platform = Platform.X) -> Post:
    return post(text, platform, number, direction=Direction.OWN, account=account)


def told_in_confidence(home: Home) -> set[str]:
    """Return who was told, after seeing that no message names anybody or says what happened."""
    with home.store.reading() as session:
        messages = session.execute(select(OutboxRow.subject, OutboxRow.body)).all()
    for subject, body in messages:
        for word in _SECRET:
            assert word not in f"{subject} {body}".casefold()
    return told(home)
