"""The ways people write a school's name, beyond the aliases that the school itself lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.records import School

_KINDS = frozenset(
    "primary secondary infant infants junior juniors high grammar nursery academy college special prep preparatory "
    "first middle comprehensive upper lower preschool pre-school pre-prep".split()
)
_FILLERS = frozenset(
    "community church of england ce c e cofe catholic rc roman va vc voluntary aided controlled foundation free day "
    "all-through independent state maintained county mixed boys girls boys' girls' the and & school schools trust "
    "sixth form centre centres children's childrens".split()
)
_JOINED = re.compile(r"\s*(?:&|\+|(?<!\w)and(?!\w))\s*", re.IGNORECASE)
_APOSTROPHE = "['\u2019]?"


@dataclass(frozen=True, slots=True)
class NameForms:
    """Patterns (without word borders) of a school's name."""

    full: tuple[str, ...]
    """The name, the aliases, and short forms that still say it is a school ("Larkmere Primary")."""
    bare: tuple[str, ...]
    """What is left without the words for a school ("Wrenfold Park"); never the town's own name."""


def name_forms(school: School) -> NameForms:
    """Return how people write the name of `school`, longest first."""
    listed = {school.name, *school.aliases}
    full = set(listed)
    bare = set()
    for name in (school.name, *(alias for alias in school.aliases if _kinds(alias))):
        core = _core(name)
        if not core:
            continue
        full |= _short_forms(core, name)
        if core.casefold() not in {(school.town or "").casefold(), ""} and len(core) > 3:  # noqa: PLR2004 - "St" is no name
            bare.add(core)
    return NameForms(_patterns(full), _patterns(bare - full))


def _short_forms(core: str, name: str) -> set[str]:
    """Return `core` with the words for a kind of school that `name` holds: "St Mary's Primary", "St Mary's School"."""
    found = set()
    for kind in _kinds(name):
        found |= {f"{core} {kind}", f"{core} {kind} School"}
    if re.search(r"(?i)\bschool\b", name) or found:
        found.add(f"{core} School")
    if re.search(r"(?i)\bnursery\b", name):
        found.add(f"{core} Nursery")
    return found


def _kinds(name: str) -> list[str]:
    return [word for word in re.split(r"\s+", name) if word.casefold() in _KINDS]


def _core(name: str) -> str:
    """Return the words of `name` that belong to it alone: what stands before the first word for a school."""
    words = re.split(r"\s+", _JOINED.split(name)[0].strip())
    if words and words[0].casefold() == "the":
        words = words[1:]
    kept = []
    for word in words:
        if word.casefold() in _KINDS | _FILLERS:
            break
        kept.append(word.strip(","))
    return " ".join(kept) if len(kept) < len(words) else ""


def _patterns(names: set[str]) -> tuple[str, ...]:
    rows = {_pattern(name) for name in names if name.strip()}
    rows |= {_pattern(re.sub(r"[^\w]", "", name)) for name in names if " " in name}
    return tuple(sorted(rows, key=len, reverse=True))


def _pattern(name: str) -> str:
    row = re.escape(name.strip()).replace(r"\ ", r"[\s\-]+")
    row = re.sub(r"['\u2019]", _APOSTROPHE, row)
    row = row.replace(r"\&", r"(?:&|and|\+)")
    return re.sub(r"^(?:St|Saint)\\?\.?(?=\[)", r"(?:st|saint)\\.?", row)
