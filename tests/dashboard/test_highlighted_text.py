"""A post's words with marks: nothing of the post becomes markup, and every word stays."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components.highlighted_text import Mark, highlighted
from dashboard.components.safe_html import safe
from data.words import Level

ABUSIVE = (1, "Abusive", Level.ALERT)
CHILD = (2, "Identifies a child", Level.REVIEW)


def mark(start: int, end: int, finding: tuple[int, str, Level] = ABUSIVE) -> Mark:
    return Mark(start, end, *finding)


class Reader(HTMLParser):
    """Reads HTML as a browser would: its tags, its attributes, its words, and what stands inside marks."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.marked = ""
        self._open: list[tuple[str, str | None]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._open.append((tag, dict(attrs).get("class")))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag == "sup" for tag, _ in self._open):
            return
        self.words += data
        if any(tag == "mark" for tag, _ in self._open):
            self.marked += data


@pytest.mark.parametrize(
    ("text", "marks", "marked"),
    [
        pytest.param("she is a witch", [mark(9, 14)], ["witch"], id="one"),
        pytest.param("she is a witch", [mark(0, 14)], ["she is a witch"], id="all of it"),
        pytest.param("she is a witch", [], [], id="none"),
        pytest.param("abcdef", [mark(0, 4), mark(2, 6, CHILD)], ["ab", "cd", "ef"], id="overlapping"),
        pytest.param("abcdef", [mark(0, 6), mark(2, 4, CHILD)], ["ab", "cd", "ef"], id="one inside another"),
        pytest.param("abcdef", [mark(0, 3), mark(0, 3, CHILD)], ["abc"], id="the same words twice"),
        pytest.param("🌋 ok Maisie", [mark(5, 11)], ["Maisie"], id="spans count code points, not bytes"),
        pytest.param("edited since", [mark(7, 400)], ["since"], id="a span beyond the end is cut"),
        pytest.param("edited since", [mark(300, 400)], [], id="a span wholly beyond the end"),
        pytest.param("backwards", [mark(5, 2)], [], id="an empty span"),
        pytest.param("<b>&amp;", [mark(0, 3)], ["&lt;b&gt;"], id="markup stays words"),
    ],
)
def test_marks(text: str, marks: list[Mark], marked: list[str]) -> None:
    shown = highlighted(text, marks)
    found = [re.sub(r"<sup.*?</sup>", "", words) for words in re.findall(r"<mark[^>]*>(.*?)</mark>", shown)]
    assert found == marked
    assert Reader(shown).words == text


def test_a_mark_says_in_words_what_its_colour_says() -> None:
    shown = highlighted("abcdef", [mark(0, 4), mark(2, 6, CHILD)])
    assert "Finding 1: Abusive (Alert); Finding 2: Identifies a child (Review)" in shown
    assert shown.count("<sup") == 2


@given(st.text(), st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60), st.booleans()), max_size=8))
def test_whatever_the_text_and_the_spans(text: str, spans: list[tuple[int, int, bool]]) -> None:
    shown = highlighted(text, [mark(start, end, ABUSIVE if first else CHILD) for start, end, first in spans])
    reader = Reader(shown)
    assert reader.tags <= {"mark", "sup", "span"}
    assert reader.attributes <= {"class", "title"}
    assert shown.count("<mark") == shown.count("</mark>")
    assert reader.words == html.unescape(re.sub("<[^>]*>", "", safe(text)))


@given(st.text(alphabet="<>&\"'=/ a", max_size=80))
def test_no_text_makes_a_tag(text: str) -> None:
    reader = Reader(highlighted(text, [mark(0, 3), mark(2, 9, CHILD)]))
    assert reader.words == text
    assert reader.tags <= {"mark", "sup", "span"}


@pytest.mark.timeout(20)
def test_a_hundred_thousand_characters_with_thousands_of_marks() -> None:
    text = "name " * 20_000
    marks = [mark(start, start + 4) for start in range(0, len(text), 10)]
    assert len(Reader(highlighted(text, marks)).marked) == 4 * len(marks)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain", "plain", id="plain"),
        pytest.param("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", id="script"),
        pytest.param('" onmouseover="x', "&quot; onmouseover=&quot;x", id="leaving an attribute"),
        pytest.param("two\nlines\tand a tab", "two\nlines\tand a tab", id="lines and tabs stay"),
        pytest.param("a\x00b\x1bc", "a\ufffdb\ufffdc", id="control characters"),
        pytest.param("a\ud800b", "a\ufffdb", id="a lone surrogate"),
        pytest.param("a\u202eb", 'a<span class="gn-control">RLO</span>b', id="turning the reading direction"),
        pytest.param("شكرا للمدرسة", "شكرا للمدرسة", id="Arabic as it is"),
        pytest.param("**bold** [a](javascript:b) $x$ :red[c]", "**bold** [a](javascript:b) $x$ :red[c]", id="Markdown"),
    ],
)
def test_safe(text: str, shown: str) -> None:
    assert safe(text) == shown
