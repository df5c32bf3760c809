"""`goodname demo`: the whole path on this machine, twice, and nothing of a real school in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from classifiers.images import picture_text
from data.errors import ConfigError
from pipelines.cases import list_cases
from pipelines.demo import demo
from pipelines.home import home_folder, key_file, open_home


def said(folder: Path) -> list[str]:
    lines: list[str] = []
    demo(folder=folder, dashboard=False, fresh=False, say=lines.append)
    return lines


@pytest.mark.timeout(300)
def test_twice_and_the_second_time_adds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODNAME_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/a-real-school")
    monkeypatch.setenv("GOODNAME_SMTP_PASSWORD", "a real password")
    monkeypatch.setattr(picture_text, "ocr_installed", lambda: False)  # the extra is not part of the demo
    folder = tmp_path / "demo"
    first = said(folder)
    mails = sorted(path.name for path in (folder / "mail").glob("*.eml"))
    second = said(folder)
    assert any("0 not delivered" in line for line in first)
    assert any(line.startswith("0 new posts, 0 new cases, 0 alerts delivered") for line in second)
    assert sorted(path.name for path in (folder / "mail").glob("*.eml")) == mails
    assert len(mails) > 50
    with sqlite3.connect(folder / "goodname.sqlite") as store:
        (stored, different) = store.execute(
            "SELECT count(*), count(DISTINCT platform || ' ' || native_id) FROM posts"
        ).fetchone()
        (followed,) = store.execute("SELECT count(*) FROM posts WHERE native_id LIKE '99000103/%'").fetchone()
    store.close()
    assert stored == different >= 120
    assert followed == 3, "the thread that no setting names is read because the web search found it"

    monkeypatch.delenv("GOODNAME_DATABASE_URL")
    monkeypatch.setenv("GOODNAME_HOME", str(folder))
    assert key_file(home_folder(None)).is_file(), "every command finds the demo's key"
    with open_home(home_folder(None)) as home:
        assert list_cases(home=home, viewer="k.boateng").total > 20
        assert list_cases(home=home, viewer="l.pemberton").total > 10


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "school.toml").write_text("[school]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="something else than a demo"):
        said(tmp_path)
    with pytest.raises(ConfigError, match="no demo's folder"):
        demo(folder=tmp_path, dashboard=False, fresh=True, say=lambda _line: None)
    assert (tmp_path / "school.toml").read_text(encoding="utf-8") == "[school]\n"
