"""Which categories of case a role sees (domain.md 1.4); a deny list beats every role, and who was told may look."""

from __future__ import annotations

from collections.abc import Iterable

from data.errors import InputError
from data.words import Label, Role

_HANDLED = frozenset(label for label in Label if label not in (Label.RELEVANT, Label.SENTIMENT))
_SAFEGUARDING = frozenset(
    {Label.SAFEGUARDING, Label.STAFF_ALLEGATION, Label.REPORTING_RESTRICTION, Label.STAFF_CONDUCT}
)
_OWN_POSTS = frozenset(
    {
        Label.CHILD_NAMED,
        Label.CONSENT_MISSING,
        Label.CONSENT_UNDECLARED,
        Label.CLOSE_UP,
        Label.LOCATION_EXPOSED,
        Label.NAME_IN_METADATA,
        Label.HASHTAG,
        Label.SECURITY_DISCLOSURE,
        Label.PERSONAL_DETAIL,
        Label.REPOST_OF_WITHHELD,
    }
)
_SEES: dict[Role, frozenset[Label]] = {
    Role.COMMS_LEAD: _HANDLED - _SAFEGUARDING,
    Role.PLATFORM_OWNER: _OWN_POSTS | {Label.IMPERSONATION},
    Role.DIRECTOR: _OWN_POSTS | {Label.IMPERSONATION},
    Role.DSL: _HANDLED,
    Role.DEPUTY_DSL: _HANDLED,
    Role.HEADTEACHER: _HANDLED,
    Role.ACCOUNT_OWNER: _OWN_POSTS,
    Role.DPO: _OWN_POSTS,
}


def visible_categories(roles: Iterable[Role]) -> frozenset[Label]:
    """Return the categories of case that somebody with `roles` sees; a role not named here sees none."""
    return frozenset().union(*(_SEES.get(role, frozenset()) for role in roles))


def seen_by(category: Label) -> frozenset[Role]:
    """Return the roles that see cases of this category."""
    return frozenset(role for role, labels in _SEES.items() if category in labels)


_ANSWER_FOR: dict[Label, frozenset[Role]] = {
    Label.SAFEGUARDING: frozenset({Role.DSL, Role.DEPUTY_DSL}),
    Label.STAFF_ALLEGATION: frozenset({Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.CHAIR}),
    Label.REPORTING_RESTRICTION: frozenset({Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.CHAIR}),
}


def answers_for(category: Label) -> str:
    """Return in words who alone may put a matter of this category aside; empty where anybody who sees it may."""
    return ", ".join(sorted(role.label.lower() for role in _ANSWER_FOR.get(category, ())))


def may_dismiss(roles: Iterable[Role], category: Label) -> None:
    """Raise `InputError` unless somebody with `roles` may lower a matter of this category or put it aside as nothing.

    The lead for safeguarding answers for such a decision and cannot hand it on (domain.md M13).
    """
    answer = _ANSWER_FOR.get(category)
    if answer is not None and answer.isdisjoint(roles):
        raise InputError(
            f"only one of these may lower such a matter or put it aside: {answers_for(category)}; ask one of them"
        )
