"""What a document is made of, before it is a PDF or a text. Words are data: nothing in them is ever read as markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names and values, one pair a line."""

    rows: tuple[tuple[str, str], ...]
    kind: str = field(default="pairs", init=False)


@dataclass(frozen=True, slots=True)
class Lines:
    """Short points, numbered where the order counts."""

    items: tuple[str, ...]
    numbered: bool = False
    kind: str = field(default="lines", init=False)


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs."""

    text: str
    kind: str = field(default="words", init=False)


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words as captured, set apart."""

    text: str
    label: str = ""
    kind: str = field(default="quote", init=False)


@dataclass(frozen=True, slots=True)
class Callout:
    """What must not be missed. `grave`: in the colour of a warning as well as in words."""

    text: str
    grave: bool = False
    kind: str = field(default="callout", init=False)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a header row; `widths` are shares of the page, `numeric` columns stand to the right."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    numeric: tuple[int, ...] = ()
    share: int = 100
    """How much of the page's width it takes: a narrow table keeps a number beside its name."""
    kind: str = field(default="grid", init=False)


Block = Pairs | Lines | Words | Quote | Callout | Grid


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `ask` is what the reader is asked to do, in one sentence; `glance` is the box at its top."""

    title: str
    sender: str
    reference: str
    made: str
    ask: str = ""
    glance: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    marking: str = "Confidential: contains personal data. Send by secure mail only."
    letter: bool = False
    landscape: bool = False

    def as_data(self) -> dict[str, Any]:
        """Return the document as JSON-able values for the template."""
        return asdict(self)

    def as_text(self) -> str:
        """Return the document as plain text, for pasting."""
        parts = [] if self.letter else [self.title, self.marking, f"{self.sender} · {self.reference} · {self.made}", ""]
        parts += [self.ask, ""] if self.ask else []
        parts += [f"{name}: {value}" for name, value in self.glance]
        for section in self.sections:
            parts += ["", section.heading.upper()] if section.heading else [""]
            parts += [line for block in section.blocks for line in _text(block)]
        return "\n".join(parts).strip() + "\n"


def _text(block: Block) -> Sequence[str]:
    match block:
        case Pairs(rows=rows):
            return [f"{name}: {value}" for name, value in rows]
        case Lines(items=items, numbered=numbered):
            return [f"{number}. {item}" if numbered else f"- {item}" for number, item in enumerate(items, 1)]
        case Quote(text=text, label=label):
            return [*([label] if label else []), *(f"  | {line}" for line in text.splitlines())]
        case Grid(header=header, rows=grid):
            return [" | ".join(header), *(" | ".join(row) for row in grid)]
        case Words(text=text) | Callout(text=text):
            return [text]
