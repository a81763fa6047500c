"""Where notices go: by e-mail, and into a channel of Microsoft Teams.

Here: which channels the environment names, and sending one notice through one of them.
Not here: when a notice is sent and what it says (`notices`).

    FOLLOWUP_SMTP_HOST          the mail server; with it, the sender and the recipients are needed
    FOLLOWUP_NOTICE_FROM        the sender
    FOLLOWUP_NOTICE_TO          the recipients, separated by commas
    FOLLOWUP_SMTP_PORT          587 if not set; 465 speaks TLS from the first byte, others STARTTLS,
                                and only a server on this machine is spoken to in plain text
    FOLLOWUP_SMTP_USER          who logs in, if the server asks for it; with it, the password
    FOLLOWUP_SMTP_PASSWORD      a secret
    FOLLOWUP_TEAMS_WEBHOOK_URL  the address of the channel's workflow or webhook: a secret
"""

import logging
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

import requests
from dagster_msteams import MSTeamsResource
from dagster_msteams.adaptive_card import AdaptiveCard

_SMTP = "FOLLOWUP_SMTP_"
_HOST, _PORT, _USER, _PASSWORD = (f"{_SMTP}{each}" for each in ("HOST", "PORT", "USER", "PASSWORD"))
_FROM, _TO = "FOLLOWUP_NOTICE_FROM", "FOLLOWUP_NOTICE_TO"
_WEBHOOK = "FOLLOWUP_TEAMS_WEBHOOK_URL"

_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_SUBMISSION, _IMPLICIT_TLS = 587, 465
_TIMEOUT = 20
"""Seconds; Dagster gives a sensor 60."""

_LOG = logging.getLogger(__name__)
# It writes each address it posts to, path and all, when everything is logged.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


class ChannelMisconfigured(Exception):
    """A channel is named by halves; the message names the variable, never its value."""


class NoticeNotSent(Exception):
    """The mail server or Teams did not take a notice; the message holds no secret."""


@dataclass(frozen=True)
class Notice:
    """What is sent: a subject, a text of several lines, and the address of the run's page."""

    subject: str
    text: str
    page: str


class Channel(Protocol):
    """One way to the people who must know."""

    name: ClassVar[str]

    def send(self, notice: Notice) -> None:
        """Send one notice; raises `NoticeNotSent` if it was not taken."""


@dataclass(frozen=True)
class Email:
    """A mail server, and from whom to whom it carries notices."""

    name: ClassVar[str] = "email"
    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    user: str | None
    password: str | None = field(repr=False)

    def send(self, notice: Notice) -> None:
        """Send a notice as plain text to all recipients."""
        message = EmailMessage()
        message["Subject"] = notice.subject
        message["From"] = self.sender
        message["To"] = ", ".join(self.recipients)
        message["Date"] = formatdate(localtime=True)
        message["Message-ID"] = make_msgid()
        message.set_content(f"{notice.text}\n\nKörningen: {notice.page}\n")
        tls = ssl.create_default_context()
        try:
            with self._connected(tls) as server:
                if self.port != _IMPLICIT_TLS and self.host not in _THIS_MACHINE:
                    server.starttls(context=tls)
                if self.user and self.password:
                    server.login(self.user, self.password)
                refused = server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise NoticeNotSent(
                f"{self.host}:{self.port} did not take the notice: {error}. Look at {_SMTP}* and"
                " at the mail server; the notice is sent again until it is taken."
            ) from error
        # The others have it: sending it again would reach them twice.
        if refused:
            _LOG.warning("The mail server refused the notice for %s.", refused)

    def _connected(self, tls: ssl.SSLContext) -> smtplib.SMTP:
        if self.port == _IMPLICIT_TLS:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT, context=tls)
        return smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT)


@dataclass(frozen=True)
class Teams:
    """A channel of Microsoft Teams, by the address of its workflow or incoming webhook."""

    name: ClassVar[str] = "teams"
    webhook_url: str = field(repr=False)

    def send(self, notice: Notice) -> None:
        """Send a notice as an Adaptive Card."""
        client = MSTeamsResource(hook_url=self.webhook_url, timeout=_TIMEOUT).get_client()
        try:
            client.post_message(_card(notice))
        except requests.RequestException as error:
            # What requests and the server say may quote the address.
            raise NoticeNotSent(
                f"{urlsplit(self.webhook_url).hostname} did not take the notice"
                f" ({type(error).__name__}). Look whether {_WEBHOOK} is still the address of a"
                " workflow that is switched on; the notice is sent again until it is taken."
            ) from None


def configured_channels(environment: Mapping[str, str]) -> list[Channel]:
    """The channels that the environment names; none is fine.

    Raises:
        ChannelMisconfigured: a channel is named by halves.
    """
    # A variable that is set to nothing is how compose files say that it is not set.
    given = {name: value.strip() for name, value in environment.items() if value.strip()}
    return [*_email(given), *_teams(given)]


def _email(given: Mapping[str, str]) -> list[Email]:
    if not given.keys() & {_HOST, _PORT, _USER, _PASSWORD, _FROM, _TO}:
        return []
    _require(given, {_HOST, _FROM, _TO}, "notices by e-mail need it")
    if given.keys() & {_USER, _PASSWORD}:
        _require(given, {_USER, _PASSWORD}, "user and password go together")
    port = given.get(_PORT, str(_SUBMISSION))
    if not port.isdecimal():
        raise ChannelMisconfigured(f"{_PORT} is no number of a port, such as {_SUBMISSION}.")
    recipients = tuple(each.strip() for each in given[_TO].split(",") if each.strip())
    if not recipients:
        raise ChannelMisconfigured(f"{_TO} names no recipient.")
    return [
        Email(
            given[_HOST],
            int(port),
            given[_FROM],
            recipients,
            given.get(_USER),
            given.get(_PASSWORD),
        )
    ]


def _teams(given: Mapping[str, str]) -> list[Teams]:
    if _WEBHOOK not in given:
        return []
    try:
        address = urlsplit(given[_WEBHOOK])
    except ValueError:
        address = urlsplit("")
    encrypted = address.scheme == "https" or address.hostname in _THIS_MACHINE
    if not (address.hostname and address.scheme in ("http", "https") and encrypted):
        raise ChannelMisconfigured(
            f"{_WEBHOOK} is no https address. Copy it from the workflow in Teams."
        )
    return [Teams(given[_WEBHOOK])]


def _require(given: Mapping[str, str], names: set[str], why: str) -> None:
    missing = sorted(names - given.keys())
    if missing:
        raise ChannelMisconfigured(f"{' and '.join(missing)} is not set: {why}.")


def _card(notice: Notice) -> dict[str, object]:
    """The message that Teams takes, of blocks that know no Markdown: file names are not trusted."""
    payload = AdaptiveCard().payload
    content = payload["attachments"][0]["content"]
    content["body"] = [
        _block(notice.subject, weight="Bolder"),
        *(_block(line) for line in notice.text.splitlines() if line.strip()),
    ]
    content["actions"] = [{"type": "Action.OpenUrl", "title": "Körningen", "url": notice.page}]
    content["msteams"] = {"width": "Full"}
    return payload


def _block(line: str, **format_: str) -> dict[str, object]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line, **format_}]}
