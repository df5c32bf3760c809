"""Commands about the people who use Goodname: user add, user invite, user token, user list."""

from __future__ import annotations

from typing import Annotated

import typer

from data.words import Role
from pipelines.commands.common import HomeOption, acting_or_machine, asked, folder, out

app = typer.Typer(help="The people who use Goodname or are told by it.", no_args_is_help=True)


@app.command("add")
def add(
    username: Annotated[str, typer.Argument(help="The user name; staff.csv links to it in its column user.")],
    role: Annotated[list[Role], typer.Option(help="A role; repeat for several.")],
    home: HomeOption = None,
) -> None:
    """Add a person with their roles; asks for their name and their e-mail address for alerts.

    Without a keyboard, the two are read from standard input, a line each. They are no options, because whoever is on
    the machine can read the words of a command.
    """
    from pipelines.home import open_home
    from pipelines.people import add_person
    from pipelines.sign_in.membership import checked_person

    name = asked("Their name, as it is shown")
    email = asked("Their e-mail address, where alerts go (empty: none)")
    username, shown, address = checked_person(username, name or username, email)
    with open_home(folder(home)) as opened_home:
        add_person(
            home=opened_home,
            username=username,
            display_name=shown,
            email=address,
            roles=role,
            actor="command line",
        )
    out.print(f"Added {username}. Next: `goodname user invite {username}` prints a link to sign in.", markup=False)


@app.command("invite")
def invite(username: Annotated[str, typer.Argument(help="The user name.")], home: HomeOption = None) -> None:
    """Print a one-time link with which a person sets up, or sets anew, their password and code app."""
    from pipelines.home import open_home
    from pipelines.sign_in.links import LinkKind, make_link

    with open_home(folder(home)) as opened_home:
        link = make_link(home=opened_home, username=username, kind=LinkKind.INVITATION, actor="command line")
    out.print(f"Hand this link to {username} yourself. It works once, within 72 hours:", markup=False)
    out.print(link, markup=False)


@app.command("token")
def token(username: Annotated[str, typer.Argument(help="The user name.")], home: HomeOption = None) -> None:
    """Print a token that stands for a person on the command line (GOODNAME_TOKEN); an earlier one ends."""
    from pipelines.home import open_home
    from pipelines.tokens import make_token

    with open_home(folder(home)) as opened_home:
        made = make_token(home=opened_home, username=username, actor="command line")
    out.print(made, markup=False)


@app.command("list")
def list_people(
    who: Annotated[
        str | None, typer.Option("--as", help="Your user name; or GOODNAME_TOKEN. Else: whoever sets the machine up.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """List the people and their roles."""
    from pipelines.people import list_people as people_of
    from pipelines.sign_in.roster import roster

    with acting_or_machine(home, who) as (opened_home, viewer):
        if viewer is not None:
            roster(home=opened_home, viewer=viewer)
        for person in people_of(home=opened_home):
            roles = ", ".join(role.label for role in person.roles)
            out.print(f"{person.username}  {roles}  {person.email or 'no e-mail'}", markup=False)
