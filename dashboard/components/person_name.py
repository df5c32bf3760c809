"""People by the name that a school calls them, where the store knows a user name."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard import desk
from pipelines.people import list_people


def names() -> Mapping[str, str]:
    """Return the name of everybody on the list by user name; asked once for a page, not once for a line."""
    return {person.username: person.display_name for person in list_people(home=desk.home())}


def called(username: str, known: Mapping[str, str]) -> str:
    """Return the person's name; who is no longer on the list, or was written down by name, as it stands."""
    return known.get(username, username)
