"""Read a post's claims: who is said to have done what, and how it is put (asserted, hearsay, asked, denied)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from classifiers.lexicon import lexicon, pattern, words_pattern
from data.records import School, Span

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_TITLED = re.compile(r"(?<!\w)(?:mr|mrs|miss|ms|mx|dr|sir|nurse|coach)\.? [A-Z]?\w+", re.IGNORECASE)
_NAMED = re.compile(r"(?<![\w.!?] )(?<!\w)[A-Z][a-z]{2,} [A-Z][a-z]{2,}(?!\w)")
_NEGATED_NEAR = 22
_CHILD = re.compile(
    r"(?<!\w)(?:child(?:ren)?|kids?|pupils?|students?|boys?|girls?|sons?|daughters?|lads?|toddlers?|bab(?:y|ies)|"
    r"d[sd]|year \d+s?|y\d+s?|reception|little ones?|nephew|niece|grand(?:son|daughter)|him|her|them|"
    r"year[- ]olds?)(?!\w)",
    re.IGNORECASE,
)
_TEACHER = re.compile(r"(?<!\w)(?:teachers?|head ?teacher|the head|deputy|sir|miss)(?!\w)", re.IGNORECASE)

_WHO_WEIGHT = {"staff": 0.2, "named": 0.18, "role": 0.15, "bound": 0.12, "school": 0.0, "nobody": -0.35}
_HOW_WEIGHT = {
    "asserted": 0.0,
    "hearsay": -0.05,
    "opinion": -0.2,
    "question": -0.3,
    "hypothetical": -0.3,
    "negated": -0.45,
    "denied": -0.5,
}
WHOS = tuple(_WHO_WEIGHT)
HOWS = tuple(_HOW_WEIGHT)
WHATS = tuple(lexicon("allegation")["what"])
_BASE = 0.68
_PEOPLE = frozenset(("staff", "named", "role", "bound"))


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said of somebody. `who` is staff, named, role, bound (a pronoun), school or nobody."""

    who: str
    what: str
    how: str
    span: Span
    score: float
    child: bool
    teacher: bool

    @property
    def offence(self) -> bool:
        """Whether what is said would be a crime."""
        return bool(lexicon("allegation")["what"][self.what]["offence"])

    @property
    def named(self) -> bool:
        """Whether a person is named or bears a role that few hold."""
        return self.who in _PEOPLE

    def sentence(self) -> str:
        """Return the claim as a sentence for the screen, without a name."""
        who = {
            "staff": "a member of staff on the list",
            "named": "a named person",
            "role": "somebody in a named role",
            "bound": "somebody mentioned before",
            "school": "the school",
            "nobody": "somebody",
        }[self.who]
        how = {
            "asserted": "says as fact that",
            "hearsay": "passes on as hearsay that",
            "opinion": "says as an opinion that",
            "question": "asks whether",
            "hypothetical": "supposes that",
            "negated": "says it is not so that",
            "denied": "denies or corrects that",
        }[self.how]
        return f"{how} {who} {lexicon('allegation')['what'][self.what]['label']}"


def claims(text: str, school: School, *, title: str = "") -> list[Claim]:
    """Return the claims in `text`, the gravest first. `title` may name who a pronoun means."""
    return list(_sorted(text, _Told(school), title))


class _Told:
    """A school as far as claims depend on it, compared by identity of its staff list."""

    def __init__(self, school: School) -> None:
        self.school = school

    def __hash__(self) -> int:
        return hash((self.school.name, id(self.school.staff)))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Told)
            and other.school.staff is self.school.staff
            and (other.school.name, other.school.aliases) == (self.school.name, self.school.aliases)
        )


@lru_cache(maxsize=512)
def _sorted(text: str, told: _Told, title: str) -> tuple[Claim, ...]:
    # Four detectors ask for the claims of the same batch.
    return tuple(sorted(_claims(text, told.school, title), key=lambda claim: -claim.score))


def _claims(text: str, school: School, title: str) -> Iterator[Claim]:
    earlier = _who(title, school, earlier="nobody") if title else "nobody"
    denied = pattern("allegation", "how.denied").search(text) is not None
    for match in _SENTENCE.finditer(text):
        sentence, offset = match.group(), match.start()
        who = _who(sentence, school, earlier=earlier)
        for what, finder in _whats():
            hit = finder.search(sentence)
            if hit is None:
                continue
            how = "denied" if denied else _how(sentence, hit.span())
            child = _CHILD.search(sentence) is not None
            score = _BASE + _WHO_WEIGHT[who] + _HOW_WEIGHT[how] + (0.05 if child else 0.0)
            span = _trimmed(text, offset, offset + len(sentence))
            teacher = who in ("staff", "named") or _TEACHER.search(sentence) is not None
            yield Claim(who, what, how, span, max(0.0, min(0.97, score)), child, teacher)
        if who not in ("nobody", "school") or earlier == "nobody":
            earlier = who


def _who(sentence: str, school: School, *, earlier: str) -> str:
    """Say whom `sentence` speaks of, the surest sign first; `earlier` is whom the sentence before spoke of."""
    named = _NAMED.search(sentence)
    signs = (
        ("staff", _staff(_StaffNames(school)).search(sentence)),
        ("named", _TITLED.search(sentence)),
        ("role", pattern("allegation", "who.roles").search(sentence)),
        ("named", named and named.group() not in school.name),
        ("bound", earlier in _PEOPLE and pattern("allegation", "who.pronouns").search(sentence)),
        ("school", pattern("allegation", "who.school").search(sentence)),
        ("school", _names(school.name, school.aliases).search(sentence)),
    )
    return next((who for who, sign in signs if sign), "nobody")


def _how(sentence: str, hit: Span) -> str:
    before = sentence[max(0, hit[0] - _NEGATED_NEAR) : hit[0]]
    if pattern("allegation", "how.negated").search(before):
        return "negated"
    if pattern("allegation", "how.hearsay").search(sentence):
        return "hearsay"
    if "?" in sentence:
        return "question"
    if pattern("allegation", "how.hypothetical").search(sentence[: hit[0]]):
        return "hypothetical"
    if pattern("allegation", "how.opinion").search(sentence[: hit[0]]):
        return "opinion"
    return "asserted"


def _whats() -> list[tuple[str, re.Pattern[str]]]:
    return [(what, pattern("allegation", f"what.{what}.rows")) for what in lexicon("allegation")["what"]]


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


class _StaffNames:
    """A staff list compared by identity, so that its pattern is made once."""

    def __init__(self, school: School) -> None:
        self.staff = school.staff

    def __hash__(self) -> int:
        return id(self.staff)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _StaffNames) and other.staff is self.staff


@lru_cache(maxsize=8)
def _staff(names: _StaffNames) -> re.Pattern[str]:
    known = {name for member in names.staff for name in (member.name, *member.known_as) if len(name) > 2}
    surnames = {member.name.split()[-1] for member in names.staff if " " in member.name}
    rows = tuple(re.escape(name) for name in sorted(known | {s for s in surnames if len(s) > 4}, key=len, reverse=True))
    return words_pattern(tuple(f"{row}(?:['’]?s)?" for row in rows))


@lru_cache(maxsize=8)
def _names(name: str, aliases: tuple[str, ...]) -> re.Pattern[str]:
    return words_pattern(tuple(re.escape(known) for known in (name, *aliases)))
