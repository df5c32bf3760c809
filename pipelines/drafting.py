"""Drafts the words of a removal request: names left out, within the form's limit. A person sends."""

from __future__ import annotations

from dataclasses import dataclass

from casework import illegal
from casework.documents.routes import WRITERS
from casework.documents.wording import platform_text
from casework.playbook import read_playbook
from data.errors import InputError
from data.removal_words import Ground, PackRoute, Subject
from pipelines.case_facts import Asked, case_facts
from pipelines.home import Home
from pipelines.registers import load_school
from pipelines.seeing import case_for, roles_of


@dataclass(frozen=True, slots=True)
class Draft:
    """A first wording; `limit` is how many characters the form takes, None where nobody says."""

    text: str
    limit: int | None


def draft_text(*, home: Home, viewer: str, reference: str, route: str, ground: Ground, subject: Subject) -> Draft:
    """Return a first wording; raise `InputError` for a locked case, no ground, or a role that may not."""
    chosen = read_playbook(home.folder).route(route)
    if chosen is None:
        raise InputError("the playbook has no route with this key")
    if ground is Ground.NONE:
        raise InputError("there is no ground for removal: close the case with a reply, the complaints route or nothing")
    school = load_school(home=home, purpose="removal draft")
    with home.store.reading() as session:
        case = case_for(session, home, viewer, reference)
        if illegal.is_locked(session, case.id):
            raise InputError("this case is locked: nothing is drafted for a platform")
        if WRITERS[PackRoute.PLATFORM].isdisjoint(roles_of(session, home, viewer)):
            raise InputError("this role drafts no removal requests")
        asked = Asked(ground=ground, subject=subject)
        facts, masker = case_facts(
            session, home, case, school=school, route=PackRoute.PLATFORM, viewer=viewer, asked=asked
        )
        text = platform_text(facts, chosen, masker, templates=home.folder / "templates")
        return Draft(text, chosen.text_limit)
