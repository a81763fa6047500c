"""A mail server and a webhook on this machine, which keep what they are sent.

Here: the servers. Not here: what a suite expects to arrive.
"""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Mailbox:
    """What a mail server took, who logged in, and its answers to the next messages."""

    host: str
    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 (the name that aiosmtpd calls)
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        """Take a message, unless the next of `answers` is another than that it is taken."""
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
            self.recipients += envelope.rcpt_tos
        return answer

    def texts(self) -> list[str]:
        """The subject and the text of each message."""
        return [
            f"{message['Subject']}\n{message.get_content()}".replace("\r\n", "\n")
            for message in self.messages
        ]


@contextmanager
def mail_server(
    host: str = "127.0.0.1",
    tls: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
) -> Iterator[Mailbox]:
    """A mail server; with `tls` it takes nothing before STARTTLS, with `login` no other login."""
    mailbox = Mailbox(host, _free_port(host))

    def authenticate(
        _server: SMTP, _session: Session, _e: Envelope, _m: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        mailbox.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=mailbox.logins[-1] == login, handled=False)

    controller = Controller(
        mailbox,
        hostname=host,
        port=mailbox.port,
        tls_context=tls,
        require_starttls=tls is not None,
        authenticator=authenticate,
        auth_required=tls is not None,
        auth_require_tls=tls is not None,
    )
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@dataclass
class Webhook:
    """What was posted to a webhook, and the status that it answers with."""

    url: str
    cards: list[dict[str, Any]] = field(default_factory=list)
    answer: HTTPStatus = HTTPStatus.ACCEPTED

    def texts(self) -> list[str]:
        """The text of each card, a line for each of its blocks."""
        return [
            "\n".join(
                run["text"]
                for block in card["attachments"][0]["content"]["body"]
                for run in block["inlines"]
            )
            for card in self.cards
        ]


@contextmanager
def webhook(path: str) -> Iterator[Webhook]:
    """A webhook that answers at `path`, and quotes its address when it does not take a card."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known = self.path == path
            if known and hook.answer < HTTPStatus.BAD_REQUEST:
                hook.cards.append(json.loads(body))
            self.send_response(hook.answer if known else HTTPStatus.NOT_FOUND)
            self.end_headers()
            self.wfile.write(f"seen: {self.path}".encode())

        def log_message(self, *_: object) -> None:
            """Keep the terminal quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook = Webhook(f"http://127.0.0.1:{server.server_port}{path}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
