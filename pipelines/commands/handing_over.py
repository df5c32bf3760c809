"""Commands about what leaves the school: cover-letter, disclosures, sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from data.removal_words import SentHow
from pipelines.commands.common import HomeOption, acting, out
from pipelines.commands.documents import AsOption, CaseArgument, OutOption, pairs
from pipelines.commands.words import words_option
from pipelines.private_file import write_private


def cover_letter(
    *,
    begin: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day.")],
    out_file: OutOption,
    who: AsOption = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE for the template; repeat.")] = None,
    home: HomeOption = None,
) -> None:
    """Write the letter that goes with the governors' report (.docx, .txt or .pdf)."""
    from pipelines.cover_letter import make_cover_letter

    form = out_file.suffix.removeprefix(".").lower()
    with acting(home, who) as (opened_home, viewer):
        body = make_cover_letter(
            home=opened_home, viewer=viewer, begin=begin.date(), end=end.date(), form=form, given=pairs(set_ or ())
        )
    write_private(out_file, body)
    out.print(f"Written: {out_file}", markup=False)


def disclosures(*, case: CaseArgument, who: AsOption = None, home: HomeOption = None) -> None:
    """List what of a case was disclosed, and how it was sent."""
    from pipelines.disclosures import list_disclosures

    with acting(home, who) as (opened_home, viewer):
        for line in list_disclosures(home=opened_home, viewer=viewer, reference=case):
            sent = f"sent: {line.sent_how.label}" if line.sent_how else "not noted as sent"
            out.print(
                f"{line.number}  {line.at:%d %b %Y %H:%M} UTC  {line.route.label}  to {line.to}  {sent}", markup=False
            )


def sent(
    *,
    case: CaseArgument,
    number: Annotated[int, typer.Argument(help="The entry's number in the disclosure log.")],
    by: Annotated[SentHow, typer.Option(help="How you sent it.")],
    words: Annotated[str, words_option("--words", said="Why, where the way was not secure;")] = "",
    who: AsOption = None,
    home: HomeOption = None,
) -> None:
    """Note how you sent a document that was disclosed."""
    from pipelines.disclosures import note_sent_by

    with acting(home, who) as (opened_home, viewer):
        line = note_sent_by(home=opened_home, viewer=viewer, reference=case, number=number, how=by, words=words)
    out.print(f"Entry {line.number} is noted as sent: {by.label}.", markup=False)
