"""Renders a document as an accessible PDF: tagged, in British English, with the fonts we ship, from our own template.

The words go to the template as JSON and are placed as text, so that markup in a post is shown and never obeyed. No page
is opened and nothing is fetched.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import Any

import typst

from casework.documents.blocks import Document
from casework.documents.glyphs import displayable
from data.errors import StoreError


def as_pdf(document: Document, *, made_at: datetime) -> bytes:
    """Return the document as PDF/UA-1."""
    data = json.dumps(_displayable(document.as_data()))
    with as_file(files("casework.documents")) as folder:
        try:
            made = typst.compile(
                str(folder / "document.typ"),
                root=str(folder),
                format="pdf",
                font_paths=[str(folder / "fonts")],
                ignore_system_fonts=True,
                sys_inputs={"data": data},
                pdf_standards=["ua-1"],
                timestamp=int(made_at.astimezone(UTC).timestamp()),
            )
        except typst.TypstError as error:
            # The message may quote the post, so it is not passed on.
            raise StoreError(
                "the document could not be drawn; this is a fault of ours: report the route used"
            ) from error
    assert isinstance(made, bytes)
    return made


def _displayable(value: Any) -> Any:
    if isinstance(value, str):
        return displayable(value)
    if isinstance(value, dict):
        return {key: _displayable(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_displayable(entry) for entry in value]
    return value
