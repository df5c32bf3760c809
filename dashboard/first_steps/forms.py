"""The forms of the first steps: an account, a source, the mail server. Secrets are named, never asked for or shown."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import desk
from dashboard.policy.saving import save
from data.config_change import Place
from data.errors import InputError
from data.words import SOURCE_NAMES, Platform, RunStatus
from pipelines.first_steps import asked_of, settings_of
from pipelines.health import source_states

_EVERYBODYS = ("feeds", "website", "google_places", "reddit", "brave")
"""Sources that most schools can begin with: shown first."""


def account_form() -> None:
    """Ask for one of the school's own accounts."""
    st.selectbox(
        "Platform",
        [platform.value for platform in Platform],
        format_func=lambda value: Platform(value).label,
        key="step-platform",
    )
    st.text_input("Handle (for a web site, its address)", key="step-handle", max_chars=200)
    st.text_input("Class or area", key="step-area", max_chars=80)
    st.text_input("User name of who looks after it", key="step-owner", max_chars=40)


def save_account() -> str:
    """Add the account to the settings."""
    said = st.session_state
    if not said["step-handle"].strip():
        raise InputError("write the account's handle")
    entry = {"platform": said["step-platform"], "handle": said["step-handle"].strip()}
    entry |= {name: said[f"step-{name}"].strip() for name in ("area", "owner") if said[f"step-{name}"].strip()}
    save({}, entries=[("accounts", entry)])
    return "The account is registered."


def source_form() -> str | None:
    """Ask which source, and what it must know; return its key."""
    states = {state.key: state for state in source_states(home=desk.home()) if state.coverage and state.key != "manual"}
    keys = [*(key for key in _EVERYBODYS if key in states), *(key for key in states if key not in _EVERYBODYS)]
    source = st.selectbox("Source", keys, format_func=SOURCE_NAMES.__getitem__, key="step-source")
    state = states[source]
    assert state.coverage is not None
    st.caption(f"Covers: {state.coverage.covers} Needs: {state.coverage.authority}")
    for asked in asked_of(home=desk.home(), source=source):
        kind = st.text_area if asked.several else st.text_input
        kind(
            asked.help,
            value=asked.now,
            key=f"step-source-{source}-{asked.name}",
            help="One on each line." if asked.several else None,
        )
    if state.enabled and state.status is not RunStatus.OK:
        st.warning(f"Not ready: {state.detail}.", icon=":material/settings:")
    return source


def save_source(source: str) -> str:
    """Switch the source on with what was said."""
    asked = asked_of(home=desk.home(), source=source)
    given = {one.name: st.session_state[f"step-source-{source}-{one.name}"] for one in asked}
    save(settings_of(source, given, asked))
    return f"Switched on: {SOURCE_NAMES[source]}."


def mail_form() -> None:
    """Ask for the mail server."""
    smtp = desk.home().config.alerts.smtp
    st.text_input("Mail server", value=smtp.host if smtp else "", key="step-mail-host", placeholder="smtp.example.org")
    st.number_input("Port", 1, 65_535, value=smtp.port if smtp else 587, key="step-mail-port")
    st.text_input(
        "Alerts come from", value=smtp.sender if smtp else "", key="step-mail-sender", placeholder="alerts@example.org"
    )
    st.toggle("Encrypted (STARTTLS)", value=smtp.starttls if smtp else True, key="step-mail-starttls")
    st.caption(
        "A user name and a password are secrets: set GOODNAME_SMTP_USER and GOODNAME_SMTP_PASSWORD on the machine, or "
        "write them into secrets.toml beside the key file."
    )


def save_mail() -> str:
    """Keep the mail server."""
    said = st.session_state
    places: dict[Place, Any] = {
        ("alerts", "smtp", name): said[f"step-mail-{name}"] for name in ("host", "port", "starttls", "sender")
    }
    save(places)
    return "The mail server is kept."
