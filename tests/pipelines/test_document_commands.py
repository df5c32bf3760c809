"""The commands that write documents and note removals, from the command line to the file."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from documents import NAMES_OF_COMMANDS, case_with_names, words
from typer.testing import CliRunner

from data.errors import GoodnameError
from data.words import Role
from pipelines.cli import app
from pipelines.commands.common import fail
from pipelines.home import Home
from pipelines.people import add_person
from pipelines.periods import terms
from pipelines.removal import list_requests

Run = Callable[..., tuple[int, str]]
SAID = [
    "--to",
    "The helpline",
    "--why",
    "to have it removed",
    "--consent",
    "not_sought",
    "--consent-why",
    "it would alert them",
]


@pytest.fixture
def run(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in the test's home as somebody; return its exit code and what it said."""
    monkeypatch.setenv("GOODNAME_HOME", str(home.folder))
    monkeypatch.setenv("GOODNAME_KEY_FILE", str(tmp_path / "keys" / "school.key"))

    def command(*arguments: str, who: str | None = "k.boateng") -> tuple[int, str]:
        given = [*arguments, *(["--as", who] if who else [])]
        result = CliRunner().invoke(app, given)
        if isinstance(result.exception, GoodnameError):
            return fail(result.exception), str(result.exception)
        return result.exit_code, result.output

    return command


def test_a_pack_is_written_for_its_owner_alone(run: Run, home: Home, tmp_path: Path) -> None:
    case, out = case_with_names(home), tmp_path / "pack.pdf"
    code, said = run("pack", case, "--route", "posh", "--out", str(out), *SAID)
    assert code == 0
    assert "SHA-256" in said
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "Request for help" in words(out.read_bytes())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param(([], "k.boateng"), "record the disclosure first", id="no disclosure"),
        pytest.param((SAID[:4], "k.boateng"), "--consent", id="consent not spoken of"),
        pytest.param(([*SAID, "--set", "no-equals"], "k.boateng"), "NAME=VALUE", id="a value without a name"),
        pytest.param(
            ([*SAID, "--notice", "nowhere.toml"], "k.boateng"), "cannot be read", id="a notice that is not there"
        ),
        pytest.param((SAID, "nobody"), "not on the list", id="somebody unknown"),
        pytest.param((SAID, None), "say who you are", id="nobody"),
    ],
)
def test_a_pack_is_refused_and_nothing_is_written(
    run: Run, home: Home, tmp_path: Path, given: tuple[list[str], str | None], message: str
) -> None:
    case, out = case_with_names(home), tmp_path / "pack.pdf"
    arguments, who = given
    code, said = run("pack", case, "--route", "posh", "--out", str(out), *arguments, who=who)
    assert code == 2
    assert message in said
    assert not out.exists()


def test_a_report_is_written(run: Run, home: Home, tmp_path: Path) -> None:
    out = tmp_path / "report.csv"
    code, _ = run("report", "governors", "--from", "2026-09-01", "--to", "2026-12-31", "--out", str(out))
    assert code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_governor_cannot_ask_for_days_of_their_own_by_command(run: Run, home: Home, tmp_path: Path) -> None:
    add_person(home=home, username="v.governor", display_name="v", email=None, roles=[Role.GOVERNOR], actor="test")
    out = tmp_path / "report.csv"
    begin = terms(home=home)[0].begin
    days = ["--from", f"{begin}", "--to", f"{begin + timedelta(days=40)}", "--out", str(out)]
    code, said = run("report", "governors", *days, who="v.governor")
    assert (code, out.exists()) == (2, False)
    assert "by whole terms" in said


def test_from_routes_to_an_answer(run: Run, home: Home, tmp_path: Path) -> None:
    case, text = case_with_names(home), tmp_path / "text.txt"
    text.write_text("Please remove it.", encoding="utf-8")
    code, said = run("takedown", "routes", case, "--ground", "impersonation", "--subject", "staff")
    assert code == 0
    assert "tiktok-impersonation" in said
    matter = ["--ground", "impersonation", "--subject", "staff", "--filer", "school", "--text-file", str(text)]
    draft = ("takedown", "draft", case, "--route", "tiktok-impersonation", *matter)
    text.write_bytes("Please remove the posts of Zoë.".encode("cp1252"))
    code, said = run(*draft)
    assert (code, "not UTF-8" in said) == (2, True)
    text.write_text("Please remove it.", encoding="utf-8-sig")
    assert run(*draft)[0] == 0
    (kept,) = list_requests(home=home, viewer="k.boateng", reference=case)
    assert kept.draft == "Please remove it."
    assert run("takedown", "sent", case, "1", "--reference", "TT-1")[0] == 0
    assert run("takedown", "answered", case, "1", "--outcome", "refused", "--response", "no")[0] == 0
    assert "Refused" in run("takedown", "list", case)[1]
    assert "Noted" in run("takedown", "state", case, "1", "removed")[1]


def test_the_ladder_and_the_lock(run: Run, home: Home) -> None:
    case = case_with_names(home)
    assert "Danger now? 999: now" in run("ladder", case)[1]
    assert run("escalate", case, "--rung", "1")[0] == 2
    assert run("escalate", case, "--rung", "1", "--left-out", "0=nobody in danger")[0] == 0
    for wrong in ("nine=x", "²=x", "9=x"):
        assert run("escalate", case, "--rung", "2", "--left-out", wrong)[0] == 2
    assert run("disclose", case, "--route", "posh", *SAID)[0] == 0
    assert "999" in run("lock", case, "--why", "said so")[1]
    assert run("unlock", case, "--why", "text only")[0] == 0


def test_evidence_is_kept_and_verified(run: Run, home: Home) -> None:
    case = case_with_names(home)
    assert run("evidence", "keep", case)[0] == 0
    code, said = run("evidence", "verify", who=None)
    assert code == 0
    assert "BEGIN PUBLIC KEY" in said


def test_every_command_says_what_it_is_for(run: Run) -> None:
    for name in NAMES_OF_COMMANDS:
        code, said = run(*name.split(), "--help", who=None)
        assert code == 0
        assert json.dumps(name)[1:-1].split()[0] in said


def test_a_locked_pack_prints_its_passphrase_once_and_how_it_was_sent_is_noted(
    run: Run, home: Home, tmp_path: Path
) -> None:
    case, out = case_with_names(home), tmp_path / "pack.pdf"
    code, said = run("pack", case, "--route", "posh", "--out", str(out), "--lock", *SAID)
    assert (code, "Passphrase, to be told by telephone" in said) == (0, True)
    assert b"/Encrypt" in out.read_bytes()
    assert "not noted as sent" in run("disclosures", case)[1]
    assert run("sent", case, "1", "--by", "egress")[0] == 0
    assert "sent: Egress" in run("disclosures", case)[1]
    assert run("sent", case, "1", "--by", "egress")[0] == 2


def test_the_cover_letter_is_written_for_its_owner_alone(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "letter.docx"
    days = ("--from", "2026-09-01", "--to", "2026-12-18")
    code, _ = run("cover-letter", *days, "--out", str(out), "--set", "sender_name=L. Pemberton", who="l.pemberton")
    assert (code, stat.S_IMODE(out.stat().st_mode)) == (0, 0o600)
    assert run("cover-letter", *days, "--out", str(tmp_path / "letter.xls"))[0] == 2
