"""Letters, e-mails and form texts from Jinja2 templates that a school can edit.

A file of the same name in `templates/` of the school's home takes the shipped one's place. The first line may be
`Subject: ...`; no name that must be kept out may stand in it. What a template asks for and nobody gave is an error or,
where a person fills it in by hand, words in square brackets.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from casework.documents.masking import Masker
from data.errors import ConfigError, InputError

_SUBJECT = "Subject:"

TO_FILL_IN: Mapping[str, str] = {
    "recipient": "[name]",
    "effect": "[who is affected and how, without names]",
    "agreement_clause": "[Clause ...]",
    "meeting_1": "[first date and time]",
    "meeting_2": "[second date and time]",
    "remove_by": "[date]",
    "complaints_url": "[address of the complaints procedure]",
    "school_phone": "[telephone]",
    "school_email": "[e-mail]",
    "sender_name": "[your name]",
    "remove_what": "a child's name, class, and where and when they can be met",
    "edit_help": "On most platforms: open the post, choose the three dots, then Edit or Delete.",
    "found": "[what was found, in a sentence]",
    "being_done": "[what is being done]",
    "assistance": "[telephone of the employee assistance programme]",
    "next_word_by": "[date]",
    "act": "take it down",
    "confirm_by": "[time]",
    "rule_broken": "[which rule]",
    "what_was_shown": "[what was shown]",
    "found_on": "[date and time]",
    "removed_on": "[date and time]",
    "reach": "[what is known]",
    "prevention": "[what changes]",
    "image": "a child of our school",
    "request_date": "[date]",
    "information": "[for instance: the full name and age of a child]",
    "why": "[for instance: private information about a minor]",
    "platform_answer": "[none yet]",
    "platform_reference": "[none yet]",
    "contact_hours": "[when you can be reached]",
    "what_happened": "[what was published or lost, without names]",
    "whose_data": "[for instance: one pupil; name and picture]",
    "containment": "[removed when, caches asked, who was told]",
    "risk": "[what could happen to the people concerned]",
    "decision": "[reported or not, and why]",
    "summary": "",
}
"""What a person fills in when it was not given: a draft is never refused for want of it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered letter."""

    subject: str | None
    body: str


def render(
    name: str, values: Mapping[str, Any], *, masker: Masker, templates: Path | None = None, fill_in: bool = True
) -> Letter:
    """Render the template `name` (such as "t01_parent").

    Raises `InputError` for a value that the template asks for and nobody gave, or for a subject line that would carry a
    name; `ConfigError` for a template that a school's edit broke.
    """
    # Letters are plain text, where escaping for HTML would be a mistake.
    environment = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    given = {**(TO_FILL_IN if fill_in else {}), **values}
    file = f"{name}.txt"
    try:
        text = environment.from_string(_source(file, templates)).render(given)
    except UndefinedError as error:
        raise InputError(
            f"the template {file} needs something more: {error.message}; give it with --set NAME=VALUE"
        ) from error
    except TemplateSyntaxError as error:
        raise ConfigError(
            f"the template {file}, line {error.lineno}: {error.message}; mend it, or remove your copy"
        ) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise ConfigError(
            f"the template {file} cannot be used ({type(error).__name__}); mend it, or remove your copy"
        ) from error
    return _split(file, text, masker)


def as_docx(letter: Letter) -> bytes:
    """Return the letter as a Word document that the school can edit."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)
    language = style.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    style.element.get_or_add_rPr().append(language)
    document.core_properties.title, document.core_properties.author = letter.subject or "Letter", "Goodname"
    document.core_properties.language = "en-GB"
    if letter.subject:
        document.add_heading(_in_xml(letter.subject), level=1)
    for part in letter.body.split("\n\n"):
        document.add_paragraph(_in_xml(part))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_text(letter: Letter) -> str:
    """Return the letter as plain text."""
    head = f"{_SUBJECT} {letter.subject}\n\n" if letter.subject else ""
    return f"{head}{letter.body.strip()}\n"


def _source(file: str, templates: Path | None) -> str:
    own = templates / file if templates is not None else None
    try:
        if own is not None and own.exists():
            return own.read_text(encoding="utf-8-sig")
        return (files("data") / "reference" / "templates" / file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the template {own or file} cannot be read: check that it is a UTF-8 text file") from error


def _split(file: str, text: str, masker: Masker) -> Letter:
    first, _, rest = text.strip().partition("\n")
    if not first.startswith(_SUBJECT):
        return Letter(None, text.strip())
    subject = first.removeprefix(_SUBJECT).strip()
    if masker.carries_name(subject):
        raise InputError(f"the subject line of {file} would carry a name: subject lines are read by anybody; mend it")
    return Letter(subject, rest.strip())


def _in_xml(text: str) -> str:
    return "".join(
        c for c in text if c in "\n\t" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
