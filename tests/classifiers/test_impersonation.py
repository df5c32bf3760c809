"""Which accounts are the school's own, which mock or pretend, which are its community's, and which only share a name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifiers.base import NoMedia
from classifiers.impersonation import SeenAccount, Verdict, judge, skeleton
from classifiers.lookalikes import Lookalikes
from classifiers.training.corpus import schools
from data.records import Account, Post, School, StaffMember
from data.words import Direction, Platform

SCHOOL = School(
    "Larkmere Primary School & Nursery",
    aliases=("Larkmere Primary",),
    town="Larkmere",
    not_us=("Larkmere FC", "Larkmere Primary, Ohio"),
    accounts=(Account(Platform.X, "@larkmereprimary"), Account(Platform.INSTAGRAM, "larkmere_year4")),
    staff=(StaffMember("Rosalind Hale", "Headteacher"),),
)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
ACCOUNTS = Path(__file__).parents[2] / "classifiers" / "training" / "accounts" / "accounts.jsonl"


def seen(handle: str, name: str = "", bio: str = "", platform: Platform = Platform.X) -> SeenAccount:
    return SeenAccount("1", platform, handle, name, bio)


@pytest.mark.parametrize(
    ("account", "verdict"),
    [
        pytest.param(seen("@LarkmerePrimary"), Verdict.OFFICIAL, id="on the register, other case"),
        pytest.param(seen("https://x.com/larkmereprimary/"), Verdict.OFFICIAL, id="on the register, as an address"),
        pytest.param(seen("larkmereprimary", platform=Platform.TIKTOK), Verdict.PARODY, id="the handle, elsewhere"),
        pytest.param(seen("@1arkmereprimary", "Larkmere Primary"), Verdict.PARODY, id="a digit for a letter"),
        pytest.param(seen("@lаrkmereprimary"), Verdict.PARODY, id="a Cyrillic letter"),
        pytest.param(seen("@larkmereprimry"), Verdict.PARODY, id="one letter short"),
        pytest.param(seen("@larkmere.primary.official"), Verdict.PARODY, id="separators and 'official'"),
        pytest.param(seen("@larkmereprimary_memes", bio="just for us"), Verdict.PARODY, id="memes"),
        pytest.param(seen("@lp.tea", "Larkmere Primary EXPOSED"), Verdict.PARODY, id="exposed, by its name"),
        pytest.param(seen("@halefire", "Rosalind Hale (parody)"), Verdict.PARODY, id="a parody that says so"),
        pytest.param(seen("@rosalindhale", "Rosalind Hale", "Head. Views my own"), Verdict.COMMUNITY, id="staff's own"),
        pytest.param(seen("@larkmereprimarypta", bio="Run by volunteers"), Verdict.COMMUNITY, id="PTA"),
        pytest.param(seen("@lp99", "Larkmere Primary class of '99"), Verdict.COMMUNITY, id="alumni"),
        pytest.param(seen("@LarkmereFC", "Larkmere FC", "Up the Larks"), Verdict.UNRELATED, id="football club"),
        pytest.param(seen("@larkmeregossip", "Larkmere gossip", "town talk"), Verdict.UNRELATED, id="town gossip"),
        pytest.param(seen("@kev77", "Kev", "crypto"), Verdict.UNRELATED, id="a stranger"),
    ],
)
def test_verdict(account: SeenAccount, verdict: Verdict) -> None:
    assert judge(account, SCHOOL, now=NOW).verdict is verdict


def test_a_reason_names_nobody() -> None:
    reason = judge(seen("@halefire", "Rosalind Hale (parody)"), SCHOOL).reason
    assert "Hale" not in reason
    assert "staff" in reason


def test_what_an_eye_takes_for_the_same_has_one_skeleton() -> None:
    assert skeleton("Lаrk_mere.Prlmary") == skeleton("larkmereprimary")


def test_a_hostile_account_is_judged_all_the_same() -> None:
    account = SeenAccount("1", Platform.OTHER, "@" + "a\u0301" * 50_000, "\ud800" * 1000, "(" * 100_000)
    assert judge(account, SCHOOL).verdict is Verdict.UNRELATED


def test_accounts_written_by_hand_are_told_apart() -> None:
    registers = {group.key: group.school for group in schools()}
    rows = [json.loads(line) for line in ACCOUNTS.read_text("utf-8").splitlines()]
    right = 0
    for row in rows:
        account = SeenAccount(
            row["id"],
            Platform(row["platform"]),
            row["handle"],
            row["display_name"],
            row["bio"],
            row["followers"],
            row["verified"],
            datetime.fromisoformat(row["created_at"]),
        )
        right += judge(account, registers[row["school"]], now=NOW).verdict.value == row["verdict"]
    assert len(rows) >= 120
    assert right / len(rows) >= 0.92


@pytest.mark.parametrize(
    ("author", "platform", "noticed"),
    [
        pytest.param("@1arkmereprimary", Platform.X, True, id="a digit for a letter"),
        pytest.param("larkmereprimary", Platform.TIKTOK, True, id="our handle, where we have no account"),
        pytest.param("larkmereprimary", Platform.X, False, id="our own account"),
        pytest.param("Larkmere Primary PTA", Platform.FACEBOOK, False, id="the PTA"),
        pytest.param("Mum of three", Platform.FACEBOOK, False, id="a parent"),
        pytest.param(None, Platform.WEB, False, id="no author"),
    ],
)
def test_an_author_who_looks_like_us_is_noticed(author: str | None, platform: Platform, noticed: bool) -> None:
    [found] = Lookalikes().examine([Post("1", platform, "hello", author=author)], SCHOOL, NoMedia())
    assert bool(found) is noticed
    assert all(str(author) not in finding.reason for finding in found)


def test_our_own_posts_and_harmless_authors_are_left_alone() -> None:
    own = Post("1", Platform.TIKTOK, "hello", Direction.OWN, author="larkmereprimary")
    assert Lookalikes().examine([own], SCHOOL, NoMedia()) == [[]]
    for group in schools():
        assert not any(Lookalikes().examine(group.posts, group.school, NoMedia())), group.key
