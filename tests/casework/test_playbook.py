"""The playbook: every matter has a route in England, and no nation is shown another's law."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casework.playbook import Playbook, read_playbook
from data.errors import ConfigError
from data.removal_words import Filer, Ground, RouteKind, Subject
from data.words import Platform

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return read_playbook()


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("ground", Ground)
def test_every_matter_has_a_route(playbook: Playbook, platform: Platform, ground: Ground) -> None:
    for subject in Subject:
        assert playbook.routes(platform, ground, subject, "ENG").routes, (platform, ground, subject)


@pytest.mark.parametrize(
    ("matter", "first_platform_route", "filers"),
    [
        pytest.param(
            ("x", "impersonation", "staff"), "x-impersonation", {"impersonated_person", "school"}, id="X impersonation"
        ),
        pytest.param(
            ("facebook", "child_private", "child"),
            "facebook-photo-privacy",
            {"parent", "person"},
            id="Facebook: parent, not school",
        ),
        pytest.param(
            ("instagram", "under_13", "child"), "instagram-under13", {"parent", "school"}, id="Instagram under 13"
        ),
        pytest.param(
            ("tiktok", "harassment", "staff"), "tiktok-report", {"school", "person", "parent"}, id="TikTok bullying"
        ),
        pytest.param(("google_reviews", "fake_review", "school"), "google-report", {"school"}, id="Google fake review"),
        pytest.param(
            ("youtube", "child_private", "child"),
            "youtube-privacy",
            {"parent", "person"},
            id="YouTube privacy is first-party",
        ),
        pytest.param(
            ("mumsnet", "reporting_restriction", "staff"),
            "mumsnet-report",
            {"school", "person", "parent"},
            id="Mumsnet",
        ),
        pytest.param(("reddit", "threat", "staff"), "reddit-report", {"school", "person", "parent"}, id="Reddit"),
        pytest.param(
            ("wikipedia", "child_private", "child"),
            "wikipedia-oversight",
            {"person", "parent", "school"},
            id="Wikipedia by e-mail",
        ),
        pytest.param(("snapchat", "impersonation", "staff"), "snapchat-report", {"person", "parent"}, id="Snapchat"),
    ],
)
def test_the_platform_route_and_who_may_file(
    playbook: Playbook, matter: tuple[str, str, str], first_platform_route: str, filers: set[str]
) -> None:
    platform, ground, subject = matter
    advice = playbook.routes(Platform(platform), Ground(ground), Subject(subject), "ENG")
    first = next(route for route in advice.routes if route.kind is RouteKind.PLATFORM)
    assert first.key == first_platform_route
    assert {filer.value for filer in first.filers} == filers


@pytest.mark.parametrize("nation", ["SCT", "NIR"])
@pytest.mark.parametrize("ground", [Ground.DEFAMATION_PERSON, Ground.REPORTING_RESTRICTION])
def test_another_nation_is_told_so_and_sees_no_law_of_england(playbook: Playbook, nation: str, ground: Ground) -> None:
    advice = playbook.routes(Platform.MUMSNET, ground, Subject.STAFF, nation)
    assert not [route for route in advice.routes if route.kind is RouteKind.FORMAL]
    assert advice.laws == ()
    assert any("no formal legal route" in line for line in advice.missing)
    shown = " ".join(route.name for route in advice.routes) + " ".join(advice.missing)
    assert "Act 20" not in shown
    assert playbook.contact("lado", nation) is None


def test_every_row_says_where_it_is_from_and_when_it_was_checked(playbook: Playbook) -> None:
    for row in (*playbook.all_routes, *playbook.contacts, *playbook.laws):
        assert row.source
        assert row.last_checked <= TODAY
    keys = [route.key for route in playbook.all_routes]
    assert len(keys) == len(set(keys))


def test_an_old_contact_and_an_unverified_one_are_marked(playbook: Playbook) -> None:
    posh, nspcc, lado = (playbook.contact(key, "ENG") for key in ("posh", "nspcc", "lado"))
    assert posh is not None
    assert nspcc is not None
    assert lado is not None
    assert playbook.marks(posh, TODAY) == ()
    assert any("check before use" in mark for mark in playbook.marks(posh, date(2027, 12, 1)))
    assert "UNVERIFIED" in playbook.marks(nspcc, TODAY)
    assert any("not filled in" in mark for mark in playbook.marks(lado, TODAY))


def test_fair_criticism_leads_to_reply_complaints_or_nothing(playbook: Playbook) -> None:
    advice = playbook.routes(Platform.GOOGLE_REVIEWS, Ground.NONE, Subject.SCHOOL, "ENG")
    assert [route.key for route in advice.routes] == ["none-reply", "none-complaints", "none-nothing"]


def test_hiding_it_yourself_comes_first_under_the_schools_own_post(playbook: Playbook) -> None:
    advice = playbook.routes(Platform.X, Ground.HARASSMENT, Subject.STAFF, "ENG", on_own_post=True)
    assert advice.routes[0].kind is RouteKind.OWN
    assert all(
        r.kind is not RouteKind.OWN for r in playbook.routes(Platform.X, Ground.HARASSMENT, Subject.STAFF, "ENG").routes
    )


def test_a_school_corrects_a_row(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "directory.toml").write_text(
        '[[contacts]]\nkey = "lado"\nname = "LADO, Larkshire"\nuse_when = "always"\ncontact = "01632 960 000"\n'
        'hours = "9 to 5"\nsend = []\nnever = []\nsource = "council"\nlast_checked = 2026-11-01\n',
        encoding="utf-8",
    )
    own = read_playbook(tmp_path)
    lado = own.contact("lado", "ENG")
    assert lado is not None
    assert lado.contact == "01632 960 000"
    assert own.contact("posh", "ENG") is not None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("not toml [", "not a TOML file", id="no TOML"),
        pytest.param('[[routes]]\nkey = "mine"\n', "row mine", id="a row that lacks fields"),
    ],
)
def test_a_broken_row_of_the_schools_is_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "playbook.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        read_playbook(tmp_path)


@pytest.mark.parametrize("platform", Platform)
def test_a_person_files_for_a_person_and_the_school_for_itself(playbook: Playbook, platform: Platform) -> None:
    for ground, filers in ((Ground.DEFAMATION_PERSON, {Filer.PERSON}), (Ground.DEFAMATION_COMPANY, {Filer.SCHOOL})):
        formal = [
            r for r in playbook.routes(platform, ground, Subject.STAFF, "ENG").routes if r.kind is RouteKind.FORMAL
        ]
        assert {filer for route in formal for filer in route.filers} <= filers


def test_nobody_is_asked_in_public_on_the_wiki(playbook: Playbook) -> None:
    for ground in Ground:
        kinds = {route.kind for route in playbook.routes(Platform.WIKIPEDIA, ground, Subject.CHILD, "ENG").routes}
        assert RouteKind.AUTHOR not in kinds


@pytest.mark.parametrize("platform", Platform)
def test_the_author_of_an_allegation_about_staff_is_never_asked(playbook: Playbook, platform: Platform) -> None:
    advice = playbook.routes(platform, Ground.REPORTING_RESTRICTION, Subject.STAFF, "ENG")
    assert "author-ask" not in [route.key for route in advice.routes]


_OF_THE_DOMAIN = {
    "x", "instagram", "facebook", "tiktok", "google_reviews", "youtube", "mumsnet", "reddit", "snapchat", "wikipedia",
    "web", "website", "whatsapp",
}  # fmt: skip


@pytest.mark.parametrize("platform", sorted(_OF_THE_DOMAIN))
def test_every_platform_of_the_domain_has_a_row_of_its_own(playbook: Playbook, platform: str) -> None:
    own = [r for r in playbook.all_routes if platform in r.platforms and r.key != "author-ask"]
    assert own


def test_a_forms_limit_that_nobody_has_seen_is_said_to_be_unverified(playbook: Playbook) -> None:
    limited = [route for route in playbook.all_routes if route.text_limit is not None]
    assert limited
    for route in limited:
        assert not route.verified or route.source.startswith("http"), route.key
        if not route.verified:
            assert "UNVERIFIED" in playbook.marks(route, TODAY)


def test_a_filer_is_never_missing(playbook: Playbook) -> None:
    assert all(route.filers for route in playbook.all_routes)
    assert {filer for route in playbook.all_routes for filer in route.filers} == set(Filer)
