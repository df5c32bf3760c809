"""What tests of documents share: a case with names in it, the words of a PDF, and an entry in the disclosure log."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from opened_cases import mention, open_case, said
from pypdf import PdfReader

from casework.disclosure import Disclosure
from data.records import Span
from data.removal_words import Consent
from data.words import Label, Platform, Severity
from pipelines.home import Home

URL = "https://www.tiktok.com/@larkmere.prim.official/video/7301122334455667788"
TEXT = "Mr Pryce grabbed Aleksander Nowakowski and Maisie cried. Jamie Orlo saw it. #panic(1)"
CHILDREN = ("Aleksander", "Nowakowski", "Maisie", "Jamie", "Orlo")
STAFF = ("Pryce", "Ashdown", "Boateng", "Pemberton", "h.ashdown", "k.boateng", "l.pemberton")
NAMES_OF_COMMANDS = (
    "pack", "report", "evidence keep", "evidence verify", "takedown routes", "takedown draft", "takedown sent",
    "takedown answered", "takedown list", "takedown state", "ladder", "escalate", "disclose", "lock", "unlock",
)  # fmt: skip
UNSEEN = Disclosure("The helpline", "to have it removed", Consent.NOT_SOUGHT, "it would alert the poster")


def span(words: str) -> Span:
    """Return where `words` stand in the case's text."""
    begin = TEXT.index(words)
    return begin, begin + len(words)


def case_with_names(
    home: Home,
    *labels: Label,
    platform: Platform = Platform.TIKTOK,
    denied: tuple[str, ...] = (),
    post_id: str = "t1",
) -> str:
    """Open a case whose post names a teacher, two pupils on the roll and a child whom no register knows."""
    wanted = labels or (Label.IMPERSONATION,)
    found = [said(label) for label in wanted]
    found.append(said(Label.CHILD_IDENTIFYING, span("Jamie Orlo"), subtype="full_name"))
    post = mention(
        post_id,
        TEXT,
        platform,
        url=URL,
        author="@larkmere.prim.official",
        published_at=datetime(2026, 11, 9, 7, 41, tzinfo=UTC),
        title="Larkmere (school) page",
    )
    return open_case(home, post, *found, severity=Severity.S2, denied=denied)


def words(pdf: bytes) -> str:
    """Return the words of a PDF, with single spaces."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
