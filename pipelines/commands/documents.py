"""Commands that write documents: pack, report, evidence."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import InputError
from data.removal_words import Consent, Ground, PackRoute, ReportKind, Subject
from pipelines.commands.common import HomeOption, acting, folder, out, warn
from pipelines.commands.words import words_option
from pipelines.private_file import write_private

if TYPE_CHECKING:
    pass

AsOption = Annotated[str | None, typer.Option("--as", help="Your user name; or GOODNAME_TOKEN says who you are.")]
CaseArgument = Annotated[str, typer.Argument(help="The case's reference, such as GN-2345-6789.")]
OutOption = Annotated[Path, typer.Option("--out", help="The file to write; its ending chooses the form.")]

evidence = typer.Typer(help="Evidence of a case, sealed and signed.", no_args_is_help=True)


def pack(
    *,
    case: CaseArgument,
    route: Annotated[PackRoute, typer.Option(help="Where the document goes.")],
    out_file: OutOption,
    who: AsOption = None,
    to: Annotated[str | None, typer.Option(help="To whom it goes.")] = None,
    why: Annotated[str | None, words_option(said="Why it is disclosed;")] = None,
    consent: Annotated[Consent | None, typer.Option(help="Whether those concerned were asked.")] = None,
    consent_why: Annotated[str, words_option(said="Why they were not asked, or why it goes out all the same;")] = "",
    ground: Annotated[Ground | None, typer.Option(help="The ground, if not the case's own.")] = None,
    subject: Annotated[Subject | None, typer.Option(help="Whom it harms, if not the case's own.")] = None,
    via: Annotated[str | None, typer.Option(help="A route of the playbook, for --route platform.")] = None,
    restricted: Annotated[bool, typer.Option("--restricted", help="A reporting restriction may hold.")] = False,
    set_: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE for the template; repeat.")] = None,
    notice: Annotated[Path | None, typer.Option(help="A TOML file with the fields of a section 5 notice.")] = None,
    lock: Annotated[
        bool, typer.Option("--lock", help="Lock the PDF with a passphrase, which is printed once.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Write a document of a case (PDF; letters also .docx or .txt). A person checks it and sends it."""
    from casework.disclosure import Disclosure
    from pipelines.case_facts import Asked
    from pipelines.pack import make_pack

    said = None
    if to is not None or why is not None or consent is not None:
        if consent is None:
            raise InputError("say whether those concerned were asked: --consent given, refused or not_sought")
        said = Disclosure(to or "", why or "", consent, consent_why)
    with acting(home, who) as (opened_home, viewer):
        made = make_pack(
            home=opened_home,
            viewer=viewer,
            reference=case,
            route=route,
            form=_form(out_file),
            said=said,
            asked=Asked(ground, subject, restricted=restricted, given=pairs(set_ or ())),
            notice=_toml(notice) if notice else None,
            via=via,
            locked=lock,
        )
    write_private(out_file, made.body)
    for remark in made.remarks:
        warn(remark)
    out.print(
        f"Written: {out_file}\nSHA-256: {made.sha256}\nCheck it, then send it yourself by secure mail.", markup=False
    )
    if made.passphrase:
        out.print(f"Passphrase, to be told by telephone and kept nowhere: {made.passphrase}", markup=False)


def report(
    *,
    kind: Annotated[ReportKind, typer.Argument(help="Which report.")],
    begin: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day.")],
    out_file: OutOption,
    who: AsOption = None,
    home: HomeOption = None,
) -> None:
    """Write a report or a register as PDF or CSV."""
    from pipelines.report_desk import write_report

    first, last = _day(begin), _day(end)
    with acting(home, who) as (opened_home, viewer):
        made = write_report(home=opened_home, viewer=viewer, kind=kind, begin=first, end=last, form=_form(out_file))
    write_private(out_file, made.body)
    out.print(f"Written: {out_file}", markup=False)


@evidence.command("keep")
def keep(*, case: CaseArgument, who: AsOption = None, home: HomeOption = None) -> None:
    """Seal what is stored of a case's posts as evidence. No page is opened."""
    from pipelines.evidence import keep_evidence

    with acting(home, who) as (opened_home, viewer):
        number = keep_evidence(home=opened_home, viewer=viewer, reference=case)
    out.print(f"Evidence record {number} is sealed and signed.")


@evidence.command("live")
def live(
    *,
    case: CaseArgument,
    number: Annotated[int, typer.Argument(min=1, help="The post's number in the case.")],
    who: AsOption = None,
    home: HomeOption = None,
) -> None:
    """Open a post's page once, and seal its words and a picture of them; only the school's own site, or by permission.

    No picture, video or font of the page is asked for.
    """
    from pipelines.live_capture import capture_live

    with acting(home, who) as (opened_home, viewer):
        made = capture_live(home=opened_home, viewer=viewer, reference=case, number=number)
    out.print(f"Evidence record {made} is sealed and signed.")


@evidence.command("list")
def list_(*, case: CaseArgument, who: AsOption = None, home: HomeOption = None) -> None:
    """List a case's evidence records."""
    from pipelines.evidence import list_evidence

    with acting(home, who) as (opened_home, viewer):
        for line in list_evidence(home=opened_home, viewer=viewer, reference=case):
            out.print(f"{line.number}  {line.made_at:%d %b %Y %H:%M} UTC  {line.made_by}  {line.sha256}", markup=False)


@evidence.command("verify")
def verify(home: HomeOption = None) -> None:
    """Verify every evidence record and the chain; 2 with the first that is not whole. Prints the public key."""
    from casework.evidence import public_key
    from pipelines.evidence import verify_evidence
    from pipelines.home import open_home

    with open_home(folder(home)) as opened_home:
        number = verify_evidence(home=opened_home)
        key = public_key(opened_home.cipher)
    out.print(f"{number} evidence records, all whole and signed with this key:\n{key}", markup=False)


def _form(path: Path) -> str:
    return path.suffix.removeprefix(".").lower()


def _day(moment: datetime) -> date:
    return moment.date()


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """Return what was given as NAME=VALUE; raise `InputError` for anything else."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise InputError("write --set NAME=VALUE")
        found[name.strip()] = value
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path} cannot be read as TOML: check the file") from error
