"""What leaves the school: a locked PDF, the tick of how it was sent, the letter that goes with the governors' report."""

from __future__ import annotations

import io
from datetime import date

import pytest
from clocks import FakeClock
from documents import CHILDREN, UNSEEN, case_with_names, words
from opened_cases import mention, open_case, said
from pypdf import PasswordType, PdfReader

from data.errors import InputError
from data.removal_words import PackRoute, ReportKind, SentHow
from data.store.removal_tables import DisclosureRow
from data.words import Label, Platform, Role
from pipelines.case_facts import Asked
from pipelines.cases import show_case
from pipelines.cover_letter import make_cover_letter
from pipelines.disclosures import list_disclosures, note_sent_by
from pipelines.home import Home
from pipelines.pack import Pack, make_pack
from pipelines.people import add_person
from pipelines.reports import make_report

TERM = {"begin": date(2026, 9, 1), "end": date(2026, 12, 18)}


def posh(home: Home, case: str, *, form: str = "pdf", locked: bool = False) -> Pack:
    return make_pack(
        home=home, viewer="k.boateng", reference=case, route=PackRoute.POSH, form=form, said=UNSEEN, locked=locked
    )


# --- A locked PDF -----------------------------------------------------------------------------------------------------


def test_a_locked_pdf_opens_with_its_passphrase_and_with_nothing_else(home: Home) -> None:
    case = case_with_names(home)
    made = posh(home, case, locked=True)
    assert made.passphrase is not None
    assert b"Larkmere" not in made.body
    reader = PdfReader(io.BytesIO(made.body))
    assert reader.is_encrypted
    assert reader.decrypt("larkmere") == PasswordType.NOT_DECRYPTED
    assert reader.decrypt(made.passphrase) is not PasswordType.NOT_DECRYPTED
    assert made.body.startswith(b"%PDF-2.0")
    assert "Request for help from a school" in " ".join(reader.pages[0].extract_text().split())
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] is not None  # still tagged for screen readers


def test_the_passphrase_is_new_each_time_and_stands_nowhere(home: Home) -> None:
    case = case_with_names(home)
    first, second = posh(home, case, locked=True), posh(home, case, locked=True)
    assert first.passphrase
    assert second.passphrase
    assert first.passphrase != second.passphrase
    assert len(first.passphrase) == 24
    database = (home.folder / "goodname.sqlite").read_bytes()
    assert first.passphrase.encode() not in database
    (line, _) = list_disclosures(home=home, viewer="k.boateng", reference=case)
    assert line.sha256 == first.sha256


def test_only_a_pdf_can_be_locked(home: Home) -> None:
    case = case_with_names(home)
    with pytest.raises(InputError, match="only a PDF"):
        posh(home, case, form="txt", locked=True)
    assert posh(home, case).passphrase is None


# --- How it was sent --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [how for how in SentHow if how.is_secure])
def test_a_person_notes_how_it_was_sent(home: Home, clock: FakeClock, how: SentHow) -> None:
    case = case_with_names(home)
    posh(home, case)
    (line,) = list_disclosures(home=home, viewer="l.pemberton", reference=case)
    assert (line.sent_how, line.sent_at) == (None, None)
    clock.move(minutes=5)
    done = note_sent_by(home=home, viewer="l.pemberton", reference=case, number=line.number, how=how)
    assert (done.sent_how, done.sent_at, done.sent_by) == (how, clock(), "l.pemberton")
    assert f"sent: {how.label}" in [entry.action for entry in show_case(home=home, viewer="k.boateng", reference=case).timeline]  # fmt: skip
    log = make_report(home=home, viewer="k.boateng", kind=ReportKind.DISCLOSURES, form="csv", **TERM).decode(
        "utf-8-sig"
    )
    assert how.label in log


def test_ordinary_mail_needs_a_reason_that_is_sealed(home: Home) -> None:
    case = case_with_names(home)
    posh(home, case)
    at = {"home": home, "viewer": "k.boateng", "reference": case, "how": SentHow.ORDINARY_MAIL}
    with pytest.raises(InputError, match="who agreed"):
        note_sent_by(**at, number=1)
    assert note_sent_by(**at, number=1, words="the DPO agreed by telephone").sent_how is SentHow.ORDINARY_MAIL
    with home.store.reading() as session:
        row = session.get_one(DisclosureRow, 1)
        assert row.sent_note_sealed is not None
        assert b"agreed" not in row.sent_note_sealed
    with pytest.raises(InputError, match="noted already"):
        note_sent_by(**at, number=1, words="again")


def test_an_entry_of_another_case_or_for_its_subject_is_not_there(home: Home) -> None:
    case = case_with_names(home)
    posh(home, case)
    text = mention("o1", "quite another matter about the car park and nothing else at all", Platform.X)
    other = open_case(home, text, said(Label.ABUSIVE), denied=("h.ashdown",))
    with pytest.raises(InputError, match="no entry"):
        note_sent_by(home=home, viewer="k.boateng", reference=other, number=1, how=SentHow.EGRESS)
    with pytest.raises(InputError, match="there is no case"):
        list_disclosures(home=home, viewer="h.ashdown", reference=other)


# --- The letter with the governors' report ----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["pdf", "docx", "txt"])
def test_the_letter_names_nobody_and_holds_no_figure(home: Home, form: str) -> None:
    case_with_names(home)
    given = {"summary": "A calm term; Maisie Trevanion won a prize.", "sender_name": "L. Pemberton"}
    body = make_cover_letter(home=home, viewer="l.pemberton", form=form, given=given, **TERM)
    if form == "docx":
        assert body.startswith(b"PK")
        return
    text = words(body) if form == "pdf" else body.decode()
    assert "What was said about our school online, 01 September 2026 to 18 December 2026" in text
    assert "counts under five are withheld" in text.replace("\n", " ")
    assert not any(name in text for name in CHILDREN)


@pytest.mark.parametrize(
    ("role", "form", "why"),
    [
        pytest.param(Role.ICT, "pdf", "do not let you", id="ICT"),
        pytest.param(Role.STAFF, "pdf", "do not let you", id="staff"),
        pytest.param(Role.DIRECTOR, "xls", "choose a file", id="another form"),
    ],
)
def test_the_letter_is_refused(home: Home, role: Role, form: str, why: str) -> None:
    add_person(home=home, username="reader", display_name="r", email=None, roles=[role], actor="test")
    with pytest.raises(InputError, match=why):
        make_cover_letter(home=home, viewer="reader", form=form, **TERM)


def test_a_pack_says_who_wrote_it_by_role_and_may_be_restricted(home: Home) -> None:
    case = case_with_names(home)
    made = make_pack(
        home=home, viewer="k.boateng", reference=case, route=PackRoute.LADO, form="pdf", said=UNSEEN,
        asked=Asked(restricted=True), locked=True,
    )  # fmt: skip
    assert made.passphrase is not None
