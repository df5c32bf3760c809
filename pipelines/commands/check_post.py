"""The command check-post: the own-post audit before publishing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casework.own_post_rules import is_advice
from data.errors import InputError
from data.records import Finding, PhotoDeclaration
from data.words import Where
from pipelines.commands.common import BREACH, DONE, HOLD, HomeOption, JsonOption, folder, opened, out, warn
from pipelines.commands.posts import PERSON

if TYPE_CHECKING:
    from pipelines.check_post import Checked, Draft, DraftSeen

_EXIT = {"clear": DONE, "breach": BREACH, "hold": HOLD}
"""Exit codes by the stored key of the outcome."""


def check_post(
    *,
    account: Annotated[str, typer.Option(help="The own account: its handle, or platform:handle.")],
    text_file: Annotated[str | None, typer.Option(help="A file with the caption; - for standard input.")] = None,
    image: Annotated[list[Path] | None, typer.Option(help="A picture or clip; repeat for several.")] = None,
    declare: Annotated[
        list[str] | None,
        typer.Option(
            help='Who is in the picture: pupil ids in quotes, "" for no pupil; one for all pictures or one for each.'
        ),
    ] = None,
    others: Annotated[
        list[int] | None, typer.Option(min=0, help="How many people who are not pupils; goes with --declare.")
    ] = None,
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Where clean copies go; else beside each picture.")
    ] = None,
    school: Annotated[
        Path | None, typer.Option("--school", help="A folder with the register files; then nothing is stored.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Audit a post before it is published: 0 clear, 1 breach, 3 hold.

    Writes a clean copy of each picture, without metadata; with --declare, what was declared is kept for the audit of
    the published post.
    """
    from pipelines.check_post import check_post as check

    drafts = _drafts(image or [], declare or [], others or [])
    text = _text(text_file)
    if school is not None:
        from pipelines.home import wall_clock
        from pipelines.school_folder import read_school

        about = read_school(school, warn=warn)
        by = PhotoDeclaration(None, declared_by=PERSON, declared_at=wall_clock())
        done = check(school=about, account=account, text=text, drafts=drafts, out_folder=out_folder, by=by)
    else:
        from pipelines.declare import store_declarations
        from pipelines.home import open_home
        from pipelines.registers import load_school

        with open_home(folder(home)) as opened_home:
            about = load_school(home=opened_home, purpose="check-post")
            by = PhotoDeclaration(None, declared_by=PERSON, declared_at=opened_home.clock())
            done = check(school=about, account=account, text=text, drafts=drafts, out_folder=out_folder, by=by)
            declared = [one.declaration for one in done.pictures if one.declaration]
            store_declarations(home=opened_home, declared=declared, actor=PERSON)
    if as_json:
        typer.echo(json.dumps(checked_json(done), ensure_ascii=True))
    else:
        for line in checked_lines(done, text):
            out.print(line, markup=False)
    raise typer.Exit(_EXIT[done.outcome])


def checked_json(done: Checked) -> dict[str, Any]:
    """Return what a check found as a JSON object."""
    from pipelines.examine import examination_json, finding_json

    return {
        "outcome": done.outcome.value,
        "account": f"{done.account.platform.value}:{done.account.handle}",
        "findings": [finding_json(finding) for finding in done.findings],
        "notes": [finding_json(finding) for finding in done.notes],
        "unread": examination_json(done.examination)["unread"],
        "pictures": [_picture_json(one) for one in done.pictures],
    }


def checked_lines(done: Checked, text: str) -> list[str]:
    """Return what a check found as lines for a person, the words that break a rule between »pointers«."""
    lines = [done.outcome.label]
    if marked := _marked(text, done.findings):
        lines.append(f"  {marked}")
    lines += [f"- {finding.label.label}{_which(finding, done)}: {finding.reason}" for finding in done.findings]
    lines += [f"- Advice{_which(finding, done)}: {finding.reason}" for finding in done.notes if is_advice(finding)]
    lines += [f"- Not read: {unread.why}" for unread in done.examination.unread]
    for at, one in enumerate(done.pictures):
        if one.seen is not None and not one.seen.refused:
            faces = ", ".join("{} x {} px at {}, {}".format(*face.box[2:], *face.box[:2]) for face in one.seen.faces)
            lines.append(f"Picture {at + 1}: {len(one.seen.faces)} faces found{f' ({faces})' if faces else ''}")
            lines += [f"  {note}" for note in one.seen.notes]
        if one.clean_copy is not None:
            lines.append(f"  copy without metadata, to publish instead: {one.clean_copy}")
    return lines


def _drafts(images: list[Path], declared: list[str], others: list[int]) -> list[Draft]:
    for name, given in (("--declare", declared), ("--others", others)):
        if len(given) not in (0, 1, len(images)):
            raise InputError(f"give {name} once for all pictures, or once for each of the {len(images)}")
    if others and not declared:
        raise InputError('--others goes with --declare; write --declare "" when no pupil is in the picture')
    if declared and not images:
        raise InputError("--declare says who is in a picture; give the picture with --image")
    said = declared * len(images) if len(declared) == 1 else declared
    more = others * len(images) if len(others) == 1 else others
    from pipelines.check_post import Draft

    return [
        Draft(path, tuple(said[at].split()) if said else None, more[at] if more else 0)
        for at, path in enumerate(images)
    ]


def _text(name: str | None) -> str:
    if name is None:
        return ""
    with opened(name) as stream:
        content = stream.read()
    try:
        return content.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InputError("the caption is not UTF-8; save the file as UTF-8") from error


def _marked(text: str, findings: tuple[Finding, ...]) -> str | None:
    spans = sorted({span for finding in findings if finding.where is Where.TEXT for span in finding.spans})
    if not spans:
        return None
    parts, at = [], 0
    for start, end in spans:
        if start >= at:
            parts += [text[at:start], "»", text[start:end], "«"]
            at = end
    return "".join((*parts, text[at:]))


def _which(finding: Finding, done: Checked) -> str:
    return f" (picture {finding.picture + 1})" if finding.picture is not None and len(done.pictures) > 1 else ""


def _picture_json(one: DraftSeen) -> dict[str, Any]:
    seen = one.seen
    return {
        "file": str(one.draft.path),
        "clean_copy": str(one.clean_copy) if one.clean_copy else None,
        "declared": one.draft.pupil_ids is not None,
        "refused": seen.refused if seen else None,
        "sha256": seen.sha256 if seen else None,
        "phash": (seen.phash or None) if seen else None,
        "width": seen.width if seen else None,
        "height": seen.height if seen else None,
        "faces": [
            {"box": list(face.box), "size_px": face.size, "band": face.band, "frontal": face.frontal}
            for face in (seen.faces if seen else ())
        ],
        "notes": list(seen.notes) if seen else [],
    }
