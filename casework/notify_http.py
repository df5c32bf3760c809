"""Shared channels over HTTP: Microsoft Teams, Slack, ntfy, and any web address that takes JSON.

Each posts the same content-free words through the one HTTP client, which connects to public addresses only. The address
is a secret, because whoever holds it can write to the channel. Formats: Teams Workflows webhook with an Adaptive Card
1.4 (learn.microsoft.com, seen 2026-10), Slack incoming webhook (docs.slack.dev, seen 2026-10), ntfy publishing as JSON
(docs.ntfy.sh, seen 2026-10).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from casework.notify import DeliveryError
from collectors.base import CollectorError, RateLimited
from collectors.http import HttpClient, retry_after
from data.secrets import Secret
from data.words import OutboxStatus, Severity

_LINK = "Open it here: "
_NTFY_PRIORITY = {Severity.S1.value: 5, Severity.S2.value: 4}
_WRONG_ADDRESS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, *range(404, 411))


@dataclass(frozen=True, slots=True)
class TeamsNotifier:
    """Posts an Adaptive Card; Teams only says that it will look at it, so a good answer is *sent*."""

    http: HttpClient
    url: Secret
    channel: str = "teams"

    def send(self, *, recipient: str, subject: str, body: str, message_id: str) -> OutboxStatus:
        """Post the card."""
        del recipient, message_id
        words, link = parted(body)
        content: dict[str, Any] = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "body": [
                {"type": "TextBlock", "text": subject, "weight": "Bolder", "size": "Medium", "wrap": True},
                *({"type": "TextBlock", "text": line, "wrap": True} for line in words.splitlines() if line.strip()),
            ],
            "actions": [{"type": "Action.OpenUrl", "title": "Open Goodname", "url": link}] if link else [],
        }
        card = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
        post(self.http, self.url, {"type": "message", "attachments": [card]}, name="Teams")
        return OutboxStatus.SENT


@dataclass(frozen=True, slots=True)
class SlackNotifier:
    """Posts to an incoming webhook; Slack answers "ok" when the message stands in the channel."""

    http: HttpClient
    url: Secret
    channel: str = "slack"

    def send(self, *, recipient: str, subject: str, body: str, message_id: str) -> OutboxStatus:
        """Post the message."""
        del recipient, message_id
        words, link = parted(body)
        button = {"type": "button", "text": {"type": "plain_text", "text": "Open Goodname"}, "url": link}
        blocks: list[dict[str, Any]] = [
            {"type": "header", "text": {"type": "plain_text", "text": subject}},
            {"type": "section", "text": {"type": "plain_text", "text": words}},
            *([{"type": "actions", "elements": [button]}] if link else []),
        ]
        answer = post(self.http, self.url, {"text": subject, "blocks": blocks}, name="Slack")
        return OutboxStatus.DELIVERED if answer.text.strip() == "ok" else OutboxStatus.SENT


@dataclass(frozen=True, slots=True)
class NtfyNotifier:
    """Publishes to a topic; whoever subscribes to it gets a message on their telephone."""

    http: HttpClient
    url: Secret
    topic: Secret
    token: Secret | None = None
    channel: str = "ntfy"

    def send(self, *, recipient: str, subject: str, body: str, message_id: str) -> OutboxStatus:
        """Publish the message."""
        del recipient, message_id
        words, link = parted(body)
        severity = next((word for word in _NTFY_PRIORITY if f" {word} " in f" {subject} "), "")
        content: dict[str, Any] = {
            "topic": self.topic.reveal(),
            "title": subject,
            "message": words,
            "priority": _NTFY_PRIORITY.get(severity, 3),
            **({"click": link} if link else {}),
        }
        headers = {"Authorization": f"Bearer {self.token.reveal()}"} if self.token else {}
        post(self.http, self.url, content, name="ntfy", headers=headers)
        return OutboxStatus.DELIVERED


@dataclass(frozen=True, slots=True)
class WebhookNotifier:
    """Posts JSON to an address of the school's own, signed when there is a secret to sign with."""

    http: HttpClient
    url: Secret
    signing_key: Secret | None = None
    channel: str = "webhook"

    def send(self, *, recipient: str, subject: str, body: str, message_id: str) -> OutboxStatus:
        """Post `{"id", "subject", "body", "link"}`; `X-Goodname-Signature` is the body's HMAC-SHA256 in hexadecimal."""
        del recipient
        words, link = parted(body)
        content = {"id": message_id, "subject": subject, "body": words, "link": link}
        headers = {}
        if self.signing_key is not None:
            sent = json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()
            headers = {"X-Goodname-Signature": hmac.digest(self.signing_key.reveal().encode(), sent, "sha256").hex()}
        post(self.http, self.url, content, name="the webhook", headers=headers)
        return OutboxStatus.DELIVERED


def parted(body: str) -> tuple[str, str | None]:
    """Return the words of a message without its link line, and the link."""
    lines = body.splitlines()
    link = next((line.removeprefix(_LINK) for line in lines if line.startswith(_LINK)), None)
    words = "\n".join(line for line in lines if not line.startswith(_LINK))
    return words.replace("\n\n\n", "\n\n").strip(), link


def post(
    http: HttpClient, url: Secret, content: Mapping[str, Any], *, name: str, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """Post JSON and return a good answer; raise `DeliveryError` saying whether and when trying again could help."""
    sent = json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()
    try:
        answer = http.request(
            "POST",
            url.reveal(),
            content=sent,
            headers={"Content-Type": "application/json", **(headers or {})},
            follow=False,
        )
    except RateLimited as error:
        raise DeliveryError(f"{name} asks to wait", permanent=False, not_before=error.until) from error
    except CollectorError as error:
        raise DeliveryError(f"{name} did not take the message ({type(error).__name__})", permanent=False) from error
    if answer.is_success:
        return answer
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        wait = retry_after(answer)
        until = http.now() + wait if wait else None
        raise DeliveryError(f"{name} asks to wait (HTTP 429)", permanent=False, not_before=until)
    wrong = answer.status_code in _WRONG_ADDRESS or answer.is_redirect
    mend = ": check its address in the secrets" if wrong else ""
    raise DeliveryError(f"{name} refused the message (HTTP {answer.status_code}){mend}", permanent=wrong)
