from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InputError
from data.post_jsonl import BrokenLine, post_from_json, post_line, post_to_json, read_objects, read_posts
from data.records import Picture, Post, Repost
from data.words import Direction, Platform

LEAST = {"id": "1", "platform": "x", "text": "Lovely sports day"}
NOON = datetime(2026, 11, 9, 12, 0, tzinfo=UTC)


def with_(**fields: Any) -> dict[str, Any]:
    return LEAST | fields


def test_the_least_post_has_id_platform_and_text() -> None:
    assert post_from_json(LEAST) == Post(id="1", platform=Platform.X, text="Lovely sports day")


def test_every_field_of_the_contract_is_read() -> None:
    post = post_from_json(
        {
            "id": "42",
            "platform": "facebook",
            "direction": "own",
            "account": "LarkmerePrimary",
            "url": "https://facebook.example/42",
            "title": "Larkmere parents",
            "text": "Harvest #HarvestFestival",
            "author": "Larkmere Primary",
            "published_at": "2026-11-09T12:00:00+00:00",
            "rating": 4,
            "on_own_post": True,
            "hashtags": ["Harvest"],
            "repost_of": {"author": "PTA", "text": "Harvest today"},
            "images": [{"file": "a.jpg", "alt_text": "A table", "pupil_ids": []}],
            "something_new": {"nobody": "knows"},
        }
    )
    assert post == Post(
        id="42",
        platform=Platform.FACEBOOK,
        direction=Direction.OWN,
        account="LarkmerePrimary",
        url="https://facebook.example/42",
        title="Larkmere parents",
        text="Harvest #HarvestFestival",
        author="Larkmere Primary",
        published_at=NOON,
        rating=4.0,
        on_own_post=True,
        hashtags=("Harvest",),
        repost_of=Repost("Harvest today", "PTA"),
        images=(Picture("a.jpg", "A table", ()),),
    )


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        pytest.param({"file": "a.jpg"}, None, id="absent: nobody has said"),
        pytest.param({"file": "a.jpg", "pupil_ids": None}, None, id="null: nobody has said"),
        pytest.param({"file": "a.jpg", "pupil_ids": []}, (), id="empty: declared, no pupil"),
        pytest.param({"file": "a.jpg", "pupil_ids": ["P1"]}, ("P1",), id="declared"),
    ],
)
def test_who_is_in_a_picture_is_absent_or_declared(picture: dict[str, Any], expected: tuple[str, ...] | None) -> None:
    post = post_from_json(with_(images=[picture]))
    assert post.images[0].pupil_ids == expected
    assert post_from_json(post_to_json(post)) == post


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("2026-11-09T12:00:00Z", NOON, id="UTC"),
        pytest.param("2026-11-09T12:00:00.000Z", NOON, id="milliseconds"),
        pytest.param("2026-11-09T13:00:00+01:00", NOON, id="another zone"),
        pytest.param("2026-11-09T12:00:00", NOON, id="no zone is read as UTC"),
        pytest.param("2026-11-09", datetime(2026, 11, 9, tzinfo=UTC), id="a date"),
        pytest.param(None, None, id="null"),
    ],
)
def test_times(written: str | None, expected: datetime | None) -> None:
    assert post_from_json(with_(published_at=written)).published_at == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param({"platform": "x", "text": "a"}, '"id" is missing', id="no id"),
        pytest.param(with_(id=7), '"id" must be a text', id="id is a number"),
        pytest.param(with_(id=" "), '"id" must be a text that is not empty', id="id is blank"),
        pytest.param(with_(platform="myspace"), '"platform" must be one of: x, instagram', id="no such platform"),
        pytest.param(with_(platform=["x"]), '"platform" must be one of', id="platform is a list"),
        pytest.param(with_(text=None), '"text" is missing', id="text null"),
        pytest.param(with_(text={"a": 1}), '"text" must be a text', id="text is an object"),
        pytest.param(with_(direction="both"), '"direction" must be one of: mention, own', id="direction"),
        pytest.param(with_(published_at="yesterday"), '"published_at" must be a time', id="time in words"),
        pytest.param(with_(published_at=1762689600), '"published_at" must be a time', id="time as a number"),
        pytest.param(with_(published_at="0001-01-01T00:00:00+14:00"), "must be a time", id="time before time"),
        pytest.param(with_(rating="five"), '"rating" must be a number', id="rating in words"),
        pytest.param(with_(rating=True), '"rating" must be a number', id="rating true"),
        pytest.param(with_(rating=float("nan")), '"rating" must be a number', id="rating NaN"),
        pytest.param(with_(on_own_post="yes"), '"on_own_post" must be true or false', id="truth in words"),
        pytest.param(with_(hashtags="a b"), '"hashtags" must be a list of texts', id="hashtags in a text"),
        pytest.param(with_(hashtags=[1]), '"hashtags" must be a list of texts', id="hashtags of numbers"),
        pytest.param(with_(repost_of="RT"), '"repost_of" must be a JSON object', id="repost as text"),
        pytest.param(with_(repost_of={"author": "A"}), '"repost_of": "text" is missing', id="repost without text"),
        pytest.param(with_(images={}), '"images" must be a list', id="images as object"),
        pytest.param(with_(images=["a.jpg"]), '"images" must be a JSON object', id="image as text"),
        pytest.param(with_(images=[{}]), '"images": "file" is missing', id="image without file"),
        pytest.param(
            with_(images=[{"file": "a", "pupil_ids": "P1"}]), '"pupil_ids" must be a list', id="ids in a text"
        ),
        pytest.param(with_(images=[{"file": "a", "kind": "sound"}]), '"kind" must be one of', id="picture kind"),
        pytest.param([], "not a JSON object", id="a list"),
    ],
)
def test_a_wrong_value_is_named_by_line_and_field(content: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        post_from_json(content, line=9)
    assert str(caught.value).startswith("line 9: ")
    assert message in str(caught.value)


def test_an_error_does_not_repeat_what_stood_there() -> None:
    with pytest.raises(InputError) as caught:
        post_from_json(with_(published_at="Tilda Wren said so"))
    assert "Tilda" not in str(caught.value)


def test_hashtags_left_out_are_found_in_the_text() -> None:
    assert post_from_json(with_(text="Well done #TeamLarkmere")).hashtags == ("TeamLarkmere",)


def test_hashtags_given_as_none_are_not_looked_for() -> None:
    assert post_from_json(with_(text="Hello #Larkmere", hashtags=[])).hashtags == ()


def test_a_broken_line_is_reported_and_the_rest_goes_on() -> None:
    good = json.dumps(LEAST).encode()
    lines = [
        b"\xef\xbb\xbf" + good + b"\r\n",
        b'{"id": "2", "platform"\r\n',
        b"\r\n",
        b'{"id": "3", "platform": "x"}\n',
        b'"text"\n',
        b"\xff\xfe{\n",
        b"[" * 100_000 + b"\n",
        b'{"id": "4", "platform": "x", "text": "a", "rating": ' + b"9" * 5000 + b"}\n",
        good,
    ]
    found = list(read_posts(io.BytesIO(b"".join(lines))))
    assert [entry.line for entry in found if isinstance(entry, BrokenLine)] == [2, 4, 5, 6, 7, 8]
    assert [entry.id for entry in found if isinstance(entry, Post)] == ["1", "1"]
    assert found[1] == BrokenLine(2, "line 2: not JSON (column 23); write one JSON object a line")
    assert found[2] == BrokenLine(4, 'line 4: "text" is missing')
    assert "save the file as UTF-8" in str(found[4])


def test_lines_are_read_one_at_a_time() -> None:
    def endless() -> Any:
        yield json.dumps(LEAST)
        raise AssertionError("the second line was asked for too early")

    assert isinstance(next(read_posts(endless())), Post)


def test_a_line_separator_inside_a_text_ends_no_line() -> None:
    line = json.dumps(with_(text="one\u2028two\x85three"), ensure_ascii=False)
    [post] = read_posts(io.BytesIO(line.encode()))
    assert isinstance(post, Post)
    assert post.text == "one\u2028two\x85three"


def test_half_a_surrogate_becomes_one_other_character() -> None:
    [post] = read_posts([b'{"id": "1", "platform": "x", "text": "a\\ud800b\\u0000c \\ud83d\\ude00"}'])
    assert isinstance(post, Post)
    assert post.text == "a\ufffdb\ufffdc \U0001f600"
    post_line(post).encode("utf-8")


def test_a_text_of_ten_megabytes_is_read() -> None:
    [post] = read_posts([json.dumps(with_(text="word " * 2_000_000))])
    assert isinstance(post, Post)
    assert len(post.text) == 10_000_000


def test_objects_keep_what_is_beyond_the_post() -> None:
    assert list(read_objects(['{"id": "1", "labels": {"relevant": true}}'])) == [
        (1, {"id": "1", "labels": {"relevant": True}})
    ]


def test_what_the_platform_gave_beyond_the_contract_is_written_and_read() -> None:
    post = Post(
        id="1", platform=Platform.MUMSNET, text="a", edited_at=NOON, thread="9", report_url="https://m.example/r"
    )
    assert post_from_json(json.loads(post_line(post))) == post
    assert "thread" not in post_to_json(Post(id="1", platform=Platform.X, text="a"))


_texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"))
_moments = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds


@given(
    st.builds(
        Post,
        id=_texts.filter(str.strip),
        platform=st.sampled_from(Platform),
        text=_texts,
        direction=st.sampled_from(Direction),
        account=st.none() | _texts,
        title=st.none() | _texts,
        author=st.none() | _texts,
        url=st.none() | _texts,
        published_at=st.none() | _moments,
        edited_at=st.none() | _moments,
        rating=st.none() | st.floats(allow_nan=False, allow_infinity=False),
        on_own_post=st.booleans(),
        hashtags=st.lists(_texts).map(tuple),
        repost_of=st.none() | st.builds(Repost, text=_texts, author=st.none() | _texts),
        images=st.lists(
            st.builds(
                Picture, file=_texts, alt_text=st.none() | _texts, pupil_ids=st.none() | st.lists(_texts).map(tuple)
            )
        ).map(tuple),
        thread=st.none() | _texts,
        report_url=st.none() | _texts,
        provenance=st.just(Post.__dataclass_fields__["provenance"].default),
    )
)
def test_a_post_written_and_read_is_the_same_post(post: Post) -> None:
    assert list(read_posts([post_line(post)])) == [post]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*LEAST, "images", "repost_of", "rating"]), inner),
)


@given(_json)
def test_any_json_is_a_post_or_an_input_error(content: Any) -> None:
    try:
        post = post_from_json(content)
    except InputError:
        return
    post_line(post).encode("utf-8")
