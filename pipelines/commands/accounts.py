"""The command impersonation: which accounts are the school's, its community's, or pretend."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from data.errors import InputError
from data.post_jsonl import BrokenLine, read_objects
from pipelines.commands.common import DONE, UNREADABLE, SchoolOption, opened, warn


def impersonation(
    file: Annotated[str, typer.Argument(help="Accounts JSONL; - for standard input.")],
    school: SchoolOption,
) -> None:
    """Read accounts and print verdict JSONL, one line an account, in order; nothing is stored or looked up."""
    from pipelines.impersonation import account_from_json, verdict_json
    from pipelines.school_folder import read_school

    about, now, broken = read_school(school, warn=warn), datetime.now(UTC), 0
    with opened(file) as stream:
        for entry in read_objects(stream):
            if isinstance(entry, BrokenLine):
                broken += 1
                warn(entry.why)
                continue
            try:
                account = account_from_json(entry[1], line=entry[0])
            except InputError as error:
                broken += 1
                warn(str(error))
                continue
            sys.stdout.write(json.dumps(verdict_json(account=account, school=about, now=now), ensure_ascii=True) + "\n")
    raise typer.Exit(UNREADABLE if broken else DONE)
