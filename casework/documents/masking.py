"""Takes names out of words before they leave: children's and staff's where the route demands it.

Where a reporting restriction may hold, a teacher's name and role leave every document.
A name becomes the same word throughout one document ("[child A]"), so that a reader can follow who is who.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from data.records import Finding, Post, Pupil, School, StaffMember
from data.words import Label, Where

_CHILD_LABELS = frozenset({Label.CHILD_IDENTIFYING, Label.CHILD_NAMED, Label.HASHTAG, Label.NAME_IN_METADATA})
_TITLES = r"mr|mrs|ms|miss|mx|dr|sir|madam|rev|father|sister|coach|head(?:teacher)?|principal"
# Names that are also common words: alone, they are masked inside a sentence and not where one begins.
_ALSO_WORDS = frozenset(
    re.findall(
        r"\w+",
        "will may rose grace mark faith hope joy dawn summer april june august sky max frank art bill rob drew pat "
        "jack lily daisy ivy holly poppy ruby pearl robin martin jay dean chase miles guy penny sunny happy autumn",
    )
)
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """Whose names leave the document."""

    children: bool
    staff: bool
    restricted: bool = False


class Masker:
    """Masks the words of one document. Make one for each document, so that the letters begin at A."""

    def __init__(self, school: School, kept: Kept) -> None:
        """Prepare patterns from the registers of `school` for what `kept` says."""
        self._child_words: dict[str, str] = {}
        self._patterns: list[tuple[re.Pattern[str], Callable[[str], str]]] = []
        self._kept = kept
        if kept.children:
            self._add_children(school.pupils)
        if kept.staff or kept.restricted:
            self._add_staff(school.staff)

    def words(self, text: str | None) -> str:
        """Return `text` with names masked."""
        found = text or ""
        for pattern, word_for in self._patterns:
            found = pattern.sub(lambda match, give=word_for: give(match.group()), found)  # type: ignore[misc]  # mypy cannot type a lambda's default
        return found

    def text_of(self, post: Post, findings: Iterable[Finding], where: Where = Where.TEXT) -> str:
        """Return the post's words at `where` with every child that a detector found masked, then names."""
        text = _string(post, where)
        if self._kept.children:
            spans = sorted(
                (span for f in findings if f.label in _CHILD_LABELS and f.where is where for span in f.spans),
                reverse=True,
            )
            for start, end in _apart(spans):
                text = f"{text[:start]}{self._child(text[start:end])}{text[end:]}"
        return self.words(text)

    @property
    def met_a_child(self) -> bool:
        """Whether a child's name was masked in anything so far."""
        return bool(self._child_words)

    def carries_name(self, text: str) -> bool:
        """Say whether a name that must be kept out stands in `text`."""
        return self.words(text) != text

    def _child(self, name: str) -> str:
        key = " ".join(name.casefold().split())
        if key not in self._child_words:
            number = len(self._child_words)
            letter = chr(ord("A") + number % 26) + (str(number // 26) if number >= 26 else "")  # noqa: PLR2004 - the alphabet
            self._child_words[key] = f"[child {letter}]"
        return self._child_words[key]

    def _add_children(self, pupils: Sequence[Pupil]) -> None:
        full, single, words = set[str](), set[str](), set[str]()
        for pupil in pupils:
            for first in {pupil.legal_first, pupil.preferred_first or pupil.legal_first}:
                full.update({f"{first} {pupil.surname}", f"{pupil.surname}, {first}", f"{first}{pupil.surname}"})
                (words if first.casefold() in _ALSO_WORDS else single).add(first)
            (words if pupil.surname.casefold() in _ALSO_WORDS else single).add(pupil.surname)
        self._add(full, self._child, re.IGNORECASE)
        # A lone name is masked as a name is written: with a capital, or all in capitals.
        self._add({form for name in single for form in (name, name.upper())}, self._child, 0)
        self._add(words, self._child, 0, before=r"(?<=[\w,;:'\"#@&(-] )")

    def _add_staff(self, staff: Sequence[StaffMember]) -> None:
        names = {member.name for member in staff}
        for member in staff:
            names.update(known for known in member.known_as if known[:1].isupper())
        names.update(name.split()[-1] for name in list(names) if name.split()[-1].casefold() not in _ALSO_WORDS)
        self._add(names, lambda _name: "[member of staff]", 0)
        titled = re.compile(rf"(?<!\w)(?i:{_TITLES})\.?\s+[A-Z][\w'\u2019-]*(?:\s+[A-Z][\w'\u2019-]+)?")
        self._patterns.append((titled, lambda _name: "[member of staff]"))
        self._patterns.append(
            (
                re.compile(rf"(?<!\w)(?i:{_TITLES})\.?\s+\[(?:member of staff|child \w+)\]"),
                lambda _name: "[member of staff]",
            )
        )
        if self._kept.restricted:
            roles = {member.role for member in staff if member.role and "teacher" in member.role.casefold()}
            self._add(roles, lambda _name: "[member of staff]", re.IGNORECASE)
            self._add({name.split()[0] for name in names if " " in name}, lambda _name: "[member of staff]", 0)
            whose, group = "(?:the |our |his |her |their )?", r"(?:year|y|yr) ?\d{1,2}(?:'s)?"
            role = rf"(?<!\w){whose}{group} (?:class |form )?(?:teacher|tutor|ta)(?!\w)"
            self._patterns.append((re.compile(role, re.IGNORECASE), lambda _name: "[member of staff]"))

    def _add(self, names: Iterable[str], word_for: Callable[[str], str], flags: int, before: str = "") -> None:
        wanted = sorted({n.strip() for n in names if n and len(n.strip()) >= _SHORTEST}, key=len, reverse=True)
        if wanted:
            joined = "|".join(re.escape(name).replace(r"\ ", r"[\s_.-]+") for name in wanted)
            self._patterns.append((re.compile(rf"{before}(?<![^\W_])(?:{joined})(?![^\W_])", flags), word_for))


def _string(post: Post, where: Where) -> str:
    if where is Where.TITLE:
        return post.title or ""
    if where is Where.REPOST:
        return post.repost_of.text if post.repost_of else ""
    return post.text


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans, last first, without overlaps."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if kept and end > kept[-1][0]:
            kept[-1] = (min(start, kept[-1][0]), max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept
