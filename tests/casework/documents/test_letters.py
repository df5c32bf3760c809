"""Letters: every template renders, a school's edit is used, and no subject line carries a name."""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path

import pytest
from docx import Document as Word

from casework.documents.letters import TO_FILL_IN, as_docx, as_text, render
from casework.documents.masking import Kept, Masker
from data.errors import ConfigError, InputError
from data.records import Pupil, School

NAMES = sorted(path.name.removesuffix(".txt") for path in (files("data") / "reference" / "templates").iterdir())
MASKER = Masker(School("Larkmere", pupils=(Pupil("p1", "Maisie", "Trevanion"),)), Kept(children=True, staff=True))
POST = {
    "url": "https://x.example/1", "platform": "X", "published": "Mon", "seen": "Mon", "text": "t", "page": "p", "revision": "1",
}  # fmt: skip
VALUES = {
    "school": {"name": "Larkmere Primary School & Nursery", "town": "Larkmere"},
    "case_reference": "GN-2345-6789",
    "category": "Impersonation",
    "rule": "bullying",
    "posted": "Mon",
    "affected": "a member of staff",
    "wanted": "removal",
    "prior_reference": "",
    "safeguarding": False,
    "minors": False,
    "post": POST,
    "posts": [POST],
    "sender_role": "Communications lead",
    "hours_end": "Thu",
    "access": "nobody",
    "begin": "1 Sep",
    "end": "31 Dec",
    "notice": {
        "website": "w", "complainant_name": "n", "complainant_email": "e", "url": "u", "statement": "s", "why_defamatory": "y",
        "meaning": "m", "inaccurate_facts": "", "unsupported_opinions": "o", "consent_name": True, "consent_email": False,
        "representative": "",
    },
}  # fmt: skip
MUST_SAY = {
    "t01_parent": [
        "Meeting",
        "[first date and time]",
        "[second date and time]",
        "remove the post by",
        "complaints procedure",
        "home-school agreement",
    ],
    "t02_parent_child": ["safety", "edit the post"],
    "t03_section5": ["section 5(6)", "does not consent", "consents", "bring proceedings"],
    "t04_platform": ["Category: Impersonation", "https://x.example/1", "Children involved: no"],
    "t05_posh": ["GN-2345-6789", "What the platform answered"],
    "t06_reply": ["Thank you", "contact us", "complaint"],
    "t07_staff": ["do not reply", "union", "employee assistance"],
    "t08_owner": ["take it down", "tell me that it is done by"],
    "t09_parent_shown": ["I am sorry", "Information Commissioner"],
    "t10_governors": ["counts only"],
    "t11_dpo": ["72 hours end", "Containment"],
    "t12_authority": ["Text as captured", "Who has had access"],
    "t13_erasure": ["Article 17", "one month"],
    "t14_oversight": ["Diff:", "do not answer on the wiki"],
}


@pytest.mark.parametrize("name", NAMES)
def test_every_template_says_what_it_must(name: str) -> None:
    text = " ".join(as_text(render(name, VALUES, masker=MASKER)).split())
    for words in MUST_SAY[name]:
        assert words in text, words


def test_all_fourteen_are_there() -> None:
    assert [name[:3] for name in NAMES] == [f"t{number:02}" for number in range(1, 15)]
    assert set(MUST_SAY) == set(NAMES)


def test_a_reply_confirms_nothing() -> None:
    reply = as_text(render("t06_reply", VALUES, masker=MASKER)).lower()
    for word in ("sorry", "incident", "your child", "untrue", "allegation", "investigat"):
        assert word not in reply


def test_hostile_words_are_never_read_as_a_template() -> None:
    hostile = "{{ school.__class__.__mro__ }} {% for x in ().__class__.__base__.__subclasses__() %}x{% endfor %}"
    letter = render("t01_parent", {**VALUES, "effect": hostile}, masker=MASKER)
    assert hostile in letter.body


def test_a_schools_own_template_is_used(tmp_path: Path) -> None:
    (tmp_path / "t06_reply.txt").write_text("Diolch. {{ school.name }}", encoding="utf-8")
    assert (
        render("t06_reply", VALUES, masker=MASKER, templates=tmp_path).body
        == "Diolch. Larkmere Primary School & Nursery"
    )


@pytest.mark.parametrize(
    ("template", "error", "message"),
    [
        pytest.param("{{ nobody_gave_this }}", InputError, "nobody_gave_this", id="something nobody gave"),
        pytest.param("{% if %}", ConfigError, "line 1", id="broken"),
        pytest.param(
            "{{ school.name.__class__.__mro__ }}", ConfigError, "cannot be used", id="reaching out of the box"
        ),
        pytest.param("Subject: About {{ effect }}\n\nText", InputError, "subject line", id="a name in the subject"),
    ],
)
def test_a_template_that_cannot_be_used(tmp_path: Path, template: str, error: type[Exception], message: str) -> None:
    (tmp_path / "t06_reply.txt").write_text(template, encoding="utf-8")
    with pytest.raises(error, match=message):
        render("t06_reply", {**VALUES, "effect": "Maisie Trevanion"}, masker=MASKER, templates=tmp_path)


def test_what_a_person_fills_in_stands_in_brackets() -> None:
    assert all(
        value.startswith("[") or name in ("remove_what", "edit_help", "act", "image", "summary")
        for name, value in TO_FILL_IN.items()
    )


def test_a_word_file_can_be_edited() -> None:
    letter = render("t01_parent", {**VALUES, "effect": "bad \x00 \x0b characters"}, masker=MASKER)
    word = Word(io.BytesIO(as_docx(letter)))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Meeting about something posted online" in text
    assert "bad   characters" in text
    assert word.core_properties.language == "en-GB"
