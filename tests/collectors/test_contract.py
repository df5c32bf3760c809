"""What every collector promises, checked on all of them alike."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from collectors.base import Collector, CollectorError, Query
from collectors.registry import COLLECTORS, NOT_SCHEDULED, build, collector_class, known, scheduled, source_settings
from data.config import SourceSettings, config_model
from data.errors import InputError, NotConfigured, RefusedByTerms
from data.records import Post, RawItem, RawPage
from data.secrets import Secrets
from data.words import SOURCE_KEYS, Platform
from pipelines.parse import recorded

PAYLOADS = Path(__file__).parents[1] / "payloads"
SENTENCES = ("covers", "cannot", "limits", "authority")
NO_PAGES = [
    pytest.param("<!DOCTYPE html><html><body><p>Please log in</p></body></html>", id="a web page"),
    pytest.param("\x00\ufffd<<<&&&", id="garbage"),
    pytest.param("", id="nothing"),
    pytest.param(7, id="a number"),
    pytest.param(1.5, id="a fraction"),
    pytest.param(True, id="a truth"),
    pytest.param(None, id="null"),
    pytest.param([], id="a list of nothing"),
    pytest.param([None, 7, "a"], id="a list of anything"),
    pytest.param({"unheard": "of"}, id="an object of another kind"),
    pytest.param({"error": {"message": "no", "code": 500}}, id="an error object"),
]
every_collector = pytest.mark.parametrize("key", known())


@every_collector
def test_it_has_the_four_parts_and_its_names_match(key: str) -> None:
    kind = collector_class(key)
    assert kind.key == key
    assert kind.__module__ == f"collectors.{key}"
    assert COLLECTORS[key].endswith(f":{kind.__name__}")
    assert kind.__name__.replace("Collector", "").lower() == key.replace("_", "")
    assert kind.platform in Platform
    assert kind.mapper_version >= 1
    assert key in SOURCE_KEYS
    promised = {name: inspect.signature(part) for name, part in vars(Collector).items() if inspect.isfunction(part)}
    for name in ("build", "fetch", "split", "parse"):
        assert list(inspect.signature(getattr(kind, name)).parameters)[-1:] == list(promised.get(name, inspect.signature(getattr(Collector, name))).parameters)[-1:]  # fmt: skip


@every_collector
def test_its_file_says_what_it_covers_and_where_the_format_was_seen(key: str) -> None:
    story = import_module(f"collectors.{key}").__doc__ or ""
    assert len(story.splitlines()) > 2
    for part in ("fetch", "split", "parse", "build"):
        assert getattr(collector_class(key), part).__doc__, part


@every_collector
def test_its_coverage_is_said_in_four_sentences(key: str) -> None:
    coverage = asdict(collector_class(key).coverage)
    assert set(coverage) == set(SENTENCES)
    for name, sentence in coverage.items():
        assert len(sentence) > 3, name
        assert sentence[0].isupper() or sentence[0].isdigit(), name
        assert sentence[-1] == ".", name


@every_collector
def test_each_setting_is_frozen_and_explained(key: str) -> None:
    kind = collector_class(key).Settings
    assert issubclass(kind, SourceSettings)
    made = kind()
    assert made.enabled is False
    assert made.interval >= 1
    for name, field in kind.model_fields.items():
        assert field.description, name
        with pytest.raises(ValidationError):
            setattr(made, name, getattr(made, name))
    with pytest.raises(ValidationError):
        kind.model_validate({"no_such_setting": 1})


@every_collector
@pytest.mark.parametrize("body", NO_PAGES)
def test_what_is_no_page_of_its_own_is_an_error_and_never_empty(key: str, body: Any) -> None:
    try:
        items = collector_class(key).split(RawPage(key, body))
    except CollectorError as error:
        said = str(error)
    else:
        assert key == "manual", "only a handed-in list is cut before its parts are looked at"
        assert not any(parsed(key, item) for item in items)
        said = "each item is an error"
    assert said.strip()


@every_collector
@pytest.mark.parametrize("payload", [None, 7, "text", [], {}, {"id": None}, {"id": 7, "text": 7}])
def test_what_is_no_item_of_its_own_is_an_error(key: str, payload: Any) -> None:
    with pytest.raises(CollectorError):
        collector_class(key).parse(RawItem(key, payload))


@every_collector
def test_without_secrets_it_says_what_is_missing_or_is_ready(key: str, clock: FakeClock) -> None:
    kind = collector_class(key)
    secrets = Secrets({})
    if key in NOT_SCHEDULED:
        made = build(key, kind.Settings(), clock=clock, secrets=secrets, school_type="independent")
        assert list(made.fetch(Query(names=("Larkmere",)), {})) == []
        return
    with pytest.raises((NotConfigured, RefusedByTerms), match=r"\w+ \w+ \w+"):
        build(key, kind.Settings(), clock=clock, secrets=secrets, school_type="independent")


def test_a_source_without_a_collector_says_so() -> None:
    with pytest.raises(NotConfigured, match="wikipedia is not in this version"):
        collector_class("wikipedia")
    with pytest.raises(InputError, match="there is no source of that name"):
        collector_class("friendface")


def test_the_settings_of_all_collectors_stand_in_one_model() -> None:
    config = config_model(source_settings()).model_validate({"school": {"name": "Larkmere Primary School & Nursery"}})
    for key in known():
        assert type(config.sources.of(key)) is collector_class(key).Settings


def test_what_is_scheduled_is_everything_that_is_fetched() -> None:
    assert set(scheduled()) | set(NOT_SCHEDULED) == set(known())


# --- Properties: whatever comes in, only a post or a CollectorError comes out ------------------------------------------


@cache
def real_items(key: str) -> tuple[RawItem, ...]:
    """Return items of the recorded shape, from the fixtures of `key`."""
    kind, found = collector_class(key), []
    for path in sorted((PAYLOADS / key).glob("*.*")):
        try:
            found += [item for answer in recorded(path.read_bytes()) for item in kind.split(RawPage(key, answer.body))]
        except (CollectorError, InputError):
            continue
    if key == "manual":
        found = [RawItem(key, {"id": "1", "platform": "x", "text": "a", "images": [{"file": "a.jpg"}], "rating": 5})]
    return tuple(found)


def paths_in(value: Any) -> Iterator[tuple[Any, ...]]:
    yield ()
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inner:
        for path in paths_in(part):
            yield (step, *path)


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = changed(copy[path[0]], path[1:], new)
    return copy


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("https://[::1/x"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def parsed(key: str, item: RawItem) -> Post | None:
    try:
        post = collector_class(key).parse(item)
    except CollectorError:
        return None
    assert isinstance(post.id, str)
    assert post.id
    assert isinstance(post.text, str)
    assert post.published_at is None or post.published_at.tzinfo is UTC
    assert post.edited_at is None or post.edited_at.tzinfo is UTC
    return post


@every_collector
def test_items_of_the_recorded_shape_are_at_hand_and_are_posts(key: str) -> None:
    items = real_items(key)
    assert items
    assert any(parsed(key, item) for item in items)
    for item in items:
        stored = RawItem(key, *json.loads(json.dumps([item.payload, dict(item.context)])))
        assert parsed(key, stored) == parsed(key, item)


@every_collector
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_an_item_with_one_value_changed_is_a_post_or_an_error(key: str, data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(real_items(key)))
    parts = {"payload": item.payload, "context": dict(item.context)}
    path = data.draw(st.sampled_from([path for path in paths_in(parts) if len(path) > 1 or path == ("payload",)]))
    parts = changed(parts, path, data.draw(json_values))
    parsed(key, RawItem(key, parts["payload"], parts["context"]))


@every_collector
@given(payload=json_values)
@settings(max_examples=40, deadline=None)
def test_any_json_is_split_and_parsed_or_is_an_error(key: str, payload: Any) -> None:
    parsed(key, RawItem(key, payload))
    try:
        items = collector_class(key).split(RawPage(key, payload))
    except CollectorError:
        return
    for item in items:
        parsed(key, item)


@every_collector
@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_page_with_one_value_changed_is_split_or_is_an_error(key: str, data: st.DataObject) -> None:
    pages = [
        answer.body for path in sorted((PAYLOADS / key).glob("*.json")) for answer in recorded(path.read_bytes())
    ] or [{"id": "1", "platform": "x", "text": "a"}]
    page = data.draw(st.sampled_from(pages))
    path = data.draw(st.sampled_from(list(paths_in(page))))
    try:
        items = collector_class(key).split(RawPage(key, changed(page, path, data.draw(json_values))))
    except CollectorError:
        return
    for item in items:
        parsed(key, item)
