"""The command hold: own pictures that wait until two people have said who is in them."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.common import HomeOption, acting, out
from pipelines.commands.registers import AsOption
from pipelines.commands.words import words_option

app = typer.Typer(help="Own pictures that nobody has declared: look, say who, confirm.", no_args_is_help=True)
PostArgument = Annotated[int, typer.Argument(metavar="POST", help="The post's number, as `hold list` shows it.")]
PictureArgument = Annotated[int, typer.Argument(metavar="PICTURE", min=1, help="Which of its pictures, from 1.")]
WordsOption = Annotated[str, words_option("--words", said="Why, in a few words;")]
ClassOption = Annotated[list[str] | None, typer.Option("--class", help="A class in the picture; repeat for several.")]


@app.command("list")
def list_held(who: AsOption, home: HomeOption = None) -> None:
    """List the pictures that wait, those for a second person first."""
    from pipelines.picture_holds import held_pictures

    with acting(home, who) as (opened_home, viewer):
        found = held_pictures(home=opened_home, viewer=viewer)
    for held in found:
        out.print(
            f"{held.post_id} {held.picture + 1}  {held.case}  {held.platform} {held.account or ''}  "
            f"{held.stage.label}: {held.reason}",
            markup=False,
        )
    if not found:
        out.print("No picture waits.")


@app.command("show")
def show(
    post: PostArgument, picture: PictureArgument, who: AsOption, classes: ClassOption = None, home: HomeOption = None
) -> None:
    """Show one, with the children of its class who may not be shown, to somebody who knows the class. Recorded."""
    from pipelines.picture_holds import look_at

    with acting(home, who) as (opened_home, viewer):
        seen = look_at(home=opened_home, viewer=viewer, post_id=post, picture=picture - 1, classes=classes or ())
    out.print(f"{seen.held.stage.label}: {seen.held.reason}", markup=False)
    for box in seen.boxes:
        out.print("  a face of {2} x {3} px at {0}, {1}".format(*box), markup=False)
    if seen.restricted is None:
        out.print("Hold: somebody who knows the class must look.")
        return
    out.print(f"Classes: {', '.join(seen.classes) or 'none known; name them with --class'}", markup=False)
    for child in seen.restricted:
        out.print(f"  may not be shown: {child.name} ({child.school_class})", markup=False)
    if seen.said is not None:
        pupils = ", ".join(seen.said.pupil_ids) or "no pupil"
        out.print(f"{seen.said.by} says: {pupils}, and {seen.said.others} others.", markup=False)


@app.command("say")
def say(
    post: PostArgument,
    picture: PictureArgument,
    who: AsOption,
    pupils: Annotated[str, typer.Option(help='The pupils in it by their ids, with spaces; "" for none.')],
    others: Annotated[int, typer.Option(min=0, help="How many people who are not pupils.")] = 0,
    words: WordsOption = "",
    classes: ClassOption = None,
    home: HomeOption = None,
) -> None:
    """Say who is in it; a second person confirms it."""
    from pipelines.picture_reviews import say_who

    with acting(home, who) as (opened_home, viewer):
        stage = say_who(
            home=opened_home,
            viewer=viewer,
            post_id=post,
            picture=picture - 1,
            pupil_ids=pupils.split(),
            others=others,
            words=words,
            classes=classes or (),
        )
    out.print(f"{stage.label}.", markup=False)


@app.command("confirm")
def confirm(
    post: PostArgument,
    picture: PictureArgument,
    who: AsOption,
    agrees: Annotated[bool, typer.Option("--agree/--disagree", help="Whether what was said is right.")],
    words: WordsOption = "",
    home: HomeOption = None,
) -> None:
    """Confirm, as a second person, what was said, or say why not."""
    from pipelines.picture_reviews import confirm as second

    with acting(home, who) as (opened_home, viewer):
        stage = second(home=opened_home, viewer=viewer, post_id=post, picture=picture - 1, agrees=agrees, words=words)
    out.print(f"{stage.label}.", markup=False)
