"""PDFs: accessible, and deaf to whatever a post would have them do."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from casework.documents.blocks import Callout, Document, Grid, Lines, Pairs, Quote, Section, Words
from casework.documents.glyphs import displayable
from casework.documents.render import as_pdf

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


def with_everything(text: str) -> Document:
    blocks = (Pairs((("a", text),)), Lines((text,), numbered=True), Words(text), Quote(text, "as captured"))
    more = (Callout(text, grave=True), Grid(("a", "b"), (("1", text),), (1, 3), (0,)))
    return Document(
        title="A title",
        sender="Larkmere",
        reference="GN-1",
        made="today",
        ask=text,
        glance=(("x", text),),
        sections=(Section("One", blocks), Section(text, more)),
    )


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param('#panic("no")', id="a call"),
        pytest.param('#read("/etc/passwd") #include "x.typ" #import "y.typ"', id="reading files"),
        pytest.param("*bold* _it_ $x^2$ `raw` <label> @ref = heading", id="markup"),
        pytest.param("\\ \\u{202e} // comment /* more", id="escapes and comments"),
        pytest.param('"}]} ) ] }', id="closing brackets"),
        pytest.param("<script>alert(1)</script>", id="HTML"),
        pytest.param("{{ 7*7 }} {% raw %}", id="another template language"),
    ],
)
def test_markup_in_a_post_is_shown_and_not_obeyed(hostile: str) -> None:
    assert " ".join(hostile.split()) in text_of(as_pdf(with_everything(hostile), made_at=NOW))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\u202eb", "a[U+202E]b", id="text that would be turned round"),
        pytest.param("a\u2066b", "a[U+2066]b", id="an isolate"),
        pytest.param("a\x00b\x07", "a[U+0000]b[U+0007]", id="control characters"),
        pytest.param("so \U0001f30b!", "so [volcano]!", id="an emoji says what it is"),
        pytest.param("\U0001f469\U0001f3fd\u200d\U0001f3eb", "[woman][school]", id="an emoji of parts"),
        pytest.param("\u4e2d", "\u25a1", id="what the font lacks"),
        pytest.param("Łódź Siân Ж", "Łódź Siân Ж", id="other alphabets stay"),
        pytest.param("\ud800", "[U+D800]", id="half a surrogate pair"),
    ],
)
def test_displayable(text: str, shown: str) -> None:
    assert displayable(text) == shown


@given(st.text(alphabet=st.characters(), max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_can_stop_a_document(text: str) -> None:
    assert as_pdf(with_everything(text), made_at=NOW).startswith(b"%PDF")


def test_a_pdf_is_tagged_titled_and_in_british_english() -> None:
    reader = PdfReader(io.BytesIO(as_pdf(with_everything("x"), made_at=NOW)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "A title"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_a_long_address_stays_whole_and_on_the_page() -> None:
    url = "https://www.example.org/" + "a-long-path/" * 30
    pdf = as_pdf(with_everything(url), made_at=NOW)
    assert url.replace("/", "") in text_of(pdf).replace(" ", "").replace("/", "")


def test_as_text_holds_what_the_pdf_holds() -> None:
    text = with_everything("some words").as_text()
    assert text.count("some words") >= 6
