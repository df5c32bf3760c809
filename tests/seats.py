"""The dashboard's script run without a browser, with somebody signed in."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

import dashboard
from dashboard import desk
from data.store import schools
from pipelines.home import Home
from pipelines.sign_in import sessions

APP = str(Path(dashboard.__file__).with_name("app.py"))


class Browser:
    """Stands for the browser's cookie, which `AppTest` cannot send; whoever was seated last is whose it is."""

    token: str | None = None


BROWSER = Browser()


def session_of(home: Home, username: str) -> str:
    """Begin a session of the person as if they had given password and code; return its token."""
    with home.store.writing() as session:
        person = schools.person(session, home.school_id, username)
        assert person is not None
        return sessions.begin(
            session, home, person.id, stage=sessions.Stage.FULL, method=sessions.Method.PASSWORD_AND_CODE
        )


def at_the_door(**parameters: str) -> AppTest:
    """Run the dashboard as it is for whoever the browser's cookie stands for."""
    at = AppTest.from_file(APP, default_timeout=30)
    for name, value in parameters.items():
        at.query_params[name] = value
    return at.run()


def seated(username: str, page: str = "", **parameters: str) -> AppTest:
    """Sign somebody in and run the page asked for, with its address's parameters."""
    BROWSER.token = session_of(desk.home(), username)
    at = at_the_door(**parameters)
    for name, value in parameters.items():
        at.query_params[name] = value
    if page:
        at.switch_page(f"app_pages/{page}.py").run()
    return at


def press(at: AppTest, label: str) -> AppTest:
    """Press the first button with this label."""
    return next(button for button in at.button if button.label == label).click().run()


def labels(at: AppTest) -> list[str]:
    """Return the labels of all buttons."""
    return [button.label for button in at.button]


def words(at: AppTest) -> str:
    """Return all that the page says, its HTML as it was sent."""
    kinds = (
        at.title, at.header, at.subheader, at.markdown, at.text, at.caption, at.html, at.error, at.warning, at.code,
    )  # fmt: skip
    metrics = [f"{metric.label}: {metric.value}" for metric in at.metric]
    return "\n".join([*(str(element.value) for kind in kinds for element in kind), *metrics])
