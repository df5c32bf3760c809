"""`school.toml`: what is wrong is said with file, key and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectors.registry import source_settings
from data.config import config_model
from data.config_file import check_config, read_config, settings_table, write_config
from data.errors import ConfigError

SCHOOL = '[school]\nname = "Larkmere Primary School & Nursery"\n'
SOURCES = source_settings()


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "school.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_only_the_name_is_required(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, SCHOOL), SOURCES)
    assert config.school.name == "Larkmere Primary School & Nursery"
    assert not any(config.sources.of(key).enabled for key in SOURCES)
    assert config.dashboard.is_loopback


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("", "[school] is missing; add it", id="empty file"),
        pytest.param('[school]\nname = ""\n', "[school] name: must not be empty", id="empty name"),
        pytest.param('[school]\nnam = "x"\n', "[school] nam is not a setting; check its spelling, or take it out", id="misspelt key"),
        pytest.param(SCHOOL + "[shcool]\n", "[shcool] is not a setting", id="misspelt table"),
        pytest.param(SCHOOL + 'nation = "FRA"\n', "[school] nation: input should be 'ENG', 'WLS', 'SCT' or 'NIR'", id="unknown nation"),
        pytest.param(SCHOOL + '[hours]\nschool = "9-5"\n', '[hours] school: write hours as "08:00-17:00"', id="hours in another form"),
        pytest.param(SCHOOL + '[hours]\nschool = "17:00-08:00"\n', "the earlier time first", id="hours the wrong way round"),
        pytest.param(SCHOOL + '[hours]\nterms = [["2026-09-02"]]\n', "[hours.terms.1]", id="a term without an end"),
        pytest.param(SCHOOL + '[[accounts]]\nplatform = "myspace"\nhandle = "a"\n', "[accounts.1] platform", id="unknown platform"),
        pytest.param(SCHOOL + '[sources.x]\nenabled = "perhaps"\n', "[sources.x] enabled", id="not a yes or no"),
        pytest.param(SCHOOL + '[sources.x]\nbearer_token = "s"\n', "[sources.x] bearer_token is not a setting", id="a secret as a setting"),
        pytest.param(SCHOOL + "[sources.twitter]\nenabled = true\n", "[sources] twitter is not a setting", id="unknown source"),
        pytest.param(SCHOOL + "[sources.x]\ninterval_minutes = 0\n", "[sources.x] interval_minutes", id="an interval of nothing"),
        pytest.param(SCHOOL + '[sources.mumsnet.authority]\nagreed_with = "M"\n', "[sources.mumsnet.authority] reference is missing", id="half a permission"),
        pytest.param(SCHOOL + "[detectors.thresholds]\nabusive = { review = 0.6 }\n", "[detectors.thresholds.abusive] alert is missing", id="half an operating point"),
        pytest.param(SCHOOL + "[detectors.thresholds]\nabusive = { review = 0.6, alert = 0.5 }\n", "alert (0.5) must not lie below review (0.6)", id="alert below review"),
        pytest.param(SCHOOL + "[detectors.thresholds]\nabusive = { review = 0.6, alert = 1.5 }\n", "[detectors.thresholds.abusive] alert: input should be less than or equal to 0.99", id="a label switched off unsaid"),
        pytest.param(SCHOOL + "[detectors.thresholds]\nrude = { review = 0.6, alert = 0.7 }\n", "[detectors.thresholds] rude is not a setting", id="a label that is none"),
        pytest.param("[school\n", "not valid TOML", id="no TOML"),
        pytest.param(b'[school]\nname = "Caf\xe9"\n', "byte 20 is not UTF-8; save the file as UTF-8", id="cp1252"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ConfigError) as caught:
        read_config(path, SOURCES)
    assert str(path) in str(caught.value)
    assert sentence in str(caught.value)


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(written(tmp_path, '[school]\nnam = "x"\n[hours]\nschool = "9-5"\n'), SOURCES)
    assert len(str(caught.value).splitlines()) == 3


def test_no_file_and_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="`goodname init` writes one"):
        read_config(tmp_path / "school.toml", SOURCES)
    with pytest.raises(ConfigError, match="is a folder"):
        read_config(tmp_path, SOURCES)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    read_config(written(tmp_path, b"\xef\xbb\xbf" + SCHOOL.encode()), SOURCES)


def test_examine_leaves_unknown_keys_out_and_says_so(tmp_path: Path) -> None:
    told: list[str] = []
    content = SCHOOL + 'motto = "x"\n[policy]\nemoji = true\n[[accounts]]\nplatform = "x"\nhandle = "a"\nfans = 3\n'
    config = read_config(written(tmp_path, content), SOURCES, on_unknown_key=told.append)
    assert config.own_accounts()[0].handle == "a"
    assert [line.split(": ")[1].split(" is not")[0] for line in told] == [
        "[school] motto",
        "[policy] emoji",
        "[accounts.1] fans",
    ]


def test_examine_still_refuses_what_is_plainly_wrong(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nation"):
        read_config(
            written(tmp_path, SCHOOL + 'motto = "x"\nnation = "FRA"\n'), SOURCES, on_unknown_key=lambda _line: None
        )


def test_a_source_of_a_later_version_keeps_its_settings() -> None:
    config = check_config({"school": {"name": "L"}, "sources": {"tiktok": {"enabled": True, "links": ["a"]}}}, SOURCES)
    assert config.sources.of("tiktok").enabled


def test_what_init_writes_is_read_back_and_explains_every_setting(tmp_path: Path) -> None:
    path = tmp_path / "school.toml"
    values = {
        "school": {"name": 'Larkmere "Primary" & Nürsery', "town": "Larkmere", "classes": ["Year 1", "Acorns"]},
        "accounts": [{"platform": "x", "handle": "larkmereprimary"}, {"platform": "instagram", "handle": "larkmere"}],
        "sources": {"x": {"enabled": True}, "mumsnet": {"authority": {"agreed_with": "M", "reference": "R", "date": "2026-01-01", "until": "2027-01-01"}}},
        "alerts": {"smtp": {"host": "mail.example.org", "sender": "goodname@example.org"}},
    }  # fmt: skip
    write_config(path, values, SOURCES)
    config = read_config(path, SOURCES)
    assert config.school.name == 'Larkmere "Primary" & Nürsery'
    assert [account.handle for account in config.accounts] == ["larkmereprimary", "larkmere"]
    assert config.sources.of("x").enabled
    assert config.sources.of("mumsnet").authority is not None
    assert config.alerts.smtp is not None
    text = path.read_text(encoding="utf-8")
    for key, _default, description in settings_table(config_model(SOURCES)):
        assert description in text or ".authority." in key or key.startswith("sources."), key


def test_init_never_overwrites(tmp_path: Path) -> None:
    written(tmp_path, SCHOOL)
    with pytest.raises(ConfigError, match="not overwritten"):
        write_config(tmp_path / "school.toml", {"school": {"name": "L"}}, SOURCES)


def test_every_setting_has_help() -> None:
    rows = settings_table(config_model(SOURCES))
    assert len(rows) > 60
    assert [key for key, _default, description in rows if not description.endswith((".", "?"))] == []
