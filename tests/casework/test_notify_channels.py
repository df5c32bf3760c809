"""One contract over every notifier, on real servers; and nothing personal in any byte that leaves."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home
from loopback import Answer, Asked, Loopback, serve
from settled import said, settled

from casework.notify import ConsoleNotifier, DeliveryError, Notifier, SmtpNotifier
from casework.notify_http import NtfyNotifier, SlackNotifier, TeamsNotifier, WebhookNotifier
from collectors.http import HttpClient
from data.config import SmtpSettings
from data.errors import NotConfigured
from data.records import Post, School
from data.secrets import Secret, Secrets
from data.store import outbox
from data.words import Label, Level, OutboxStatus, Platform
from pipelines.case_acts import acknowledge
from pipelines.deliver import channel_of, deliver_all
from pipelines.demo_servers import SmtpSink
from pipelines.home import Home
from pipelines.remind import remind

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
LINK = "http://127.0.0.1:8501/case?ref=GN-7F3K-92QX"
MAIL = {
    "recipient": "k.boateng@example.org",
    "subject": "Goodname: S1 case GN-7F3K-92QX",
    "body": f"There is a case.\n\nReference: GN-7F3K-92QX\n\nOpen it here: {LINK}\n",
    "message_id": "7.1",
}
KINDS = ("email", "console", "teams", "slack", "ntfy", "webhook")
ADDRESS = Secret("https://hooks.example.org/services/T0/secret-part")


@dataclass
class Channel:
    """A notifier and what its server received."""

    notifier: Notifier
    received: Callable[[], str]
    answer_with: Callable[[Answer], None]


def over_http(kind: str, server: Loopback) -> Notifier:
    http = HttpClient(clock=lambda: NOW, base_url=server.base_url)
    make: dict[str, Notifier] = {
        "teams": TeamsNotifier(http, ADDRESS),
        "slack": SlackNotifier(http, ADDRESS),
        "ntfy": NtfyNotifier(http, ADDRESS, Secret("a-topic"), Secret("a-token")),
        "webhook": WebhookNotifier(http, ADDRESS, Secret("a-key")),
    }
    return make[kind]


@pytest.fixture(params=KINDS)
def channel(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Channel]:
    kind: str = request.param
    if kind == "console":
        stream = io.StringIO()
        yield Channel(ConsoleNotifier(stream), stream.getvalue, lambda _answer: None)
        return
    if kind == "email":
        with SmtpSink(tmp_path) as sink:
            settings = SmtpSettings(host="127.0.0.1", port=sink.port, starttls=False, sender="g@example.org")
            yield Channel(SmtpNotifier(settings, Secrets({})), lambda: str(sink.messages[0]), lambda _answer: None)
        return
    answers = [Answer("ok")]
    with serve(lambda _asked: answers[-1]) as server:
        yield Channel(over_http(kind, server), lambda: str(server.asked[0].body, "utf-8"), answers.append)


def test_every_channel_says_the_subject_the_reference_and_the_link_and_how_far_it_came(channel: Channel) -> None:
    status = channel.notifier.send(**MAIL)
    assert status in (OutboxStatus.SENT, OutboxStatus.DELIVERED)
    said_words = channel.received()
    for words in (MAIL["subject"], "GN-7F3K-92QX", LINK):
        assert words in said_words


@pytest.mark.parametrize("channel", KINDS[2:], indirect=True)
@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        pytest.param(Answer("", 404), True, id="no such address"),
        pytest.param(Answer("", 410), True, id="an address that was withdrawn"),
        pytest.param(
            Answer("", 302, {"Location": "https://elsewhere.example/"}), True, id="led elsewhere: not followed"
        ),
        pytest.param(Answer("", 500), False, id="out of order"),
        pytest.param(Answer("", 503, {"Retry-After": "60"}), False, id="out of order for a minute"),
    ],
)
def test_what_a_refusal_means(channel: Channel, answer: Answer, *, permanent: bool) -> None:
    channel.answer_with(answer)
    with pytest.raises(DeliveryError) as caught:
        channel.notifier.send(**MAIL)
    assert caught.value.permanent is permanent
    assert "secret-part" not in str(caught.value)


@pytest.mark.parametrize("channel", KINDS[2:], indirect=True)
def test_a_channel_that_asks_to_wait_is_not_tried_sooner(channel: Channel) -> None:
    channel.answer_with(Answer("", 429, {"Retry-After": "120"}))
    with pytest.raises(DeliveryError) as caught:
        channel.notifier.send(**MAIL)
    assert caught.value.not_before == NOW + timedelta(seconds=120)


@pytest.mark.parametrize("channel", ["teams"], indirect=True)
def test_teams_gets_an_adaptive_card(channel: Channel) -> None:
    channel.notifier.send(**MAIL)
    (attachment,) = json.loads(channel.received())["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (attachment["content"]["type"], attachment["content"]["version"]) == ("AdaptiveCard", "1.4")
    assert attachment["content"]["actions"] == [{"type": "Action.OpenUrl", "title": "Open Goodname", "url": LINK}]


def test_a_webhook_can_check_who_wrote() -> None:
    import hmac

    with serve(lambda _asked: Answer("")) as server:
        over_http("webhook", server).send(**MAIL)
        (asked,) = server.asked
    assert asked.headers["x-goodname-signature"] == hmac.digest(b"a-key", asked.body, "sha256").hex()


# --- Off until approved ----------------------------------------------------------------------------------------------

APPROVED = {"approved_by": "DPO", "approved_on": "2026-09-01", "members": ["k.boateng", "f.rahman"]}


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        pytest.param(None, "off", id="not wanted"),
        pytest.param({"members": ["k.boateng"]}, "data protection officer", id="not approved"),
        pytest.param({**APPROVED, "members": []}, "members", id="nobody knows who reads it"),
        pytest.param(APPROVED, "GOODNAME_TEAMS_URL", id="approved, without an address"),
    ],
)
def test_a_channel_that_is_not_ready_says_why(
    tmp_path: Path, clock: FakeClock, settings: dict[str, object] | None, match: str
) -> None:
    tables = {"alerts": {"teams": settings}} if settings else {}
    with made_home(tmp_path, clock, tables=tables) as home, pytest.raises(NotConfigured, match=match):
        channel_of(home, name="teams")


# --- Every kind of case through every channel ------------------------------------------------------------------------

NEVER = (
    "quillfeather", "teodor", "ada quill", "tom reed", "pryce", "owen", "ashdown", "angry.parent", "knife", "cupboard",
    "green gate", "sacked", "t3_thread", "status/4711", "larkmere primary",
)  # fmt: skip
WORDS = (
    "Owen Pryce and Mrs Ashdown, knife, cupboard, Ada Quill, Tom Reed and Teodor Quillfeather by the green gate, sacked"
)


def every_kind(home: Home, school: School, clock: FakeClock) -> None:
    """Open a case of every category and severity, chase it, let it grow, acknowledge one."""
    number = 0
    for label in Label:
        if label in (Label.RELEVANT, Label.SENTIMENT):
            continue
        for level in Level:
            number += 1
            post = Post(
                str(number), Platform.X, f"{label.value * 4} {level.value * 3} {WORDS}", author="angry.parent",
                url="https://x.com/angry.parent/status/4711", thread=f"t3_thread{number}", title="Larkmere Primary",
            )  # fmt: skip
            reference = settled(home, school, post, said(label, level=level, pupils=("p1", "p2")))
            again = Post(f"{number}b", Platform.X, "more of it", thread=f"t3_thread{number}")
            settled(home, school, again, said(label, level=level))
    assert reference is None or acknowledge(home=home, viewer="k.boateng", reference=reference)
    for _ in range(4):
        clock.move(hours=20)
        remind(home=home)


def test_no_byte_that_leaves_holds_a_name_a_handle_or_a_word_of_a_post(
    tmp_path: Path, school: School, clock: FakeClock
) -> None:
    asked: list[Asked] = []

    def take(request: Asked) -> Answer:
        asked.append(request)
        return Answer("ok")

    with serve(take) as server, SmtpSink(tmp_path / "mail") as sink:
        channel = {**APPROVED, "members": ["k.boateng"], "base_url": server.base_url}
        smtp = {"host": "127.0.0.1", "port": sink.port, "starttls": False, "sender": "goodname@example.org"}
        tables = {
            "alerts": {"quiet": False, "smtp": smtp, **dict.fromkeys(("teams", "slack", "ntfy", "webhook"), channel)}
        }
        secrets = {
            f"GOODNAME_{name}_URL": "https://hooks.example.org/x" for name in ("TEAMS", "SLACK", "NTFY", "WEBHOOK")
        }
        with made_home(tmp_path, clock, tables=tables, secrets={**secrets, "GOODNAME_NTFY_TOPIC": "a-topic"}) as home:
            every_kind(home, school, clock)
            done = deliver_all(home=home)
            with home.store.reading() as session:
                assert outbox.next_due(session, home.school_id) is None
        mails = sink.messages
    assert done.failed == done.waiting == 0
    assert len(mails) > 40
    assert len(asked) > 40
    paths = {json.loads(one.body).get("topic", "hook") for one in asked}
    assert paths == {"hook", "a-topic"}
    everything = "\n".join(
        [*(mail.as_string() for mail in mails), *(str(mail.get_content()) for mail in mails)]
        + [f"{one.path} {one.query} {one.headers} {one.body.decode()}" for one in asked]
    ).casefold()
    for person in ("k.boateng", "h.ashdown", "p.adeyemi"):  # addresses of our own people, on the envelope and in To
        everything = everything.replace(f"{person}@example.org", "")
    assert [word for word in NEVER if word in everything] == []


def test_a_channel_that_somebody_kept_out_reads_is_not_told(tmp_path: Path, school: School, clock: FakeClock) -> None:
    from sqlalchemy import select

    from data.store.tables import OutboxRow

    channel = {**APPROVED, "members": ["k.boateng", "h.ashdown"]}
    with made_home(tmp_path, clock, tables={"alerts": {"slack": channel}}) as home:
        settled(home, school, Post("1", Platform.X, "I bring a knife to Larkmere"), said(Label.SAFEGUARDING))
        settled(home, school, Post("2", Platform.X, "Helen Ashdown hit my son"), said(Label.STAFF_ALLEGATION))
        with home.store.reading() as session:
            rows = session.scalars(select(OutboxRow).where(OutboxRow.channel == "slack")).all()
    assert [row.case_id for row in rows] == [1]
