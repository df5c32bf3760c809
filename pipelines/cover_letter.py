"""The letter that goes with the governors' report: no figure in it, and no name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from casework.documents import letters, render
from casework.documents.blocks import Document, Section, Words
from casework.documents.facts import london
from casework.documents.masking import Kept, Masker
from data.errors import InputError
from data.removal_words import ReportKind
from data.store import audit
from data.words import Role
from pipelines.home import Home
from pipelines.registers import load_school
from pipelines.reports import READERS
from pipelines.seeing import person_of

FORMS = ("docx", "txt", "pdf")
_TEMPLATE = "t10_governors"


def make_cover_letter(
    *, home: Home, viewer: str, begin: date, end: date, form: str, given: Mapping[str, str] | None = None
) -> bytes:
    """Return the letter for the report of these days as docx, txt or pdf; `given` fills the template in.

    Raises `InputError` for a role that may not read the report, for another form, or days in the wrong order.
    """
    if form not in FORMS:
        raise InputError(f"choose a file that ends in {', '.join('.' + f for f in FORMS)}")
    if end < begin:
        raise InputError("the last day lies before the first: check --from and --to")
    school = load_school(home=home, purpose="cover letter")
    with home.store.writing() as session:
        roles = {Role(role) for role in person_of(session, home, viewer).roles}
        if READERS[ReportKind.GOVERNORS].isdisjoint(roles):
            raise InputError("your roles do not let you write the letter for the governors' report")
        now = home.clock()
        audit.record(
            session, home.cipher, home.school_id, actor=viewer, action="report:letter", at=now,
            details={"from": begin.isoformat(), "to": end.isoformat()},
        )  # fmt: skip
    masker = Masker(school, Kept(children=True, staff=False, restricted=False))
    values = {
        "begin": f"{begin:%d %B %Y}",
        "end": f"{end:%d %B %Y}",
        "sender_role": ", ".join(sorted(role.label for role in roles)),
        "school": {"name": home.config.school.name, "town": home.config.school.town or ""},
        **{name: masker.words(value) for name, value in (given or {}).items()},
    }
    letter = letters.render(_TEMPLATE, values, masker=masker, templates=home.folder / "templates")
    if form == "docx":
        return letters.as_docx(letter)
    if form == "txt":
        return letters.as_text(letter).encode()
    page = Document(
        title=letter.subject or "Governors' report",
        sender=home.config.school.name,
        reference=f"{begin:%d %b %Y} to {end:%d %b %Y}",
        made=london(now),
        sections=(Section("", (Words(letter.body),)),),
        marking="Draft for a person to check and send.",
        letter=True,
    )
    return render.as_pdf(page, made_at=now)
