"""The commands as other programs call them: output, exit codes, and what bad input is told."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.cli import main

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def goodname(folder: Path, *arguments: str, stdin: str | bytes = "") -> Done:
    """Run the command line in this process, as the console script does, in `folder`."""
    environment = {
        "GOODNAME_KEY_FILE": str(folder / "keys" / "school.key"),
        "GOODNAME_HOME": str(folder / "home"),
        "COLUMNS": "200",
    }
    out, err = io.StringIO(), io.StringIO()
    given = io.TextIOWrapper(io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["goodname", *arguments])
        patch.setattr(sys, "stdin", given)
        with pytest.raises(SystemExit) as end:
            main()
    return Done(int(end.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `goodname init` was run."""
    folder = tmp_path_factory.mktemp("school")
    made = goodname(folder, "init", "--name", "Larkmere Primary School & Nursery", "--town", "Larkmere")
    assert made.returncode == 0, made.stderr
    return folder


def test_init_says_what_it_wrote_and_what_comes_next_and_never_overwrites(school: Path) -> None:
    assert (school / "home" / "school.toml").exists()
    assert (school / "keys" / "school.key").stat().st_mode & 0o777 == 0o600
    again = goodname(school, "init", "--name", "Another")
    assert again.returncode == 2
    assert "not overwritten" in again.stderr
    assert "Traceback" not in again.stderr


def test_check_says_of_every_part_what_it_needs(school: Path) -> None:
    done = goodname(school, "check")
    said = " ".join(re.sub(r"[│┃]", " ", done.stdout).split())  # a cell may be broken over lines
    assert done.returncode == 1
    for part in ("store", "detectors", "x", "mumsnet", "reddit", "tiktok", "mail", "S1 alerts", "dashboard"):
        assert part in said
    assert "switched off" in said
    assert "not in this version" in said
    assert "goodname import pupils" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["collect", "twitter"], "no source of that name", id="unknown source"),
        pytest.param(["parse", "x", "missing.json"], "cannot be read", id="no such file"),
        pytest.param(["import", "parents", "x.csv"], "no such register", id="unknown register"),
        pytest.param(["examine", "-", "--school", "nowhere"], "`goodname init` writes one", id="no school there"),
        pytest.param(["check", "--home", "nowhere"], "`goodname init` writes one", id="no home there"),
    ],
)
def test_bad_usage_ends_with_2_and_a_sentence(school: Path, arguments: list[str], sentence: str) -> None:
    done = goodname(school, *arguments, stdin="")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_collect_with_nothing_switched_on_says_so(school: Path) -> None:
    done = goodname(school, "collect")
    assert done.returncode == 0
    assert "No source is switched on" in done.stdout


def test_collect_of_a_source_that_is_not_configured_is_a_failed_check(school: Path) -> None:
    done = goodname(school, "collect", "reddit", "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert (report["source"], report["status"], report["new"]) == ("reddit", "not_configured", 0)


# --- Posts and registers in files ------------------------------------------------------------------------------------

GOOD = {
    "id": "1",
    "platform": "x",
    "title": "Larkmere Primary parents",
    "text": "I am bringing a knife to Larkmere Primary on Monday morning, the front office first",
}
CALM = {
    "id": "2",
    "platform": "google_reviews",
    "text": "Lovely school, kind staff.",
    "title": "Larkmere Primary",
    "rating": 5,
}


@pytest.fixture
def folder(school: Path, tmp_path: Path) -> Path:
    (tmp_path / "school.toml").write_text(
        '[school]\nname = "Larkmere Primary School & Nursery"\nmotto = "x"\n', encoding="utf-8"
    )
    return tmp_path


def test_examine_prints_one_line_a_post_in_order_and_warns_of_an_unknown_key(school: Path, folder: Path) -> None:
    lines = "\n".join(json.dumps(post) for post in (GOOD, CALM))
    done = goodname(school, "examine", "-", "--school", str(folder), stdin=lines)
    assert done.returncode == 0, done.stderr
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["id"], second["id"]) == ("1", "2")
    assert first["severity"] == "S1"
    assert set(first) == {"id", "relevant", "relevance", "sentiment", "severity", "scores", "unread", "findings"}
    assert set(first["scores"]) == {"abusive", "defamatory", "child_identifying", "safeguarding"}
    (danger,) = [found for found in first["findings"] if found["label"] == "safeguarding"][:1]
    assert set(danger) >= {
        "label",
        "subtype",
        "score",
        "level",
        "where",
        "spans",
        "pupil_ids",
        "reason",
        "detector",
        "version",
    }
    assert all(0 <= start < end <= len(GOOD["text"]) for start, end in danger["spans"])
    assert "[school] motto is not a setting" in done.stderr


def test_a_broken_line_is_named_and_the_rest_goes_on(school: Path, folder: Path) -> None:
    done = goodname(school, "examine", "-", "--school", str(folder), stdin=f"{{broken\n{json.dumps(CALM)}\n")
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["2"]
    assert "line 1" in done.stderr


def test_import_posts_opens_cases_and_a_second_import_adds_nothing(school: Path, folder: Path) -> None:
    path = folder / "posts.jsonl"
    path.write_text(json.dumps(GOOD) + "\n", encoding="utf-8")
    first, second = (goodname(school, "import", "posts", str(path)) for _ in range(2))
    assert "1 new, 0 known already" in first.stdout
    assert "1 cases opened" in first.stdout
    assert "0 new, 1 known already" in second.stdout
    assert "0 cases opened" in second.stdout


def test_a_pasted_link_with_words(school: Path) -> None:
    words = "Our head at Larkmere Primary is a stupid ugly cow and deserves a slap"
    done = goodname(school, "hand-in", "--text-file", "-", stdin=f"https://www.mumsnet.com/talk/primary/1-a\n{words}")
    assert done.returncode == 0, done.stderr
    assert "Taken" in done.stdout
    assert goodname(school, "hand-in", "--text-file", "-", stdin="  ").returncode == 2


@pytest.mark.parametrize(
    ("register", "content", "sentence"),
    [
        pytest.param("pupils", b"pupil,first,last\n1,Ada,Quill\n", "pupil_id", id="a wrong column"),
        pytest.param(
            "pupils",
            b"pupil_id,legal_first,surname\np1,Ada\xff\xfe\x81,Quill\n",
            "unknown encoding",
            id="a bad encoding",
        ),
        pytest.param(
            "pupils",
            b"pupil_id,legal_first,surname,date_of_birth\np1,Ada,Quill,yesterday\n",
            "31/12/2020",
            id="a bad date",
        ),
        pytest.param("pupils", b"pupil_id,legal_first,surname\np1,Ada,Quill\np1,Bo,Reed\n", "line 3", id="an id twice"),
        pytest.param("pupils", b"", "the column pupil_id is missing", id="an empty file"),
    ],
)
def test_a_register_file_that_is_wrong_is_told_where_and_nothing_is_stored(
    school: Path, folder: Path, register: str, content: bytes, sentence: str
) -> None:
    path = folder / f"{register}.csv"
    path.write_bytes(content)
    done = goodname(school, "import", register, str(path))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Quill" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_dry_run_stores_nothing(school: Path, folder: Path) -> None:
    path = folder / "staff.csv"
    path.write_text("name,role,known_as,user\nHelen Ashdown,Headteacher,,h.ashdown\n", encoding="utf-8")
    for _ in range(2):
        assert "1 added" in goodname(school, "import", "staff", str(path), "--dry-run").stdout


def test_people_are_added_and_listed(school: Path) -> None:
    done = goodname(school, "user", "add", "k.boateng", "--role", "dsl", stdin="Kwame Boateng\nk.boateng@example.org\n")
    assert done.returncode == 0, done.stderr
    assert "Designated safeguarding lead" in goodname(school, "user", "list").stdout
    assert goodname(school, "user", "add", "k.boateng", "--role", "dsl").returncode == 2


def test_the_audit_log_is_verified(school: Path) -> None:
    done = goodname(school, "verify-log")
    assert done.returncode == 0
    assert "is whole" in done.stdout


def test_a_lost_key_stops_everything(school: Path) -> None:
    key = school / "keys" / "school.key"
    kept = key.read_bytes()
    key.unlink()
    try:
        done = goodname(school, "check")
        assert done.returncode == 2
        assert "key file" in done.stderr
        key.write_text("00" * 32)
        key.chmod(0o600)
        done = goodname(school, "check")
        assert done.returncode == 2
        assert "not the one this school's data was sealed with" in done.stderr
    finally:
        key.write_bytes(kept)
        key.chmod(0o600)


def test_as_a_program_of_its_own_it_helps_quickly_and_reads_no_detector_for_that() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "pipelines.cli", "--help"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=True
    )
    for word in (
        "demo",
        "init",
        "check",
        "run",
        "dashboard",
        "collect",
        "parse",
        "audit",
        "examine",
        "evaluate",
        "import",
    ):
        assert word in done.stdout
    for heavy in ("sklearn", "streamlit", "tweepy", "praw", "sqlalchemy"):
        assert f" {heavy}\n" not in done.stderr
