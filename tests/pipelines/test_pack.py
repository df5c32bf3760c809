"""Each route's document holds what it must and none of what it must not; and who may not, cannot have it."""

from __future__ import annotations

from pathlib import Path

import pytest
from clocks import FakeClock
from documents import CHILDREN, STAFF, TEXT, UNSEEN, URL, case_with_names, words

from casework.disclosure import Disclosure
from casework.ladder import Rung
from data.errors import InputError
from data.removal_words import Consent, Filer, Ground, PackRoute, RequestOutcome, Subject
from data.store.removal_tables import DisclosureRow
from data.store.tables import AuditRow
from data.words import Label, Platform
from pipelines.case_facts import Asked
from pipelines.home import Home
from pipelines.pack import make_pack
from pipelines.removal import draft_request, escalate, lock_case, log_disclosure, note_answer, note_sent, unlock_case

NOTICE = {
    "website": "tiktok.example", "complainant_name": "Owen Pryce", "complainant_email": "o.pryce@example.org", "url": URL,
    "statement": "Mr Pryce grabbed Aleksander Nowakowski", "why_defamatory": "It says he is violent.", "meaning": "He hurts children.",
    "inaccurate_facts": "He was not there.", "lacks_information_to_sue": True, "consent_name": True, "consent_email": False,
    "poster_known": False,
}  # fmt: skip


def pack(
    home: Home, case: str, route: PackRoute, form: str = "pdf", viewer: str = "k.boateng", **more: object
) -> bytes:
    given = {"said": UNSEEN, **more}
    return make_pack(home=home, viewer=viewer, reference=case, route=route, form=form, **given).body  # type: ignore[arg-type]  # the parameters of make_pack by name


@pytest.mark.parametrize(
    ("route", "must", "children", "staff"),
    [
        pytest.param(
            "posh",
            [URL, "@larkmere.prim.official", "Safeguarding matter", "[child A]", "[member of staff]"],
            False,
            False,
            id="POSH",
        ),
        pytest.param("platform", [URL, "Who may file", "Never send", "Paste this text"], False, False, id="platform"),
        pytest.param(
            "s5",
            ["section 5(6)", URL, "Owen Pryce", "o.pryce@example.org", "does not consent"],
            False,
            True,
            id="section 5: the complainant, no child",
        ),
        pytest.param(
            "lado",
            [URL, "grabbed Aleksander Nowakowski", "Refer by", "neither investigated nor contacted"],
            True,
            True,
            id="LADO: as posted",
        ),
        pytest.param(
            "police", [URL, "grabbed Aleksander Nowakowski", "log number"], True, True, id="police: as posted"
        ),
        pytest.param("mash", [URL, "grabbed Aleksander Nowakowski", "CPOMS reference"], True, True, id="MASH"),
        pytest.param("rhc", [URL, "after the platform"], False, False, id="Report Harmful Content"),
        pytest.param("iwf", [URL, "no picture and no description"], False, False, id="IWF"),
        pytest.param("ceop", [URL, "@larkmere.prim.official", "[child A]"], False, False, id="CEOP"),
        pytest.param("ofcom", ["does not take up single complaints"], False, False, id="Ofcom"),
        pytest.param("ico", [URL, "Article 17"], False, False, id="ICO"),
        pytest.param("dpo", ["72 hours end", "Thu 12 Nov 2026, 09:00 GMT"], False, False, id="DPO"),
        pytest.param("cpoms", ["FACTS", "CONCERN", "RISK", "ACTION", "grabbed Aleksander"], True, True, id="CPOMS"),
        pytest.param("parent", [URL, "two dates", "complaints procedure"], False, False, id="parent: a meeting"),
        pytest.param("parent_child", [URL, "safety"], False, False, id="parent: a child can be identified"),
        pytest.param(
            "parent_shown", ["I am sorry", "Information Commissioner"], False, False, id="parent: our mistake"
        ),
        pytest.param("staff", ["union", "do not reply"], False, False, id="staff"),
        pytest.param("owner", [URL, "take it down"], False, False, id="account owner"),
        pytest.param("erasure", [URL, "Article 17", "one month"], False, False, id="erasure"),
        pytest.param("wikipedia", ["Diff", "on the wiki"], False, False, id="Wikipedia oversight"),
        pytest.param("reply", ["we do not discuss anything about pupils"], False, False, id="reply"),
        pytest.param(
            "evidence",
            [URL, "grabbed Aleksander Nowakowski", "SHA-256", "No page was opened"],
            True,
            True,
            id="evidence",
        ),
    ],
)
def test_what_each_route_holds(home: Home, route: str, must: list[str], children: bool, staff: bool) -> None:
    case = case_with_names(home, platform=Platform.MUMSNET if route == "s5" else Platform.TIKTOK)
    given = {"meeting_1": "two dates", "platform_answer": "none"}
    body = pack(home, case, PackRoute(route), notice=NOTICE, asked=Asked(given=given))
    text = words(body)
    for wanted in must:
        assert wanted.replace(" ", "").lower() in text.replace(" ", "").lower(), wanted
    if not children:
        assert [name for name in CHILDREN if name in text] == []
    if not staff:
        assert [name for name in STAFF if name in text] == []


def test_every_route_is_tested() -> None:
    routes = {mark.values[0] for mark in test_what_each_route_holds.pytestmark[0].args[1]}
    assert routes == {route.value for route in PackRoute}


@pytest.mark.parametrize("route", ["posh", "platform", "lado", "police", "mash", "cpoms", "ceop", "evidence", "rhc"])
def test_a_reporting_restriction_keeps_the_teachers_name_out_of_everything(home: Home, route: str) -> None:
    case = case_with_names(home, Label.IMPERSONATION, Label.REPORTING_RESTRICTION)
    text = words(pack(home, case, PackRoute(route)))
    assert [name for name in STAFF if name in text] == []


@pytest.mark.parametrize("route", ["iwf", "ofcom"])
def test_what_carries_no_word_of_the_post(home: Home, route: str) -> None:
    text = words(pack(home, case_with_names(home), PackRoute(route)))
    assert [word for word in ("grabbed", "cried", "panic", "tiktok page") if word in text] == []


# --- The disclosure log ------------------------------------------------------------------------------------------------


def test_nothing_is_exported_before_the_disclosure_is_recorded(home: Home) -> None:
    case = case_with_names(home)
    with pytest.raises(InputError, match="record the disclosure first"):
        pack(home, case, PackRoute.POSH, said=None)
    with home.store.reading() as session:
        assert session.query(AuditRow).filter(AuditRow.action == "case:exported").count() == 0


@pytest.mark.parametrize(
    ("said", "message"),
    [
        pytest.param(Disclosure("", "x", Consent.GIVEN), "to whom", id="to nobody"),
        pytest.param(Disclosure("x", " ", Consent.GIVEN), "why", id="for no reason"),
        pytest.param(Disclosure("x", "y", Consent.NOT_SOUGHT), "consent was not sought", id="nobody asked, no reason"),
        pytest.param(Disclosure("x", "y", Consent.REFUSED, " "), "refused", id="refused, no reason"),
    ],
)
def test_an_entry_that_says_too_little_is_refused_and_leaves_nothing(
    home: Home, said: Disclosure, message: str
) -> None:
    case = case_with_names(home)
    with pytest.raises(InputError, match=message):
        pack(home, case, PackRoute.POSH, said=said)
    with home.store.reading() as session:
        assert session.query(DisclosureRow).count() == 0


def test_an_entry_recorded_before_serves_one_document(home: Home) -> None:
    case = case_with_names(home)
    log_disclosure(home=home, viewer="k.boateng", reference=case, route=PackRoute.POSH, said=UNSEEN)
    pack(home, case, PackRoute.POSH, said=None)
    with pytest.raises(InputError, match="record the disclosure first"):
        pack(home, case, PackRoute.POSH, said=None)


def test_the_entry_is_sealed_and_holds_the_documents_hash(home: Home) -> None:
    case = case_with_names(home)
    made = make_pack(home=home, viewer="k.boateng", reference=case, route=PackRoute.POSH, form="pdf", said=UNSEEN)
    with home.store.reading() as session:
        row = session.query(DisclosureRow).one()
        assert row.document_sha256 == made.sha256
        assert b"helpline" not in row.recipient_sealed


@pytest.mark.parametrize("route", [PackRoute.REPLY, PackRoute.CPOMS, PackRoute.OWNER])
def test_what_stays_inside_needs_no_entry(home: Home, route: PackRoute) -> None:
    assert pack(home, case_with_names(home), route, form="txt", said=None)


# --- Who may ----------------------------------------------------------------------------------------------------------


def test_the_subject_of_a_case_is_told_that_it_is_not_there(home: Home) -> None:
    case = case_with_names(home, denied=("h.ashdown",))
    with pytest.raises(InputError, match="no case with this reference"):
        pack(home, case, PackRoute.POSH, viewer="h.ashdown")


@pytest.mark.parametrize(
    ("viewer", "route", "allowed"),
    [
        pytest.param("l.pemberton", "posh", True, id="comms: POSH"),
        pytest.param("l.pemberton", "lado", False, id="comms: not LADO"),
        pytest.param("l.pemberton", "mash", False, id="comms: not MASH"),
        pytest.param("h.ashdown", "lado", True, id="head: LADO"),
        pytest.param("h.ashdown", "mash", False, id="head: MASH is the DSL's"),
        pytest.param("f.rahman", "mash", True, id="deputy DSL: MASH"),
    ],
)
def test_who_may_write_what(home: Home, viewer: str, route: str, allowed: bool) -> None:
    case = case_with_names(home)
    if allowed:
        assert pack(home, case, PackRoute(route), viewer=viewer)
    else:
        with pytest.raises(InputError, match="may be written by"):
            pack(home, case, PackRoute(route), viewer=viewer)


def test_nobody_unknown_has_anything(home: Home) -> None:
    with pytest.raises(InputError, match="not on the list of people"):
        pack(home, case_with_names(home), PackRoute.REPLY, viewer="nobody")


# --- Possibly illegal content ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", [r for r in PackRoute if r not in (PackRoute.IWF, PackRoute.POLICE, PackRoute.CEOP)])
def test_a_locked_case_is_not_exported(home: Home, route: PackRoute) -> None:
    case = case_with_names(home)
    lock_case(home=home, viewer="l.pemberton", reference=case, why="a picture")
    with pytest.raises(InputError, match="locked"):
        pack(home, case, route, notice=NOTICE)


@pytest.mark.parametrize("route", ["iwf", "police", "ceop"])
def test_of_a_locked_case_the_lead_may_write_the_address_and_the_time_alone(home: Home, route: str) -> None:
    case = case_with_names(home)
    lines = lock_case(home=home, viewer="l.pemberton", reference=case, why="a picture")
    assert any("999" in line for line in lines)
    text = words(pack(home, case, PackRoute(route)))
    assert URL.replace("/", "") in text.replace(" ", "").replace("/", "")
    assert [word for word in (*CHILDREN, *STAFF, "grabbed", "Larkmere (school) page") if word in text] == []


def test_after_the_lock_comms_and_head_no_longer_see_the_case(home: Home) -> None:
    case = case_with_names(home)
    lock_case(home=home, viewer="l.pemberton", reference=case, why="a picture")
    for viewer in ("l.pemberton", "h.ashdown"):
        with pytest.raises(InputError, match="no case with this reference"):
            pack(home, case, PackRoute.IWF, viewer=viewer)
    unlock_case(home=home, viewer="k.boateng", reference=case, why="a screenshot of text")
    assert pack(home, case, PackRoute.POSH)


# --- Grounds, forms, templates -----------------------------------------------------------------------------------------


def test_no_request_is_drafted_for_fair_criticism(home: Home) -> None:
    case = case_with_names(home)
    for route in (PackRoute.POSH, PackRoute.PLATFORM, PackRoute.ERASURE):
        with pytest.raises(InputError, match="no ground for removal"):
            pack(home, case, route, asked=Asked(ground=Ground.NONE))
    assert pack(home, case, PackRoute.REPLY, asked=Asked(ground=Ground.NONE))


def test_a_section_5_notice_says_when_the_operators_time_ends(home: Home) -> None:
    case = case_with_names(home, platform=Platform.MUMSNET)
    made = make_pack(
        home=home, viewer="k.boateng", reference=case, route=PackRoute.S5, form="txt", said=UNSEEN, notice=NOTICE
    )
    assert any("Wed 11 Nov 2026, 09:00 GMT" in remark for remark in made.remarks)


def test_a_section_5_notice_against_a_known_poster_is_refused(home: Home) -> None:
    case = case_with_names(home, platform=Platform.MUMSNET)
    with pytest.raises(InputError, match="poster is known"):
        pack(home, case, PackRoute.S5, notice={**NOTICE, "poster_known": True})


def test_the_platforms_answer_and_reference_stand_in_the_posh_pack(home: Home, clock: FakeClock) -> None:
    case = case_with_names(home)
    number = draft_request(
        home=home, viewer="l.pemberton", reference=case, route="tiktok-impersonation", ground=Ground.IMPERSONATION,
        subject=Subject.STAFF, filer=Filer.SCHOOL, text="Please remove it.",
    )  # fmt: skip
    note_sent(home=home, viewer="l.pemberton", reference=case, request=number, platform_reference="TT-4471")
    clock.move(hours=30)
    answer = "No violation was found."
    note_answer(
        home=home, viewer="l.pemberton", reference=case, request=number, outcome=RequestOutcome.REFUSED, response=answer
    )
    text = words(pack(home, case, PackRoute.POSH))
    assert "TT-4471" in text
    assert answer in text


def test_a_platforms_text_fits_its_form(home: Home) -> None:
    case = case_with_names(home)
    asked = Asked(ground=Ground.HARASSMENT, subject=Subject.STAFF, given={"rule": "bullying " * 40})
    text = words(pack(home, case, PackRoute.PLATFORM, asked=asked, via="tiktok-report"))
    assert "of 200 characters" in text


def test_a_letter_comes_as_word_and_as_text(home: Home) -> None:
    case = case_with_names(home)
    assert pack(home, case, PackRoute.PARENT, form="docx").startswith(b"PK")
    assert b"Subject: Meeting" in pack(home, case, PackRoute.PARENT, form="txt")


@pytest.mark.parametrize(("route", "form"), [("posh", "exe"), ("ofcom", "docx"), ("posh", "")])
def test_a_form_that_is_none(home: Home, route: str, form: str) -> None:
    with pytest.raises(InputError, match="choose a file"):
        pack(home, case_with_names(home), PackRoute(route), form=form)


def test_the_schools_own_template_is_used(home: Home) -> None:
    folder = Path(home.folder) / "templates"
    folder.mkdir()
    (folder / "t06_reply.txt").write_text("Diolch.", encoding="utf-8")
    assert pack(home, case_with_names(home), PackRoute.REPLY, form="txt", said=None) == b"Diolch.\n"


def test_who_had_access_stands_by_role_and_the_chain_grows(home: Home) -> None:
    case = case_with_names(home)
    pack(home, case, PackRoute.POSH, viewer="l.pemberton")
    text = words(pack(home, case, PackRoute.LADO))
    assert "Comms lead" in text
    assert "document made: POSH pack" in text


def test_the_posts_words_are_shown_as_they_are(home: Home) -> None:
    assert TEXT.split("#", maxsplit=1)[1] in words(pack(home, case_with_names(home), PackRoute.EVIDENCE))


def test_the_reference_of_the_safeguarding_system_is_filled_in_where_it_was_recorded(home: Home) -> None:
    case = case_with_names(home, Label.SAFEGUARDING)
    at = {"home": home, "viewer": "k.boateng", "reference": case}
    note = {"route": PackRoute.MASH, "form": "pdf", "said": UNSEEN}
    assert "CPOMS 90211" not in words(make_pack(**at, **note).body)
    left_out = {Rung.PROTECT: "nobody is in danger", Rung.INTERNAL: "the lead handles it"}
    escalate(**at, rung=Rung.RECORD, authority_reference="CPOMS 90211", left_out=left_out)
    assert "CPOMS 90211" in words(make_pack(**at, **note).body)
    said = Asked(given={"cpoms_ref": "another"})
    assert "another" in words(make_pack(**at, **note, asked=said).body)
