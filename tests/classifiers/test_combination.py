"""A first name, a class and a face together."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from classifiers.combination import Combination
from classifiers.images import sight
from classifiers.images.faces import Face
from data.config import PolicySettings
from data.policy import resolved
from data.records import Account, Picture, Post, Pupil, School
from data.words import Direction, Label, Level, Platform

SCHOOL = School(
    name="Larkmere Primary School & Nursery",
    classes=("Year 1", "Year 4"),
    accounts=(Account(Platform.X, "larkmereyear4", "Year 4"), Account(Platform.X, "larkmereprimary", "Whole school")),
    pupils=(Pupil("p1", "Maisie", "Trevanion", school_class="Year 4"), Pupil("p2", "Alek", "Nowak")),
    policy=resolved(PolicySettings(profile="first_name_only")),
)


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (300, 200), "grey").save(content, "JPEG")
    return content.getvalue()


class Media:
    """Has every picture at hand, or none."""

    def __init__(self, content: bytes | None) -> None:
        self._content = content

    def read(self, post: Post, picture: Picture) -> bytes | None:
        return self._content


@pytest.mark.parametrize(
    ("account", "text", "faces", "declared", "policy", "expected"),
    [
        pytest.param("larkmereyear4", "Well done Maisie!", 1, None, {}, True, id="all three"),
        pytest.param("larkmereyear4", "Well done Maisie!", None, ("p1",), {}, True, id="declared, the picture is not at hand"),
        pytest.param("larkmereyear4", "Well done Maisie!", 0, ("p1",), {}, True, id="declared, no face found: a count never clears"),
        pytest.param("larkmereprimary", "Well done Maisie!", 1, ("p1",), {}, False, id="not a class account"),
        pytest.param("larkmereyear4", "Well done everybody!", 1, ("p1",), {}, False, id="no name"),
        pytest.param("larkmereyear4", "Well done Maisie!", 0, None, {}, False, id="no face, nobody declared"),
        pytest.param("larkmereyear4", "Well done Maisie!", None, ("p2",), {}, False, id="another child is declared"),
        pytest.param("larkmereyear4", "Well done Maisie!", None, (), {}, False, id="declared to show no pupil"),
        pytest.param("larkmereyear4", "Well done Maisie!", None, None, {}, False, id="the picture is not at hand"),
        pytest.param("larkmereyear4", "Well done Mrs Maisie!", 1, ("p1",), {}, False, id="an adult"),
        pytest.param("larkmereyear4", "Well done Maisie!", 1, ("p1",), {"first_name_with_class_and_face": "allow"}, False, id="the school allows it"),
        pytest.param("larkmereyear4", "Well done Maisie!", 1, ("p1",), {"profile": "strict_no_names"}, False, id="a breach by itself elsewhere"),
    ],
)  # fmt: skip
def test_only_all_three_together_are_held(
    *,
    account: str,
    text: str,
    faces: int | None,
    declared: tuple[str, ...] | None,
    policy: dict[str, str],
    expected: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = sight.Sight("0" * 64, faces=tuple(face() for _ in range(faces or 0)))
    monkeypatch.setattr(
        "classifiers.combination.sights", lambda post, media: (seen if media.read(post, post.images[0]) else None,)
    )
    school = replace(SCHOOL, policy=resolved(PolicySettings.model_validate({"profile": "first_name_only", **policy})))
    post = Post("1", Platform.X, text, Direction.OWN, account=account, images=(Picture("a.jpg", None, declared),))
    (found,) = Combination().examine([post], school, Media(None if faces is None else picture()))
    assert bool(found) is expected
    for finding in found:
        assert (finding.label, finding.level, finding.subtype) == (Label.PERSONAL_DETAIL, Level.REVIEW, "combination")
        assert "Maisie" not in finding.reason


def face() -> Face:
    import inspect

    values = {"box": (10, 10, 40, 40)}
    names = [name for name in inspect.signature(Face).parameters if name not in values]
    return Face(**values, **dict.fromkeys(names, 0.0))  # type: ignore[arg-type]


def test_a_real_picture_without_a_face_raises_nothing() -> None:
    post = Post(
        "1", Platform.X, "Well done Maisie!", Direction.OWN, account="larkmereyear4", images=(Picture("a.jpg"),)
    )
    assert Combination().examine([post], SCHOOL, Media(picture())) == [[]]


def test_it_is_one_of_the_detectors() -> None:
    from classifiers.registry import detectors

    assert Combination.key in {detector.key for detector in detectors()}
