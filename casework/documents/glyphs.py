"""Makes any text displayable in the font we ship, so that a hostile or foreign post can never stop a document."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import lru_cache
from importlib.resources import files

MISSING = "\u25a1"
_DROPPED = {"\u200d", "\ufe0e", "\ufe0f"}
_LONGEST_WORD = 60
_WIDE_TABLE = 12


def displayable(text: str) -> str:
    """Return `text` with what cannot be shown, or would mislead the eye, spelt out.

    Emoji become their names in brackets; characters that reorder or hide text become their code points; what the font
    lacks becomes a white square. Very long words that are no address may break across lines.
    """
    out = []
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        if character in "\n\t" or (" " <= character <= "~"):
            out.append(character)
        elif character not in _DROPPED:
            out.append(_shown(character))
    return re.sub(rf"(?!https?://)(?<!\S)\S{{{_LONGEST_WORD},}}", _broken, "".join(out))


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return f"[U+{ord(character):04X}]"
    if category == "Sk" and ord(character) > 0xFFFF:  # noqa: PLR2004 - a skin tone changes the emoji before it
        return ""
    if category == "So" and (ord(character) > 0xFFFF or ord(character) not in covered()):  # noqa: PLR2004 - beyond the BMP
        return f"[{unicodedata.name(character, 'symbol').lower()}]"
    return character if ord(character) in covered() else MISSING


def _broken(match: re.Match[str]) -> str:
    word = match.group()
    if word.startswith(("http://", "https://")):
        return word
    return " ".join(word[i : i + _LONGEST_WORD] for i in range(0, len(word), _LONGEST_WORD))


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Return the code points of which both cuts of the shipped font have a picture, from their own tables."""
    folder = files("casework.documents") / "fonts"
    cuts = [_code_points((folder / name).read_bytes()) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
    return cuts[0] & cuts[1]


def _code_points(font: bytes) -> frozenset[int]:
    """Return the code points in a TrueType font's format 12 character map (OpenType specification, "cmap")."""
    tables = struct.unpack(">H", font[4:6])[0]
    found: set[int] = set()
    for number in range(tables):
        tag, _, offset, _ = struct.unpack(">4sIII", font[12 + 16 * number : 28 + 16 * number])
        if tag != b"cmap":
            continue
        for entry in range(struct.unpack(">H", font[offset + 2 : offset + 4])[0]):
            start = offset + struct.unpack(">I", font[offset + 8 + 8 * entry : offset + 12 + 8 * entry])[0]
            if struct.unpack(">H", font[start : start + 2])[0] == _WIDE_TABLE:
                groups = struct.unpack(">I", font[start + 12 : start + 16])[0]
                for group in range(groups):
                    first, last, _ = struct.unpack(">III", font[start + 16 + 12 * group : start + 28 + 12 * group])
                    found.update(range(first, last + 1))
    return frozenset(found)
