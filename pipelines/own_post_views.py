"""What of the page Own posts somebody's roles open: the breach log, the list of a class, the classes they may print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.policy import resolved
from data.registers import entries
from data.registers.roll_file import purposes_of
from data.store import registers
from data.words import Role
from pipelines.audit_calendar import SEES
from pipelines.breach_log import DECIDES, LISTS
from pipelines.check_draft import CHECKS
from pipelines.home import Home
from pipelines.no_photo_list import PRINTS
from pipelines.register_desk import own_classes, roles_of
from pipelines.registers import school_day

DECLARES = LISTS - {Role.DPO} | {Role.COMMS_LEAD, Role.ACCOUNT_OWNER}
"""Who says who is in a picture before it is published, and who looks at those that are held."""


@dataclass(frozen=True, slots=True)
class OwnPostViews:
    """`prints` are the classes whose list of children the viewer may print, for each of `purposes`."""

    sees_audits: bool
    checks: bool
    sees_breaches: bool
    decides: bool
    declares: bool
    prints: tuple[str, ...]
    purposes: Mapping[str, str]


def own_post_views(*, home: Home, viewer: str) -> OwnPostViews:
    """Return what `viewer` may open; raise `InputError` for somebody who is not listed."""
    with home.store.reading() as session:
        roles = roles_of(session, home, viewer)
        own = own_classes(session, home, viewer) if Role.ACCOUNT_OWNER in roles else frozenset()
        classes: set[str] = set()
        if own or roles & PRINTS:
            today = school_day(home)
            pupils = [entries.pupil(e) for e in registers.entries(session, home.cipher, home.school_id, "pupils")]
            classes = {
                p.school_class for p in pupils if p.school_class and (p.leaver_date is None or p.leaver_date >= today)
            }
    wanted = {name.casefold() for name in own}
    policy = resolved(home.config.policy)
    labels = policy["purposes"]
    return OwnPostViews(
        bool(roles & SEES),
        bool(roles & CHECKS),
        bool(roles & LISTS),
        bool(roles & DECIDES),
        bool(roles & DECLARES),
        tuple(sorted(name for name in classes if roles & PRINTS or name.casefold() in wanted)),
        {purpose: str(labels.get(purpose, purpose)) for purpose in purposes_of(policy)},
    )
