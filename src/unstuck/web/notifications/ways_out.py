"""The ways out of the site for a message to a client: a mail server, or a gateway for text messages.

Another gateway is one more class of these three methods. `open` raises where nobody answers: then nothing is claimed
and everything waits. `hand_over` raises `NotTaken` where it is certain that the message does not go out; whatever else
it raises means that nobody can say.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

BY_EMAIL, BY_TEXT = "email", "text"
BY_A_MACHINE = {"Auto-Submitted": "auto-generated"}
"""RFC 3834: an answering machine does not answer."""
DEFINITELY_NOT = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, SMTPNotSupportedError)
"""The mail server itself said that it did not take the message."""
PATIENCE_SECONDS = 10
MOST_BYTES = 4096


class NotTaken(Exception):
    """It is certain that the message does not go out."""


@dataclass(frozen=True)
class ReminderMessage:
    """What goes out. `lines`: sentences and links in turn; `message_id` is the same however often it is tried."""

    to: str
    subject: str
    lines: tuple[str, ...]
    message_id: str
    language: str


class WayOut(Protocol):
    """One way out, for one message."""

    def open(self) -> None:
        """Reach whoever takes the message. Raises where they cannot be reached."""

    def hand_over(self, message: ReminderMessage) -> None:
        """Hand a message over. Raises NotTaken where it was refused."""

    def close(self) -> None:
        """Say goodbye."""


class MailServer:
    """Over SMTP, as the site's other e-mails."""

    def __init__(self) -> None:
        self._line = get_connection()

    def open(self) -> None:
        """Greet the mail server."""
        self._line.open()

    def hand_over(self, message: ReminderMessage) -> None:
        """Hand a message to the mail server."""
        headers = {"Message-ID": message.message_id, **BY_A_MACHINE}
        body = "\n\n".join(message.lines) + "\n"
        mail = EmailMessage(message.subject, body, settings.REMINDERS_FROM, [message.to], headers=headers)
        try:
            self._line.send_messages([mail])
        except DEFINITELY_NOT as error:
            raise NotTaken(type(error).__name__) from error

    def close(self) -> None:
        """Say goodbye to the mail server."""
        self._line.close()


class TextGateway:
    """A gateway for text messages that takes JSON over HTTPS: docs/how-to/run-the-site.md.

    Taken: any 2xx. Refused: any 4xx. Everything else, and a line that breaks, says nothing for certain. Nothing is
    followed elsewhere: a redirect would carry the number and the key to another place.
    """

    def __init__(self) -> None:
        where = urlsplit(settings.TEXT_GATEWAY)
        kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
        self._line = kind(where.hostname or "", where.port, timeout=PATIENCE_SECONDS)
        self._path = where.path or "/"
        if where.query:
            self._path += f"?{where.query}"

    def open(self) -> None:
        """Connect to the gateway."""
        self._line.connect()

    def hand_over(self, message: ReminderMessage) -> None:
        """Hand a message to the gateway."""
        name = message.message_id.strip("<>").partition("@")[0]
        body = {"id": name, "to": message.to, "text": " ".join(message.lines), "language": message.language}
        headers = {"Content-Type": "application/json", "Idempotency-Key": name}
        if settings.TEXT_GATEWAY_KEY:
            headers["Authorization"] = f"Bearer {settings.TEXT_GATEWAY_KEY}"
        self._line.request("POST", self._path, json.dumps(body).encode(), headers)
        answer = self._line.getresponse()
        answer.read(MOST_BYTES)
        if 400 <= answer.status < 500:
            raise NotTaken(str(answer.status))
        if not 200 <= answer.status < 300:
            raise OSError(f"the gateway answered {answer.status}")

    def close(self) -> None:
        """Hang up."""
        self._line.close()


def ways_out() -> list[str]:
    """Return by which ways this site can send."""
    has = {BY_EMAIL: settings.SENDS_EMAIL, BY_TEXT: bool(settings.TEXT_GATEWAY)}
    return [way for way, is_there in has.items() if is_there]


def way_out(way: str) -> WayOut:
    """Return a way out, not opened yet."""
    return TextGateway() if way == BY_TEXT else MailServer()
