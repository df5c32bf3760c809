"""First steps: the next one stands open, what is said is kept in school.toml, and secrets are only named."""

from __future__ import annotations

from seats import press, seated, words

from collectors.registry import source_settings
from data.config_file import FILE_NAME, read_config
from pipelines.home import Home


def test_the_next_step_stands_out(home: Home) -> None:
    at = seated("k.boateng", "first_steps")
    assert not at.exception
    assert "1 of 7 done" in at.get("progress")[0].proto.text
    said = words(at)
    assert said.index("1. The school's own accounts") < said.index("Next") < said.index("2. People who are told")
    assert [button.label for button in at.button if button.proto.type == "primary"] == ["Add the account"]


def test_an_account_a_source_and_the_mail_server_are_kept(home: Home) -> None:
    at = seated("r.desai", "first_steps")
    at.text_input(key="step-handle").set_value("larkmereprimary")
    press(at, "Add the account")
    assert not at.exception
    at.selectbox(key="step-source").set_value("feeds").run()
    at.text_area(key="step-source-feeds-urls").set_value("https://example.org/feed")
    press(at, "Switch it on")
    at.text_input(key="step-mail-host").set_value("mail.example.org")
    at.text_input(key="step-mail-sender").set_value("alerts@example.org")
    press(at, "Keep the mail server")
    assert not at.exception
    config = read_config(home.folder / FILE_NAME, source_settings())
    assert [account.handle for account in config.accounts] == ["larkmereprimary"]
    assert config.sources.of("feeds").enabled
    assert config.alerts.smtp is not None
    assert "4 of 7 done" in at.get("progress")[0].proto.text


def test_what_is_wrong_is_told(home: Home) -> None:
    at = press(seated("k.boateng", "first_steps"), "Add the account")
    assert "Write the account's handle" in words(at)
    at = press(seated("k.boateng", "first_steps"), "Send me a test alert")
    assert "No mail server" in words(at)


def test_secrets_are_named_and_never_asked_for(home: Home) -> None:
    at = seated("k.boateng", "first_steps")
    assert "GOODNAME_SMTP_PASSWORD" in words(at)
    assert not [box.label for box in at.text_input if "assword" in box.label or box.proto.type]


def test_a_collection_without_a_source_says_so(home: Home) -> None:
    at = press(seated("k.boateng", "first_steps"), "Collect now")
    assert "0 new posts from 0 sources" in at.success[0].value
