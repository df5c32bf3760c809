"""What commands share: where the home is, how results are printed, and how an error ends a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer
from rich.console import Console
from rich.text import Text

from data.errors import GoodnameError, InputError

if TYPE_CHECKING:
    from pipelines.home import Home

DONE, BREACH, UNREADABLE, HOLD = 0, 1, 2, 3

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="The school's folder; else GOODNAME_HOME, else your user data folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]
SchoolOption = Annotated[Path, typer.Option("--school", help="A folder with school.toml and the register CSV files.")]

# What others wrote is printed too: its control characters would move the cursor, or write to a terminal's clipboard.
_CONTROLS = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"}


class Screen(Console):
    """A console that prints the words of others as words; no character in them gives the terminal an order."""

    def render_str(self, text: str, **how: Any) -> Text:
        """Return the words to print, with each control character replaced by a mark."""
        return super().render_str(text.translate(_CONTROLS), **how)


out = Screen(highlight=False, soft_wrap=True)
err = Screen(stderr=True, highlight=False, soft_wrap=True)


def folder(given: Path | None) -> Path:
    """Return the home that a command works on."""
    from pipelines.home import home_folder

    return home_folder(given)


def warn(message: str) -> None:
    """Print a warning where it does not mix with results."""
    err.print(message, style="yellow", markup=False)


def fail(error: GoodnameError) -> int:
    """Print what went wrong as sentences and return the exit code for it."""
    err.print(str(error), style="red", markup=False)
    return UNREADABLE


def asked(question: str) -> str:
    """Return what a person answers, or, without a keyboard, the next line of standard input; "" for no answer."""
    if sys.stdin.isatty():
        return str(typer.prompt(question, default="", show_default=False)).strip()
    return sys.stdin.readline().strip()


@contextmanager
def acting(home: Path | None, who: str | None) -> Iterator[tuple[Home, str]]:
    """Give the open home and the user name that acts: of GOODNAME_TOKEN, else of --as.

    Whoever has a password proves who they are. Raises `InputError` when nobody is named.
    """
    from pipelines.home import open_home
    from pipelines.tokens import acting_as

    with open_home(folder(home)) as opened_home:
        yield opened_home, acting_as(home=opened_home, given=who, environment=os.environ, proof=_password_and_code)


@contextmanager
def acting_or_machine(home: Path | None, who: str | None) -> Iterator[tuple[Home, str | None]]:
    """Give the open home and who acts; None for whoever sets the machine up and names nobody."""
    from pipelines.home import open_home
    from pipelines.tokens import VARIABLE, acting_as

    with open_home(folder(home)) as opened_home:
        if not who and not os.environ.get(VARIABLE):
            yield opened_home, None
            return
        yield opened_home, acting_as(home=opened_home, given=who, environment=os.environ, proof=_password_and_code)


def _password_and_code(username: str) -> tuple[str, str] | None:
    """Ask for the password and the code at a terminal; None where nobody can be asked."""
    if not sys.stdin.isatty():
        return None
    password = str(typer.prompt(f"Password of {username}", hide_input=True, err=True))
    return password, str(typer.prompt("Code of the code app", hide_input=True, err=True)).strip()


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """Give the file `name` in binary, or standard input for "-"; raise `InputError` when it cannot be read."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below, after the caller's own errors
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or type(error).__name__}") from error
    with file:
        yield file
