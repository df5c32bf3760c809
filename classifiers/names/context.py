"""What stands around a first name: pointers that single out a child, and signs that an adult is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from classifiers.lexicon import lexicon, words_pattern
from classifiers.names.fold import Word
from data.records import Post, School, Span

NEAR = 90
"""A pointer counts when it stands at most so many code points from the name."""

FAINT = 0.45
"""The weight of a pointer that stands in the title only."""

REASONS = {
    "class_year": "the class or year group",
    "age": "an age or birthday",
    "collection": "how the child is collected",
    "health": "a health or special-needs detail",
    "care": "a detail of the child's care",
    "behaviour": "a detail of the child's behaviour",
    "home": "where the child lives",
    "photo": "the child's place in a picture",
    "sibling": "a brother or sister",
    "award": "what the child did or won",
    "family": "a family member",
    "parent": "the parent's name",
    "child": "words for a child",
}
_WEAK = frozenset(("family", "child", "award"))
"""Kinds that tell that a child is meant, yet hardly which one."""

_AROUND_A_NAME = frozenset(("collection", "sibling", "parent"))
"""Kinds whose words stand around the name ("pick May up", "sister Inaya")."""

_ABBREVIATED = frozenset(("mr", "mrs", "ms", "mx", "dr", "prof", "rev", "st", "sgt", "cllr", "insp"))
_NOT_TITLE_BEFORE = frozenset(("will", "ll", "to", "really", "we", "i", "you", "gonna", "all", "already", "much", "so"))
_TITLES = frozenset(lexicon("child_context")["adult"]["titles"])
_AFTER = words_pattern(tuple(lexicon("child_context")["adult"]["after"]))
_TEACHERS_CLASS = re.compile(
    r"(?<!\w)(?:mr|mrs|miss|ms|mx)\.? [^\W\d_][\w'’-]*(?:['’]?s)? (?:class|form|tutor group|group|lot)(?!\w)",
    re.IGNORECASE,
)
_PARENT_OF = re.compile(
    r"(?<!\w)[A-Z][a-z]+ [A-Z][a-z]+(?:['’]?s) (?:(?:little|eldest|youngest|oldest) )?"
    r"(?:lad|lass|son|daughter|boy|girl|little one|kid|child|eldest|youngest)(?!\w)"
)
_REAL_NAME = re.compile(r"[A-Z][\w'’-]+(?: [A-Z]\.?)? [A-Z][\w'’-]+")
_CAMEL_TAG = re.compile(r"#\w*[a-z][A-Z]")
_YOUNG = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
_AGE_AFTER = re.compile(
    rf",? ?[(,] ?(?:aged )?(?:1[0-8]|[2-9]|{_YOUNG})(?=[,.);!?]| (?:and|who|from|of|in)(?!\w))", re.IGNORECASE
)
_CLASS_AFTER = re.compile(r"(?: [A-Z]\.?)?,? ?[(,] ?(?:[Ff]orm |[Cc]lass )?(?:1[0-3]|[1-9])[A-Z]{1,2}(?=[,.);!?\s]|$)")
_GROWN_AFTER = re.compile(r",? ?[(,]? ?(?:now |aged |is now )?(?:19|[2-9]\d)(?=[,.);]| )")
_GROWN_BEFORE = re.compile(
    r"(?:old boy|old girl|former|\bex-|\bex\s|alumn\w+|graduate|class of \d+"
    r"|(?:old|my|dad's|mum's) (?:classmate|schoolmate|school friend|colleague|boss|flatmate|hairdresser|barber))"
    r"[^.!?]{0,40}$",
    re.IGNORECASE,
)
_KIN = (
    "mum|mam|mom|mummy|dad|daddy|nan|nanny|gran|granny|grandad|grandma|mother|father|step ?dad|step ?mum|aunt(?:ie|y)?"
    "|uncle"
)
_NO_PARENT = "Mr|Mrs|Miss|Ms|Dr|Sir|The|He|She|They|We|You|And|But|Is|At|On|In|Who|Thanks|Please|WhatsApp|Facebook"
_PARENT_NAMED = re.compile(rf"['\u2019]?s? (?i:{_KIN}),? \(?(?!(?:{_NO_PARENT})(?!\w))[A-Z][^\W\d_A-Z]{{2,}}(?!\w)")
_ITS_PARENT = re.compile(rf"['\u2019]?s (?:{_KIN})(?!\w)", re.IGNORECASE)
_NAMED_BEFORE = re.compile(r"(?<!\w)[A-Z][^\W\d_A-Z]{2,}(?: [A-Z][\w'\u2019-]+)?(?:, | ?\()$")
_STOPS = re.compile(r"[.!?]\s|\n")


@dataclass(frozen=True, slots=True)
class Pointer:
    """Words that help to single out a child; `span` is None when they stand outside the passage (title, author)."""

    kind: str
    weight: float
    span: Span | None = None

    @property
    def strong(self) -> bool:
        """Whether the pointer, with a first name, tells which child is meant."""
        return self.kind not in _WEAK


class Surroundings:
    """The pointers of one passage, found once and asked for many names."""

    def __init__(self, text: str, post: Post, school: School, *, outside: str = "") -> None:
        self._text = text
        self._post = post
        classes = _classes(school.classes)
        self._class_after = _class_after(school.classes)
        self._found = list(_pointers(text, classes))
        heading = [p for p in _pointers(outside, classes) if p.kind in ("class_year", "home")]
        # Whole year groups talk under such a title: it is a faint pointer.
        self._outside = [Pointer(p.kind, FAINT) for p in heading[:1]]
        if any(picture.kind == "image" for picture in post.images):
            self._outside.append(Pointer("photo", 0.6))

    def near(self, span: Span) -> list[Pointer]:
        """Return the pointers near the name at `span`, strongest first; those in the same sentence count in full."""
        start, end = span
        found = []
        for pointer in self._found:
            assert pointer.span is not None
            left, right = pointer.span
            if left < end and right > start:
                if pointer.kind in _AROUND_A_NAME and left <= start and end <= right and right - left > end - start + 3:
                    found.append(pointer)
                continue
            gap = self._text[end:left] if left >= end else self._text[right:start]
            if len(gap) <= NEAR:
                parted = len(_STOPS.findall(gap))
                found.append(Pointer(pointer.kind, pointer.weight * (1.0, 0.85, 0.6)[min(parted, 2)], pointer.span))
        if age := _AGE_AFTER.match(self._text, end):
            found.append(Pointer("age", 0.9, age.span()))
        if school_class := _CLASS_AFTER.match(self._text, end) or self._class_after.match(self._text, end):
            found.append(Pointer("class_year", 0.9, school_class.span()))
        if parent := self._parent_named(start, end):
            found.append(parent)
        found += self._outside
        return sorted(found, key=lambda pointer: (-pointer.strong, -pointer.weight))

    def _parent_named(self, start: int, end: int) -> Pointer | None:
        """Return the pointer that a parent's name gives ("Yusuf's dad Karim", "Karim, Yusuf's dad")."""
        if after := _PARENT_NAMED.match(self._text, end):
            return Pointer("parent", 0.85, after.span())
        its = _ITS_PARENT.match(self._text, end)
        before = _NAMED_BEFORE.search(self._text, max(0, start - 40), start) if its else None
        return Pointer("parent", 0.85, before.span()) if before else None

    def by_parent(self, surnames: Sequence[str]) -> Pointer | None:
        """Return the pointer that the author's display name gives: a parent under their real name, same surname."""
        author = (self._post.author or "").strip()
        last = author.split()[-1].casefold() if _REAL_NAME.fullmatch(author) else ""
        return Pointer("parent", 0.9) if last and last in surnames else None

    def real_author(self) -> bool:
        """Whether the author's display name looks like a person's real name."""
        return bool(_REAL_NAME.fullmatch((self._post.author or "").strip()))


def child_cue(text: str, school: School) -> bool:
    """Whether anything in `text` points to a child: the cheap question before names are looked for word by word."""
    found_by = (*(pattern for _, _, pattern in _kinds()), _REAL_NAME, _CAMEL_TAG, _AGE_AFTER, _classes(school.classes))
    return any(pattern.search(text) for pattern in found_by)


def adult_before(words: Sequence[Word], at: int, text: str) -> bool:
    """Whether a title or an adult's role stands right before the word at `at` (Mr, Nurse, head teacher)."""
    if at == 0 or words[at - 1].text not in _TITLES:
        return False
    title = words[at - 1]
    gap = text[title.end : words[at].start]
    # "his mum. Jago ..." begins a sentence; "Mrs. Marsh" does not.
    if gap.strip(" .\u00a0" if title.text in _ABBREVIATED else " \u00a0") or len(gap) > 2:
        return False
    if title.possessive:
        return False
    return not (title.text == "miss" and not title.capital and at > 1 and words[at - 2].text in _NOT_TITLE_BEFORE)


def adult_after(text: str, end: int) -> bool:
    """Whether the words right after a name say what the adult is ("Ros, the head")."""
    if _GROWN_AFTER.match(text, end):
        return True
    match = _AFTER.search(text, end, end + 50)
    return match is not None and not text[end : match.start()].strip(" ,('s’-")


def grown_before(text: str, start: int) -> bool:
    """Whether the words before a name speak of somebody who has left school ("former head boy")."""
    return _GROWN_BEFORE.search(text, max(0, start - 60), start) is not None


def _pointers(text: str, classes: re.Pattern[str]) -> list[Pointer]:
    found = [
        Pointer(kind, weight, match.span()) for kind, weight, found_by in _kinds() for match in found_by.finditer(text)
    ]
    found += [
        Pointer("class_year", 0.9, match.span()) for by in (classes, _TEACHERS_CLASS) for match in by.finditer(text)
    ]
    found += [Pointer("parent", 0.85, match.span()) for match in _PARENT_OF.finditer(text)]
    return found


@cache
def _kinds() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    tables = lexicon("child_context")
    return tuple(
        (kind, float(table["weight"]), words_pattern(tuple(table["rows"])))
        for kind, table in tables.items()
        if "weight" in table
    )


@cache
def _classes(names: tuple[str, ...]) -> re.Pattern[str]:
    rows = []
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 1:
            # A class may be called by an ordinary word (Remove, Robins): in small letters it needs "in" or "from".
            rows += [f"(?-i:{re.escape(name)})", f"(?:in|from|of) {re.escape(name)}"]
            if " " in name:
                rows.append(re.escape(name))
            elif name.istitle() and name.endswith("s"):
                rows.append(f"(?-i:{re.escape(name[:-1])})")
    return words_pattern(tuple(rows))


@cache
def _class_after(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for a class's code right after a name, as children write it ("toby r 10a", "liv from 10b")."""
    codes = "|".join(re.escape(name) for name in names if re.fullmatch(r"\d{1,2}[A-Za-z]{1,2}", name)) or "(?!)"
    return re.compile(rf"(?: [a-z]\.?)?,? (?:from |in |of )?(?:{codes})(?!\w)", re.IGNORECASE)
