"""The dashboard's script run without a browser, with somebody at the desk."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

import dashboard

APP = str(Path(dashboard.__file__).with_name("app.py"))


def at_the_door(**parameters: str) -> AppTest:
    """Run the dashboard as it is before anybody has said who they are."""
    at = AppTest.from_file(APP, default_timeout=30)
    for name, value in parameters.items():
        at.query_params[name] = value
    return at.run()


def seated(username: str, page: str = "queue", **parameters: str) -> AppTest:
    """Seat somebody and run the page asked for, with its address's parameters."""
    at = at_the_door(**parameters)
    at.selectbox(key="who").select(username).run()
    press(at, "Sit down")
    for name, value in parameters.items():
        at.query_params[name] = value
    if page != "queue":
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
