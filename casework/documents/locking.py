"""Locks a PDF with a passphrase, for mail that is no secure mail: AES-256, opened by any ordinary reader."""

from __future__ import annotations

import io
import secrets as randomness

from pypdf import PdfReader, PdfWriter

_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
_GROUPS, _LENGTH = 5, 4


def passphrase() -> str:
    """Return a new passphrase that is easy to read out on the telephone: about 98 bits, no letter like another."""
    return "-".join("".join(randomness.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(_GROUPS))


def locked_pdf(body: bytes, phrase: str) -> bytes:
    """Return the PDF encrypted with AES-256 (PDF 2.0), so that nobody without the passphrase reads a word."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(body)))
    writer.pdf_header = "%PDF-2.0"
    writer.encrypt(user_password=phrase, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
