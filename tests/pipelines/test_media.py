"""Own pictures come from where they may: a folder, a sealed copy, the platform's own servers; and go with their post."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from clocks import FakeClock
from homes import made_home
from loopback import Answer, Asked, serve
from pictures import saved, scene
from sqlalchemy import update

from collectors.own_media import addresses
from data.errors import KeyFileError
from data.records import Picture, Post, RawItem
from data.store import posts
from data.store.tables import PostRow
from data.words import Direction, Platform
from pipelines.attend import attend
from pipelines.audit import audit_own_posts
from pipelines.gather_media import Gathered, drop_media, gather_media
from pipelines.home import Home
from pipelines.media import FolderMedia, GivenMedia, HomeMedia, forget, keep, pictures_beside
from pipelines.registers import load_school

OWN = Post("1", Platform.INSTAGRAM, "A good day", direction=Direction.OWN, account="larkmere")
PICTURE = Picture("a.jpg")
CONTENT = saved(scene(1))


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock) as opened:
        yield opened


# --- A folder --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "found"),
    [
        pytest.param("a.jpg", True, id="by its name"),
        pytest.param("sub/b.jpg", True, id="in a folder inside"),
        pytest.param("images/a.jpg", True, id="by the last part of a path"),
        pytest.param("https://larkmere.example/pictures/a.jpg?w=600", True, id="by the last part of an address"),
        pytest.param("pictures\\a.jpg", True, id="by the last part of a Windows path"),
        pytest.param("../secret.jpg", False, id="outside, by dots"),
        pytest.param("sub/../../secret.jpg", False, id="outside, by dots inside"),
        pytest.param("out.jpg", False, id="outside, by a link"),
        pytest.param("sub", False, id="a folder"),
        pytest.param("none.jpg", False, id="not there"),
        pytest.param("", False, id="no name"),
        pytest.param("a\x00.jpg", False, id="a name that is none"),
        pytest.param("x" * 5000, False, id="a name without end"),
    ],
)
def test_a_folder_gives_its_own_files_only(tmp_path: Path, file: str, found: bool) -> None:
    folder = tmp_path / "media"
    (folder / "sub").mkdir(parents=True)
    for path in (folder / "a.jpg", folder / "sub" / "b.jpg", tmp_path / "secret.jpg"):
        path.write_bytes(CONTENT)
    (folder / "out.jpg").symlink_to(tmp_path / "secret.jpg")
    assert (FolderMedia((folder,)).read(OWN, Picture(file)) == CONTENT) is found


def test_nobody_elses_picture_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(CONTENT)
    mention = replace(OWN, direction=Direction.MENTION)
    assert FolderMedia((tmp_path,)).read(mention, PICTURE) is None
    assert GivenMedia({"a.jpg": CONTENT}).read(mention, PICTURE) is None


def test_pictures_lie_beside_the_posts_or_in_the_schools_folder(tmp_path: Path) -> None:
    school, beside = tmp_path / "school", tmp_path / "posts"
    for folder, name in ((school / "media", "a.jpg"), (beside, "b.jpg"), (beside / "media", "c.jpg")):
        folder.mkdir(parents=True)
        (folder / name).write_bytes(CONTENT)
    reader = pictures_beside(str(beside / "posts.jsonl"), school)
    assert all(reader.read(OWN, Picture(name)) for name in ("a.jpg", "b.jpg", "c.jpg"))
    assert pictures_beside("-", school).read(OWN, Picture("b.jpg")) is None


# --- Sealed under the home -------------------------------------------------------------------------------------------


def test_a_kept_picture_is_sealed_and_says_nothing(home: Home) -> None:
    keep(home, OWN, PICTURE, CONTENT)
    assert HomeMedia(home).read(OWN, PICTURE) == CONTENT
    assert HomeMedia(home).read(replace(OWN, direction=Direction.MENTION), PICTURE) is None
    assert HomeMedia(home).read(replace(OWN, id="2"), PICTURE) is None
    (path,) = (path for path in (home.folder / "media").rglob("*") if path.is_file())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert CONTENT[200:260] not in path.read_bytes()
    assert "a.jpg" not in str(path)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(KeyFileError):
        HomeMedia(home).read(OWN, PICTURE)
    forget(home, OWN)
    assert HomeMedia(home).read(OWN, PICTURE) is None


# --- From the platform -----------------------------------------------------------------------------------------------


def page(body: str) -> RawItem:
    return RawItem(
        "website", {"url": "https://larkmere.example/news/", "html": f"<html><body><main>{body}</main></body></html>"}
    )


CDN = "https://scontent.cdninstagram.com/v/"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        pytest.param(RawItem("instagram", {"media_type": "IMAGE", "media_url": CDN + "a.jpg?sig=1"}), {"a.jpg"}, id="one picture"),
        pytest.param(RawItem("instagram", {"media_type": "VIDEO", "media_url": CDN + "a.mp4"}), set(), id="a clip"),
        pytest.param(RawItem("instagram", {"media_type": "CAROUSEL_ALBUM", "children": {"data": [{"media_type": "IMAGE", "media_url": CDN + "a.jpg"}, {"media_type": "VIDEO", "media_url": CDN + "b.mp4"}]}}), {"a.jpg"}, id="an album"),
        pytest.param(RawItem("instagram", {"media_type": "IMAGE", "media_url": "https://evil.example/a.jpg"}), set(), id="another server"),
        pytest.param(RawItem("instagram", {"media_type": "IMAGE", "media_url": "https://notcdninstagram.com/a.jpg"}), set(), id="a server that ends alike"),
        pytest.param(RawItem("instagram", {"media_type": "IMAGE", "media_url": "http://scontent.cdninstagram.com/a.jpg"}), set(), id="not encrypted"),
        pytest.param(RawItem("instagram", {"media_type": "IMAGE", "media_url": "https://[broken"}), set(), id="no address"),
        pytest.param(RawItem("instagram", {"media_type": "IMAGE"}), set(), id="no address at all"),
        pytest.param(RawItem("instagram", ["odd"]), set(), id="no object"),
        pytest.param(RawItem("x", {"id": "1"}, {"media": [{"type": "photo", "url": "https://pbs.twimg.com/media/a.jpg"}]}), {"a.jpg"}, id="X: a photo"),
        pytest.param(RawItem("x", {"id": "1"}, {"media": [{"type": "video", "preview_image_url": "https://pbs.twimg.com/a.jpg"}]}), set(), id="X: a clip"),
        pytest.param(RawItem("mumsnet", {"media_url": CDN + "a.jpg"}), set(), id="another source"),
        pytest.param(page('<img src="/uploads/a.jpg"><a href="b.png">large</a>'), {"a.jpg", "b.png"}, id="web site: on its own host"),
        pytest.param(page('<img src="https://cdn.example/a.jpg">'), set(), id="web site: on another host"),
        pytest.param(page('<img src="https://larkmere.example.evil.example/a.jpg">'), set(), id="web site: a host that begins alike"),
        pytest.param(page('<a href="letter.pdf">letter</a><img src="data:image/png;base64,AA">'), set(), id="web site: no picture"),
        pytest.param(page('<header><img src="/logo.jpg"></header>'), set(), id="web site: outside of the page's own part"),
        pytest.param(page('<img src="https://[broken/a.jpg">'), set(), id="web site: no address"),
        pytest.param(RawItem("website", {"url": "https://larkmere.example/n.pdf", "text": "News"}), set(), id="web site: a newsletter"),
    ],
)  # fmt: skip
def test_where_a_picture_can_be_fetched(item: RawItem, expected: set[str]) -> None:
    assert set(addresses(item)) == expected


def stored(home: Home, *, url: str = CDN + "a.jpg", **changes: Any) -> Post:
    post = replace(OWN, images=(PICTURE,), published_at=home.clock() - timedelta(hours=1), **changes)
    raw = RawItem("instagram", {"id": post.id, "media_type": "IMAGE", "media_url": url})
    with home.store.writing() as session:
        posts.store_posts(session, home.school_id, "instagram", [posts.Mapped(post, raw, 1)], now=home.clock())
    return post


def tables(base_url: str, *, status: str = "active") -> dict[str, Any]:
    return {
        "accounts": [{"platform": "instagram", "handle": "larkmere", "status": status}],
        "sources": {"instagram": {"base_url": base_url}},
    }


@pytest.mark.parametrize(
    ("answer", "gathered"),
    [
        pytest.param(Answer(CONTENT), Gathered(stored=1), id="a picture"),
        pytest.param(Answer("<html>log in</html>"), Gathered(missed=1), id="a log-in wall"),
        pytest.param(Answer(b"<svg/>"), Gathered(missed=1), id="a drawing"),
        pytest.param(Answer(status=404), Gathered(missed=1), id="gone"),
        pytest.param(Answer(status=500), Gathered(missed=1), id="out of order"),
        pytest.param(Answer(status=302, headers={"Location": "https://example.org/x.jpg"}), Gathered(missed=1), id="sent elsewhere"),
        pytest.param(Answer(b"\xff\xd8\xff" + b"\0" * 16_000_000), Gathered(missed=1), id="too large"),
    ],
)  # fmt: skip
def test_a_new_own_post_brings_its_picture(
    tmp_path: Path, clock: FakeClock, answer: Answer, gathered: Gathered
) -> None:
    with serve(lambda asked: answer) as server, made_home(tmp_path, clock, tables=tables(server.base_url)) as home:
        post = stored(home)
        school = load_school(home=home, purpose="test")
        assert gather_media(home=home, source="instagram", school=school) == gathered
        assert (HomeMedia(home).read(post, PICTURE) == CONTENT) is bool(gathered.stored)
        attend(home=home, school=school)
        asked = len(server.asked)
        assert gather_media(home=home, source="instagram", school=school) == Gathered()
        assert len(server.asked) == asked, "an examined post is not asked for again"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({"account": "somebody"}, "active", id="another account"),
        pytest.param({}, "closed", id="an account that is closed"),
        pytest.param({"repost_of": posts.Repost("theirs", "library")}, "active", id="what somebody else showed"),
        pytest.param({"direction": Direction.MENTION}, "active", id="a mention"),
        pytest.param({"images": (Picture("a.jpg", kind="video"),)}, "active", id="a clip"),
    ],
)
def test_nothing_else_is_fetched(tmp_path: Path, clock: FakeClock, changes: dict[str, Any], status: str) -> None:
    with (
        serve(lambda asked: Answer(CONTENT)) as server,
        made_home(tmp_path, clock, tables=tables(server.base_url, status=status)) as home,
    ):
        post = replace(OWN, **({"images": (PICTURE,)} | changes))
        raw = RawItem("instagram", {"id": "1", "media_type": "IMAGE", "media_url": CDN + "a.jpg"})
        with home.store.writing() as session:
            posts.store_posts(session, home.school_id, "instagram", [posts.Mapped(post, raw, 1)], now=home.clock())
        gather_media(home=home, source="instagram", school=load_school(home=home, purpose="test"))
        assert server.asked == []


def test_the_audit_sees_the_picture_and_the_picture_goes_with_its_post(tmp_path: Path, clock: FakeClock) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 12.0, 0.0), 3: "E", 4: (0.0, 7.0, 0.0)})
    content = saved(scene(1), exif=exif.tobytes())

    def respond(asked: Asked) -> Answer:
        return Answer(content) if asked.path.endswith(".jpg") else Answer({"data": []})

    with serve(respond) as server:
        settings = tables(server.base_url)
        settings["sources"]["instagram"]["enabled"] = True
        with made_home(tmp_path, clock, tables=settings) as home:
            post = stored(home)
            done = audit_own_posts(home=home, since=home.clock() - timedelta(days=1), collect_first=False)
            assert (done.breaches, done.holds) == (1, 1)
            assert HomeMedia(home).read(post, PICTURE) == content
            with home.store.writing() as session:
                session.execute(update(PostRow).values(text_dropped="retention"))
            assert drop_media(home=home) == 1
            assert HomeMedia(home).read(post, PICTURE) is None
