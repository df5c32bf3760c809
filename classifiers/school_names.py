"""The forms in which people write a school's name, beyond the name itself and its aliases.

"Larkmere Primary School & Nursery" is also Larkmere Primary, Larkmere School and Larkmere Nursery; "St Mary's Primary
School" is also St Mary's School. The place alone is left out: it is a town, a football club and a road too.
"""

from __future__ import annotations

import re
from functools import lru_cache

from data.records import School

_KINDS = (
    "primary", "junior", "juniors", "infant", "infants", "nursery", "secondary", "high", "academy", "college", "prep",
    "preparatory", "grammar", "comprehensive", "pre-school", "preschool", "kindergarten", "sixth form",
)  # fmt: skip
_OTHER_WORDS = (
    "school", "schools", "church", "of", "england", "c", "e", "ce", "cofe", "catholic", "rc", "voluntary", "aided",
    "controlled", "va", "vc", "community", "foundation", "free", "special", "the", "and", "centre", "trust", "group",
)  # fmt: skip
_WORD = re.compile(r"[\w'\u2019-]+")


@lru_cache(maxsize=64)
def short_forms(name: str) -> frozenset[str]:
    """Return the natural short forms of one school name; empty when nothing distinguishes it ("The Academy")."""
    words = _WORD.findall(name)
    at = next((i for i, word in enumerate(words) if word.casefold() in (*_KINDS, *_OTHER_WORDS[:2])), None)
    if not at:
        return frozenset()
    place = words[:at]
    while place and place[-1].casefold() in _OTHER_WORDS:
        place.pop()
    if not any(word.casefold() not in _OTHER_WORDS for word in place):
        return frozenset()
    base = " ".join(place)
    kinds = {word for word in words[at:] if word.casefold() in _KINDS}
    return frozenset(
        {f"{base} {kind}" for kind in kinds} | {f"{base} {kind} School" for kind in kinds} | {f"{base} School"}
    )


def known_names(school: School) -> frozenset[str]:
    """Return every form of the school's name that is no namesake's: as registered, aliases, and short forms."""
    namesakes = {entry.split(",")[0].strip().casefold() for entry in school.not_us}
    short = {form for name in (school.name, *school.aliases) for form in short_forms(name)}
    return frozenset({school.name, *school.aliases} | {form for form in short if form.casefold() not in namesakes})
