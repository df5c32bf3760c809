"""Tell accounts that use the school's name apart: its own, those that mock or pretend, its community, and namesakes.

An account is judged by what it shows on its face (handle, name, bio, age, followers); nothing is looked up.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein

from classifiers.lexicon import lexicon, pattern
from classifiers.relevance import mentions
from classifiers.school_names import bare_names, known_names, namesake_names
from data.records import School
from data.words import Platform

_TAKEN_FOR = {
    "a": "\u0430\u03b1\u0251@4",
    "b": "\u0432",
    "c": "\u0441",
    "d": "\u0501",
    "e": "\u0435\u03b53",
    "g": "\u0261",
    "h": "\u04bb\u043d",
    "j": "\u0458",
    "k": "\u043a",
    "l": "\u0456\u03b9\u0131\u01c0i1|!",
    "m": "\u043c",
    "o": "\u043e\u03bf0",
    "p": "\u0440\u03c1",
    "s": "\u0455$5",
    "t": "\u04427",
    "v": "\u0475\u03bd",
    "x": "\u0445",
    "y": "\u0443",
}
_LOOKALIKES = {char: letter for letter, chars in _TAKEN_FOR.items() for char in chars}
"""Letters and digits that an eye takes for others; i, l and 1 count as one."""

_PAIRS = {"rn": "m", "vv": "w"}
_LEAST = 5
_TYPO_LEAST = 8
_NEW_DAYS = 120
_FEW = 300
_BIO_AT_MOST = 1_000


class Verdict(StrEnum):
    """What an account is to the school, as in the labelling guide."""

    OFFICIAL = "official"
    PARODY = "parody_or_impersonation"
    COMMUNITY = "fan_or_community"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """What an account shows of itself; None: the platform did not say."""

    id: str
    platform: Platform
    handle: str
    display_name: str | None = None
    bio: str | None = None
    followers: int | None = None
    verified: bool | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one account. `score`: how sure; the reason names no private person."""

    verdict: Verdict
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Signs:
    """What speaks for one verdict or another."""

    ours: bool
    by_typo: bool
    by_disguise: bool
    staff: bool
    namesake: bool
    mocking: bool
    claims: bool
    community: bool
    young: bool
    taken_handle: bool


def judge(account: SeenAccount, school: School, *, now: datetime | None = None) -> Judgement:
    """Return the verdict on `account`; with `now`, a young account with few followers weighs a little more."""
    if _registered(account, school):
        return Judgement(Verdict.OFFICIAL, 0.99, "is on the register of the school's own accounts")
    signs = _signs(account, school, now)
    if not signs.ours and not signs.staff and not signs.by_typo:
        return Judgement(Verdict.UNRELATED, 0.9, "does not use the school's name or people")
    if signs.namesake and not signs.mocking and not signs.by_disguise:
        return Judgement(Verdict.UNRELATED, 0.85, "bears the name of a namesake")
    return _about_us(signs)


def _about_us(signs: _Signs) -> Judgement:
    """Return the verdict on an account that uses the school's name or its people, the surest sign first."""
    whom = "the school" if signs.ours else "a member of staff"
    what = "carries a handle of the school" if signs.taken_handle else "speaks as if it were the school"
    signed = (
        (signs.by_disguise, Verdict.PARODY, 0.93, "writes the school's name with letters that look alike"),
        (signs.mocking, Verdict.PARODY, 0.88, f"uses the name of {whom} to mock, expose or collect gossip"),
        (signs.community, Verdict.COMMUNITY, 0.85, "says that it is parents, staff, former pupils or friends"),
        (signs.by_typo, Verdict.PARODY, 0.85, "differs by one letter from a name or account of the school"),
        (signs.taken_handle or signs.claims, Verdict.PARODY, 0.8, f"{what} and is not on its register of accounts"),
        (signs.staff and not signs.ours, Verdict.COMMUNITY, 0.55, "bears a staff member's name and mocks nobody"),
        (True, Verdict.PARODY, 0.6, "uses the school's name and does not say who is behind it"),
    )
    verdict, score, reason = next((verdict, score, reason) for sign, verdict, score, reason in signed if sign)
    more = 0.05 if signs.young and verdict is Verdict.PARODY else 0.0
    return Judgement(verdict, score + more, reason)


def _signs(account: SeenAccount, school: School, now: datetime | None) -> _Signs:
    handle, shown = _last_part(account.handle), account.display_name or ""
    bio = (account.bio or "")[:_BIO_AT_MOST]
    words = f"{shown}\n{bio}"
    joined = skeleton(handle)
    known = _joined_names(school) | {_letters(_last_part(own.handle)) for own in school.accounts}
    long = {name for name in known if len(name) >= _LEAST}
    looks = {skeleton(name) for name in long}
    registered = {skeleton(_last_part(own.handle)) for own in school.accounts}
    in_handle = any(name in joined for name in looks)
    found = mentions(words, school)
    in_name = any(name in skeleton(shown) for name in looks)
    disguised = (in_handle and not any(name in _letters(handle) for name in long)) or (
        in_name and not any(name in _letters(shown) for name in long)
    )
    near = {name for name in registered | looks if len(name) >= _TYPO_LEAST}
    typo = not in_handle and any(
        abs(len(name) - len(joined)) <= 1 and DamerauLevenshtein.distance(name, joined, score_cutoff=1) == 1
        for name in near
    )
    both = f"{handle} {words}"
    rest = _letters(handle)
    for name in sorted(long, key=len, reverse=True):
        rest = rest.replace(name, " ")
    community = _tagged(rest, "community") or _worded(words, "community.words")
    mocking = _tagged(rest, "mocking") or _worded(words, "mocking.words")
    mocking = mocking or (not community and _worded(words, "mocking.faint"))
    named = found.ours > 0 and (mocking or any(name in _letters(words) for name in long))
    return _Signs(
        ours=in_handle or in_name or named,
        by_typo=typo,
        by_disguise=disguised or (typo and mocking),
        staff=_names_staff(both, skeleton(f"{handle} {shown}"), school),
        namesake=_is_namesake(joined, rest, words, found.namesakes, school, settled=community and named),
        mocking=mocking,
        claims=_tagged(rest, "claims") or _worded(words, "claims.words"),
        community=community,
        young=_is_young(account, now),
        taken_handle=joined in registered or bool(re.fullmatch(r"\d*", rest.replace(" ", "")) and in_handle),
    )


def _registered(account: SeenAccount, school: School) -> bool:
    handle = _last_part(account.handle).casefold()
    return any(
        own.platform == account.platform and _last_part(own.handle).casefold() == handle for own in school.accounts
    )


def _is_namesake(joined: str, rest: str, words: str, namesakes: int, school: School, *, settled: bool) -> bool:
    """Say whether the account is, by its own words, something else that bears the name."""
    listed = {skeleton(name) for name in namesake_names(school)}
    return (
        namesakes > 0
        or any(len(name) >= _LEAST and name in joined for name in listed)
        or any(
            rest.strip().endswith(tag) or rest.strip().startswith(tag)
            for tag in lexicon("impersonation")["unrelated"]["tags"]
        )
        or (not settled and _worded(words, "unrelated.words"))
    )


def _names_staff(text: str, joined: str, school: School) -> bool:
    for member in school.staff:
        for name in (member.name, *member.known_as):
            if " " in name and (skeleton(name) in joined or re.search(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", text)):
                return True
    return False


def _is_young(account: SeenAccount, now: datetime | None) -> bool:
    if now is None or account.created_at is None or (account.followers or 0) > _FEW:
        return False
    return (now - account.created_at).days <= _NEW_DAYS


def _joined_names(school: School) -> set[str]:
    return {_letters(name) for name in known_names(school) | bare_names(school)}


def _tagged(rest: str, kind: str) -> bool:
    return any(tag in rest for tag in lexicon("impersonation")[kind]["tags"])


def _worded(words: str, table: str) -> bool:
    return pattern("impersonation", table).search(words) is not None


def _last_part(handle: str) -> str:
    """Return the handle itself, of "@name" or of an address."""
    bare = handle.strip().split("?")[0].rstrip("/")
    return bare.rsplit("/", 1)[-1].lstrip("@")


def _letters(text: str) -> str:
    """Return the letters and digits of `text` in lower case without accents."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def skeleton(text: str) -> str:
    """Return `text` as an eye takes it in: look-alike letters and digits as what they look like, separators gone."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    shown = "".join(_LOOKALIKES.get(char, char) for char in folded)
    plain = "".join(char for char in shown if char.isalnum())
    for pair, letter in _PAIRS.items():
        plain = plain.replace(pair, letter)
    return plain
