"""Who may hand posts in: whoever sees cases; never those who look after the machine alone, or governors."""

from __future__ import annotations

from data.errors import InputError
from pipelines.desk import Area, areas
from pipelines.home import Home
from pipelines.seeing import roles_of


def may_hand_in(*, home: Home, viewer: str) -> None:
    """Raise `InputError` unless the roles of `viewer` hand posts in."""
    with home.store.reading() as session:
        if Area.HAND_IN not in areas(roles_of(session, home, viewer)):
            raise InputError("your roles do not let you hand posts in; somebody who sees cases does")
