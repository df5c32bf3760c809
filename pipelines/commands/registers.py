"""Commands about registers: what an import did, a look at one pupil, a decision, the list for a class."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.words import PermissionStatus
from pipelines.commands.common import DONE, UNREADABLE, HomeOption, acting, err, folder, out, warn

if TYPE_CHECKING:
    from pipelines.home import Home
    from pipelines.registers import Imported

app = typer.Typer(help="Look into the registers; every look is recorded.", no_args_is_help=True)
AsOption = Annotated[str, typer.Option("--as", help="Your user name; your roles say what you may see.")]
PupilArgument = Annotated[str, typer.Argument(metavar="ID", help="The pupil's id, as in the roll.")]
_LISTED = 200


def import_a_register(
    home: Home, register: str, file: Path, *, mapping: str | None, dry_run: bool, actor: str = "command line"
) -> None:
    """Import a register, print what changed, and search what is published already where that follows from it."""
    from pipelines.registers import import_register
    from pipelines.sweep import run_sweeps

    done = import_register(home=home, register=register, path=file, actor=actor, dry_run=dry_run, mapping=mapping)
    _tell(done)
    if dry_run and done.rejected:
        raise typer.Exit(UNREADABLE)
    if done.stored and done.sweeps:
        for swept in run_sweeps(home=home):
            out.print(swept.sentence, markup=False)


def _tell(done: Imported) -> None:
    word = "stored" if done.stored else "would change (nothing is stored)"
    parts = [f"{done.added} added", f"{done.changed} changed"]
    if done.register == "pupils":
        parts += [f"{done.withdrawn} withdrew a permission", f"{done.left} left"]
    else:
        parts.append(f"{done.removed} removed")
    out.print(f"{done.register} {word}: {', '.join(parts)}, {done.unchanged} as they were.", markup=False)
    if done.mapping:
        out.print(f"Columns read by the mapping {done.mapping}.", markup=False)
    if not done.stored:
        for change in done.changes[:_LISTED]:
            out.print(f"  {change.kind}  {change.pupil_id}  {change.what}".rstrip(), markup=False)
        if len(done.changes) > _LISTED:
            out.print(f"  and {len(done.changes) - _LISTED} more")
        out.print(f"{len(done.rejected)} lines rejected" + (":" if done.rejected else "."))
        for entry in done.rejected:
            warn(f"  {entry.why}")


@app.command("pupil")
def pupil(pupil_id: PupilArgument, who: AsOption, home: HomeOption = None) -> None:
    """Say what a pupil's permissions are, as far as your roles allow. The look is recorded."""
    from pipelines.register_desk import look_up

    with acting(home, who) as (opened_home, viewer):
        seen = look_up(home=opened_home, pupil_id=pupil_id, viewer=viewer)
    out.print(f"{seen.name}, {seen.school_class or 'no class'}", markup=False)
    for line in seen.permissions:
        out.print(f"  {line.label}: {line.answer}" + (f" ({line.why})" if line.why else ""), markup=False)
    if seen.roll_warning:
        err.print(seen.roll_warning, style="yellow", markup=False)


@app.command("decide")
def decide(
    pupil_id: PupilArgument,
    who: AsOption,
    purpose: Annotated[list[str], typer.Option(help="Which purpose; repeat for several.")],
    status: Annotated[PermissionStatus, typer.Option(help="What was decided.")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="From which day; today when not given.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="The last day it holds.")
    ] = None,
    source: Annotated[str, typer.Option(help="How the school was told (form, letter, call).")] = "told to the office",
    home: HomeOption = None,
) -> None:
    """Record a decision about a pupil's picture; what is published already is searched when one is withdrawn."""
    from pipelines.register_desk import decide as record
    from pipelines.sweep import run_sweeps

    with acting(home, who) as (opened_home, viewer):
        asked = record(
            home=opened_home,
            pupil_id=pupil_id,
            viewer=viewer,
            purposes=purpose,
            status=status,
            since=on.date() if on else None,
            until=until.date() if until else None,
            source=source,
        )
        out.print("Recorded.")
        if asked:
            for swept in run_sweeps(home=opened_home, viewer=viewer):
                out.print(swept.sentence, markup=False)


@app.command("no-photo-list")
def no_photo_list(
    school_class: Annotated[str, typer.Argument(metavar="CLASS", help="The class, as in the roll.")],
    who: AsOption,
    file: Annotated[Path, typer.Option("--out", help="Where the PDF goes.")],
    purpose: Annotated[str, typer.Option(help="For which purpose.")] = "social_media",
    home: HomeOption = None,
) -> None:
    """Print the list of a class's children who may not be shown; it says how old the roll is."""
    from pipelines.no_photo_list import print_list

    with acting(home, who) as (opened_home, viewer):
        listed = print_list(home=opened_home, school_class=school_class, purpose=purpose, viewer=viewer, out=file)
    out.print(f"{file}: {listed} children. Keep it where only staff see it, and shred the old one.", markup=False)
    raise typer.Exit(DONE)


@app.command("staff")
def staff(
    who: AsOption,
    purpose: Annotated[str, typer.Option(help="For which purpose.")] = "social_media",
    home: HomeOption = None,
) -> None:
    """Say whose picture among the staff may be used. The look is recorded."""
    from pipelines.staff_pictures import staff_pictures

    with acting(home, who) as (opened_home, viewer):
        for member in staff_pictures(home=opened_home, viewer=viewer, purpose=purpose):
            answer = "yes" if member.may_be_shown else "no"
            out.print(f"{member.name}, {member.role or 'no role'}: {answer} ({member.why})", markup=False)


@app.command("withhold")
def withhold(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The picture.")],
    who: AsOption,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="It was in use until now.")] = False,  # noqa: FBT002 - a flag
    home: HomeOption = None,
) -> None:
    """Withhold a picture, and list where it or a copy of it is published already."""
    from data.errors import InputError
    from pipelines.declare import withhold_picture
    from pipelines.media import read_file
    from pipelines.sweep import run_sweeps

    content = read_file(file)
    if content is None:
        raise InputError(f"{file} is not a file that can be read")
    with acting(home, who) as (opened_home, viewer):
        withhold_picture(
            home=opened_home,
            viewer=viewer,
            content=content,
            file=file.name,
            status="withdrawn" if withdrawn else "withheld",
        )
        for swept in run_sweeps(home=opened_home, viewer=viewer):
            out.print(swept.sentence, markup=False)


def sweep(home: HomeOption = None) -> None:
    """Search what is published already for every withdrawal that waits, and list the posts to take down."""
    from pipelines.home import open_home
    from pipelines.sweep import run_sweeps

    with open_home(folder(home)) as opened_home:
        done = run_sweeps(home=opened_home)
    for swept in done:
        out.print(swept.sentence, markup=False)
    if not done:
        out.print("No search waits.")
