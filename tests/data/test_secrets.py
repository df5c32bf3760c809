"""Secrets: where they are looked for, who may read the file, and that none is ever printed."""

from __future__ import annotations

import os
import re
import traceback
from pathlib import Path

import pytest

from data.errors import ConfigError, NotConfigured
from data.secrets import Secret, Secrets, read_secrets, variable

VALUE = "s3cr3t-value"


def written(folder: Path, content: str | bytes, mode: int = 0o600) -> Path:
    path = folder / "secrets.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)
    return path


def test_a_secret_prints_as_stars() -> None:
    secret = Secret(VALUE)
    assert str(secret) == f"{secret}" == "****"
    for shown in (repr(secret), repr([secret]), repr({"a": secret}), f"{secret!r}", ascii(secret)):
        assert VALUE not in shown
    assert secret.reveal() == VALUE


def test_no_collection_of_secrets_shows_one(tmp_path: Path) -> None:
    secrets = read_secrets(written(tmp_path, f'[x]\nbearer_token = "{VALUE}"'), {"GOODNAME_REDDIT_CLIENT_ID": VALUE})
    assert VALUE not in f"{secrets} {secrets!r} {secrets.get('x', 'bearer_token')!r}"
    with pytest.raises(NotConfigured) as caught:
        secrets.require("x", "another", what="something")
    assert VALUE not in "".join(traceback.format_exception(caught.value))


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, '[x]\nbearer_token = "file"\nother = "file"')
    secrets = read_secrets(path, {"GOODNAME_X_BEARER_TOKEN": "environment"})
    found = [secrets.get("x", name) for name in ("bearer_token", "other", "neither")]
    assert [secret and secret.reveal() for secret in found] == ["environment", "file", None]


def test_an_empty_variable_is_none_and_the_file_counts(tmp_path: Path) -> None:
    secrets = read_secrets(written(tmp_path, '[x]\nbearer_token = "file"'), {"GOODNAME_X_BEARER_TOKEN": ""})
    found = secrets.get("x", "bearer_token")
    assert found is not None
    assert found.reveal() == "file"


def test_the_variable_is_named_by_part_and_name() -> None:
    assert variable("google_business", "client_id") == "GOODNAME_GOOGLE_BUSINESS_CLIENT_ID"


def test_a_missing_secret_says_what_it_is_and_where_to_put_it() -> None:
    with pytest.raises(NotConfigured, match=r"X's token is missing: set GOODNAME_X_TOKEN .* token under \[x\]"):
        Secrets({}).require("x", "token", what="X's token")


def test_no_file_is_no_error(tmp_path: Path) -> None:
    assert read_secrets(tmp_path / "secrets.toml", {}).get("x", "bearer_token") is None


if os.name == "posix":

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o602, 0o601, 0o610])
    def test_a_file_that_others_can_use_is_refused(tmp_path: Path, mode: int) -> None:
        path = written(tmp_path, f'[x]\nbearer_token = "{VALUE}"', mode)
        with pytest.raises(ConfigError, match="others on this machine can read it; run: chmod 600") as caught:
            read_secrets(path, {})
        assert VALUE not in str(caught.value)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_its_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
    assert read_secrets(written(tmp_path, '[x]\na = "b"', mode), {}).get("x", "a") is not None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"[x]\nbearer_token = {VALUE}", id="without quotation marks"),
        pytest.param(f'[x\nbearer_token = "{VALUE}"', id="a bracket left open"),
        pytest.param(f'bearer_token = "{VALUE}" "{VALUE}"', id="two values"),
        pytest.param(VALUE.encode("utf-16"), id="UTF-16"),
        pytest.param(b"\xff\xfe" + VALUE.encode(), id="bytes that are no text"),
    ],
)
def test_a_file_that_is_no_toml_is_told_without_its_content(tmp_path: Path, content: str | bytes) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ConfigError, match=re.escape(f"{path}: not a TOML file")) as caught:
        read_secrets(path, {})
    assert VALUE not in str(caught.value)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").mkdir(mode=0o700)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_secrets(tmp_path / "secrets.toml", {})


def test_what_stands_outside_a_table_is_not_read_and_numbers_are_text(tmp_path: Path) -> None:
    secrets = read_secrets(written(tmp_path, 'loose = "a"\n[smtp]\npassword = 12345'), {})
    found = secrets.get("smtp", "password")
    assert found is not None
    assert found.reveal() == "12345"
    assert secrets.get("loose", "loose") is None
