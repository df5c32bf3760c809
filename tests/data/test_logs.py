"""Logs: only named fields are written, whatever a caller or a library says."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.logs import FIELDS, KEPT_FILES, LARGEST_BYTES, close_log, drop_other_fields, open_log

PERSON = "Tilda Wren of Kestrels"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "logs"
    close_log(tmp_path / "logs")


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "goodname.log").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    "field",
    [
        "text", "title", "author", "name", "pupil", "url", "link", "email", "recipient", "handle", "detail", "error",
        "exception", "exc_info", "stack", "query", "body", "post", "token", "path", "message", "Source", "source ",
    ],
)  # fmt: skip
def test_only_named_fields_are_written(folder: Path, field: str) -> None:
    open_log(folder).info("collected", source="x", new=3, **{field: PERSON})
    (line,) = lines(folder)
    assert PERSON not in json.dumps(line)
    assert (line["event"], line["source"], line["new"], line["dropped_fields"]) == ("collected", "x", 3, 1)


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text())))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_passed_no_other_field_is_left(fields: dict[str, Any]) -> None:
    kept = drop_other_fields(None, "info", dict(fields))
    assert set(kept) - {"dropped_fields"} <= FIELDS
    assert kept.get("dropped_fields", 0) == len([name for name in fields if name not in FIELDS])


def test_no_field_is_one_for_people() -> None:
    assert FIELDS.isdisjoint(
        {"text", "title", "author", "name", "url", "email", "handle", "detail", "message", "pupil"}
    )


def test_what_an_error_quotes_is_not_written(folder: Path) -> None:
    log = open_log(folder)
    try:
        int(PERSON)
    except ValueError as error:
        log.exception("job failed", job="attend", error_kind=type(error).__name__)
    assert PERSON not in (folder / "goodname.log").read_text(encoding="utf-8")
    assert lines(folder)[0]["error_kind"] == "ValueError"


@pytest.mark.parametrize(
    "library", ["httpx", "httpcore", "tweepy", "prawcore", "urllib3", "instaloader", "apscheduler"]
)
def test_what_libraries_log_is_not_in_it(folder: Path, library: str) -> None:
    open_log(folder).info("started")
    logging.getLogger(library).error("GET https://example.org/?access_token=secret %s", PERSON)
    assert [line["event"] for line in lines(folder)] == ["started"]


def test_what_is_logged_goes_nowhere_else(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        open_log(folder).info("collected", source="x")
    assert caplog.records == []


def test_http_libraries_do_not_tell_of_addresses() -> None:
    import collectors.http

    assert collectors.http.VERSION
    for library in ("httpx", "httpcore"):
        assert not logging.getLogger(library).isEnabledFor(logging.INFO)


def test_a_log_opened_twice_writes_each_line_once(folder: Path) -> None:
    for name in ("first", "second"):
        open_log(folder).info(name)
    assert [line["event"] for line in lines(folder)] == ["first", "second"]


def test_old_lines_make_room(folder: Path) -> None:
    log = open_log(folder)
    (handler,) = logging.getLogger(f"goodname.{folder}").handlers
    handler.maxBytes = 200  # type: ignore[attr-defined]  # a rotating handler's own
    for number in range(40):
        log.info("collected", source="x", new=number)
    assert (LARGEST_BYTES, KEPT_FILES) == (2_000_000, 5)
    assert len(list(folder.glob("goodname.log*"))) == KEPT_FILES + 1
