"""Commands about posts and registers in files: examine, evaluate, import, hand-in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from data.post_jsonl import BrokenLine, read_objects, read_posts
from data.records import Post
from pipelines.commands.common import (
    DONE,
    UNREADABLE,
    HomeOption,
    JsonOption,
    SchoolOption,
    acting_or_machine,
    opened,
    out,
    warn,
)
from pipelines.commands.registers import import_a_register

PERSON = "command line"
"""Who acts when nobody is named: whoever sets the machine up."""
MachineOption = Annotated[
    str | None, typer.Option("--as", help="Your user name; or GOODNAME_TOKEN. Else: whoever sets the machine up.")
]


def examine(
    file: Annotated[str, typer.Argument(help="Posts JSONL; - for standard input.")],
    school: SchoolOption,
) -> None:
    """Read posts and print findings JSONL, one line a post, in order; nothing is stored."""
    from pipelines.examine import examination_json, examine_posts
    from pipelines.media import pictures_beside
    from pipelines.school_folder import read_school

    broken = 0

    def good(stream: Iterator[Post | BrokenLine]) -> Iterator[Post]:
        nonlocal broken
        for entry in stream:
            if isinstance(entry, BrokenLine):
                broken += 1
                warn(entry.why)
            else:
                yield entry

    about = read_school(school, warn=warn)
    media = pictures_beside(file, school)
    with opened(file) as stream:
        for examination in examine_posts(posts=good(read_posts(stream)), school=about, media=media):
            sys.stdout.write(json.dumps(examination_json(examination), ensure_ascii=True) + "\n")
    raise typer.Exit(UNREADABLE if broken else DONE)


def evaluate(
    file: Annotated[str, typer.Argument(help='Post JSONL with "labels"; - for standard input.')],
    school: SchoolOption,
    as_json: JsonOption = False,  # noqa: FBT002 - a flag
) -> None:
    """Measure the detectors on labelled posts: precision, recall and F1 a label, over-flagging, confusions."""
    from pipelines.evaluate import evaluate_file
    from pipelines.media import pictures_beside
    from pipelines.school_folder import read_school

    about = read_school(school, warn=warn)
    with opened(file) as stream:
        result, broken = evaluate_file(
            lines=read_objects(stream), school=about, warn=warn, media=pictures_beside(file, school)
        )
    typer.echo(json.dumps(result.to_json(), ensure_ascii=True) if as_json else result.to_text())
    raise typer.Exit(UNREADABLE if broken else DONE)


def import_(
    what: Annotated[str, typer.Argument(help="pupils, staff, photos, accounts or posts.")],
    file: Annotated[Path, typer.Argument(help="A CSV file; for posts, JSONL.")],
    home: HomeOption = None,
    mapping: Annotated[
        str | None,
        typer.Option(
            help="How the file names its columns: a TOML file, or arbor, bromcom, isams, long, sims. "
            "Saved with the first import, and used from then on."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,  # noqa: FBT002 - a flag
    who: MachineOption = None,
) -> None:
    """Import a register, whole or not at all, or posts that were handed in."""
    from pipelines.handing_in import may_hand_in
    from pipelines.import_posts import import_posts
    from pipelines.register_import import needs_import

    with acting_or_machine(home, who) as (opened_home, viewer):
        if what != "posts":
            if viewer is not None:
                needs_import(home=opened_home, viewer=viewer, register=what)
            import_a_register(opened_home, what, file, mapping=mapping, dry_run=dry_run, actor=viewer or PERSON)
            return
        if viewer is not None:
            may_hand_in(home=opened_home, viewer=viewer)
        with opened(str(file)) as stream:
            taken = import_posts(home=opened_home, lines=stream, actor=viewer or PERSON, dry_run=dry_run)
    for line in taken.broken:
        warn(line)
    word = (
        "readable (nothing is stored)"
        if dry_run
        else f"{taken.new} new, {taken.duplicate} known already, {taken.edited} edited"
    )
    out.print(f"{taken.read} posts: {word}; {taken.cases} cases opened; {len(taken.broken)} lines left out.")
    raise typer.Exit(UNREADABLE if taken.broken else DONE)


def hand_in(
    text_file: Annotated[
        str, typer.Option(help="A file with the post's words, its link in the first line if there is one; - for input.")
    ],
    home: HomeOption = None,
    who: MachineOption = None,
) -> None:
    """Hand in one post that somebody saw, by link and pasted words; it is kept as handed in, not verified.

    The link stands in the file and is no option, because whoever is on the machine can read the words of a command.
    """
    from data.errors import InputError
    from pipelines.handing_in import may_hand_in
    from pipelines.import_posts import hand_in_post

    with opened(text_file) as stream:
        content = stream.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("the words are not UTF-8; save the file as UTF-8") from error
    first, _, rest = text.partition("\n")
    url = first.strip() if first.strip().casefold().startswith(("http://", "https://")) else None
    with acting_or_machine(home, who) as (opened_home, viewer):
        if viewer is not None:
            may_hand_in(home=opened_home, viewer=viewer)
        taken = hand_in_post(home=opened_home, url=url, text=rest if url else text, actor=viewer or PERSON)
    out.print("Known already." if taken.duplicate else f"Taken; {taken.cases} cases opened.")
