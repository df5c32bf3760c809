"""The forms in which people write a school's name, beyond the name itself and its aliases, and those of its namesakes.

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
_DESCRIBED = re.compile(r"(?:\s+[a-z]+)+$")
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


def namesake_places(school: School) -> frozenset[str]:
    """Return the places of listed namesakes that bear our own name: "Larkmere Primary School, Stowbeck" has one."""
    parts = [[part.strip() for part in entry.split(",")] for entry in school.not_us]
    return frozenset(found[1] for found in parts if len(found) > 1 and found[1] and _is_ours(found[0], school))


def _is_ours(name: str, school: School) -> bool:
    """Whether `name` is how our own name begins, so that only its place tells a namesake from us."""
    given = name.casefold()
    own = [known.casefold() for known in (school.name, *school.aliases)]
    return any(known == given or known.startswith(f"{given} ") for known in own)


def _namesakes(school: School) -> list[str]:
    """Return the listed names, each also without what stands after its comma unless that alone tells it from us."""
    parts = [(entry, entry.split(",")[0].strip()) for entry in school.not_us]
    return [name for entry, short in parts for name in ((entry,) if _is_ours(short, school) else (entry, short))]


def known_names(school: School) -> frozenset[str]:
    """Return every form of the school's name that is no namesake's: as registered, aliases, and short forms."""
    namesakes = {name.casefold() for name in _namesakes(school)}
    short = {form for name in (school.name, *school.aliases) for form in short_forms(name)}
    return frozenset({school.name, *school.aliases} | {form for form in short if form.casefold() not in namesakes})


def bare_names(school: School) -> frozenset[str]:
    """Return the names that do not say that it is a school: such aliases, and the place in the name unless a town."""
    places = {form.removesuffix(" School") for form in short_forms(school.name) if form.endswith(" School")}
    place = min(places, key=len, default="")
    bare = {alias for alias in school.aliases if not says_school(alias)}
    if place and place.casefold() != (school.town or "").casefold():
        bare.add(place)
    return frozenset(bare)


def says_school(name: str) -> bool:
    """Whether `name` holds a word for a kind of school."""
    words = {word.casefold() for word in _WORD.findall(name)}
    return bool(words & {*_KINDS, "school", "schools", "comp", "trust", "nursery"})


def namesake_names(school: School) -> frozenset[str]:
    """Return the names of the school's listed namesakes, also in short, without any that is the school's own."""
    listed = {name.strip() for name in _namesakes(school)}
    short = {form for name in listed if says_school(name) and "," not in name for form in short_forms(name)}
    # "Larkmere House care home" is called Larkmere House.
    short |= {kept for name in listed if " " in (kept := _DESCRIBED.sub("", name))}
    own = {name.casefold() for name in (school.name, *school.aliases)}
    unsaid = {form for form in short if form.casefold() not in {name.casefold() for name in known_names(school)}}
    return frozenset(name for name in listed | unsaid if name.casefold() not in own)


def written(name: str) -> str:
    """Return a pattern for `name` that lets spaces be hyphens, and an apostrophe or "Saint" be written otherwise."""
    row = re.escape(name.strip()).replace(r"\ ", r"[\s\-]+").replace(r"\&", r"(?:&|and)")
    row = re.sub("['\u2019]", "['\u2019]?", row)
    return re.sub(r"^(?:St|Saint)(?:\\\.)?(?=\[)", r"(?:st|saint)\\.?", row)


def joined(names: frozenset[str]) -> frozenset[str]:
    """Return `names` and each of several words run together, as in a hashtag."""
    return names | {re.sub(r"\W", "", name) for name in names if " " in name}
