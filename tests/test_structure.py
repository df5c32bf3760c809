"""The shape of the tree: arrows between packages, one file for one part, nothing of the workshop left in it."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from collectors.registry import COLLECTORS
from data.words import SOURCE_KEYS

ROOT = Path(__file__).parents[1]
PACKAGES = ("data", "collectors", "classifiers", "casework", "pipelines", "dashboard")
NOT_OURS = {"__pycache__", "build", "dist", "node_modules"}
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".cfg",
    ".sh",
    ".css",
    ".csv",
    ".jsonl",
    ".json",
    ".svg",
    ".typ",
    ".xml",
    ".html",
    "",
}
LONGEST = 320
LONGER = {
    "data/store/tables.py": "all tables in one place, so that a migration can be compared with one file",
    "data/store/posts.py": "storing, versions and mapping back belong to one row and read it alike",
    "data/store/migrations/versions/0001_first_tables.py": "a migration is a record and is not rewritten",
}
"""Files that may be longer than `LONGEST` lines, each with its reason."""
PARTS_OF_COLLECTORS = (
    "base",
    "http",
    "gate",
    "robots",
    "bridge",
    "registry",
    "addresses",
    "links",
    "found",
    "own_media",
)
"""Modules in `collectors/` that serve all sources."""


def tracked() -> list[Path]:
    """Return the files of the repository: what git knows, or in an unpacked archive all that is there."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
        return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and NOT_OURS.isdisjoint(path.parts)]


FILES = tracked()
CODE = [path for path in FILES if path.suffix == ".py"]
SOURCE = [path for path in CODE if path.relative_to(ROOT).parts[0] in (*PACKAGES, "benchmarks")]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_arrows_between_packages_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    if not tool.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("import-linter is not installed: pip install -r requirements-dev.txt")
        pytest.skip("import-linter is not installed (requirements-dev.txt), so the arrows were not checked")
    ran = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_arrows_name_every_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    linter = project["tool"]["importlinter"]
    layers = " ".join(next(c["layers"] for c in linter["contracts"] if c["type"] == "layers"))
    assert set(linter["root_packages"]) == set(re.findall(r"\w+", layers)) == set(PACKAGES)


def test_every_package_is_installed_and_typed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {name_of(path.parent) for path in SOURCE if path.name == "__init__.py"}
    assert {folder.split("/")[0] for folder in folders} == set(PACKAGES)
    assert {entry.rstrip("*") for entry in project["tool"]["setuptools"]["packages"]["find"]["include"]} == set(
        PACKAGES
    )
    assert set(PACKAGES) <= set(project["tool"]["mypy"]["files"])


def test_every_folder_with_code_is_a_package() -> None:
    without = {
        name_of(path.parent)
        for path in SOURCE
        if not (path.parent / "__init__.py").exists() and path.relative_to(ROOT).parts[0] != "benchmarks"
    }
    assert without <= {"data/store/migrations", "data/store/migrations/versions"}


@pytest.mark.parametrize("path", SOURCE, ids=name_of)
def test_a_file_begins_by_saying_what_it_is(path: Path) -> None:
    story = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = story.strip().splitlines()[0] if story.strip() else ""
    assert len(first) > 10
    assert re.search(r"[.:!?]$", first) or len(story.splitlines()) > 1, first


def test_no_file_is_a_drawer_for_anything() -> None:
    drawer = re.compile(r"(?:^|_)(?:utils?|helpers?|managers?|misc|common_stuff|process_data)(?:_|$)")
    assert [name_of(path) for path in CODE if drawer.search(path.stem)] == []
    for path in SOURCE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        kinds = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        assert not [kind for kind in kinds if re.search(r"(?:Utils?|Helpers?|Managers?)$", kind)], name_of(path)


UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X|NotImplemented[E]rror|pragma: no [c]over)\b")
"""Written so that this line does not find itself."""


def test_nothing_is_left_unfinished() -> None:
    for path in CODE:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            assert not UNFINISHED.search(line), f"{name_of(path)}:{number}"


def test_every_exception_to_a_check_has_its_reason() -> None:
    for path in CODE:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            where = f"{name_of(path)}:{number}"
            assert not re.search(r"#\s*type: ignore(?!\[)", line), where
            assert not re.search(r"#\s*noqa(?!: )", line), where


def test_a_collectors_file_is_named_by_its_key() -> None:
    keys = set(COLLECTORS)
    for key, path in COLLECTORS.items():
        assert path.partition(":")[0] == f"collectors.{key}"
        assert (ROOT / "tests" / "collectors" / f"test_{key}.py").exists(), key
    for file in (ROOT / "collectors").glob("*.py"):
        stem = file.stem
        part_of = [
            key
            for key in (*SOURCE_KEYS, "google", "graph", "feed", "instaloader", "recheck")
            if stem.startswith(f"{key}_")
        ]
        assert stem in {*keys, *PARTS_OF_COLLECTORS, "__init__"} or part_of, stem


def test_recorded_answers_say_where_their_shape_comes_from() -> None:
    folders = [path for path in (ROOT / "tests" / "payloads").iterdir() if path.is_dir()]
    assert {folder.name for folder in folders} >= set(COLLECTORS) - {"manual"}
    for folder in folders:
        assert (folder / "README.md").is_file(), folder.name
        assert len((folder / "README.md").read_text(encoding="utf-8")) > 80, folder.name


WORKSHOP = re.compile(
    r"(?<![\w.])/(?:work|tmp/v|root|home/[a-z]+|Users/[A-Za-z]+)/|[A-Z]:\\Users\\"
    r"|--(?:extra-)?index-url|//[\w.-]*(?:pypi\.org/simple|artifactory|nexus|devpi|pkgs\.dev)|files\.pythonhosted"
)


def test_no_path_of_a_machine_and_no_registry_stands_in_a_file() -> None:
    for path in FILES:
        if path.suffix not in TEXT or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            found = WORKSHOP.search(line)
            assert found is None, f"{name_of(path)}:{number}: {found[0] if found else ''}"


def test_no_file_is_longer_than_one_part() -> None:
    long = {}
    for path in SOURCE:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST:
            long[name_of(path)] = lines
    assert {name: lines for name, lines in long.items() if name not in LONGER} == {}
    assert set(LONGER) <= set(long), "a file that is short again needs no reason"


def test_nobody_imports_a_test_or_a_private_part_of_another_package() -> None:
    for path in SOURCE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert node.module.split(".")[0] != "tests", name_of(path)
                if node.module.split(".")[0] in PACKAGES:
                    private = [name.name for name in node.names if name.name.startswith("_")]
                    assert private == [], f"{name_of(path)}: {private}"


def test_data_files_are_shipped() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]
    kinds = {
        ".toml",
        ".txt",
        ".csv",
        ".css",
        ".svg",
        ".skops",
        ".onnx",
        ".typ",
        ".mako",
        ".json",
        ".jsonl",
        ".md",
        ".ttf",
        ".otf",
    }
    left_out = []
    for path in FILES:
        parts = path.relative_to(ROOT).parts
        if parts[0] not in PACKAGES or path.suffix not in kinds or len(parts) == 2:
            continue
        if not any(covers(pattern, Path(*parts[1:])) for pattern in patterns.get(parts[0], [])):
            left_out.append(name_of(path))
    assert left_out == [], "in no package-data pattern of pyproject.toml"


def covers(pattern: str, path: Path) -> bool:
    """Say whether a setuptools pattern covers `path`: `**` is any folders, `*` stays within one name."""
    steps = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    wanted = "".join(steps.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*\*|\*)", pattern))
    return re.fullmatch(wanted, path.as_posix()) is not None
