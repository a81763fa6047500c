"""Which channels the environment names, and that each carries a notice and keeps its secret."""

import logging
import ssl
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

import pytest
import trustme

from orchestration.defs.channels import (
    ChannelMisconfigured,
    Notice,
    NoticeNotSent,
    configured_channels,
)
from tests.unit.defs.receivers import Mailbox, mail_server, webhook

NOTICE = Notice("Jobbet nightly misslyckades", "Första raden\n\nAndra: åäö", "http://here/runs/1")
SECRET = "never-to-be-seen"  # noqa: S105  # pragma: allowlist secret
SECRET_PATH = f"/workflows/{SECRET}/invoke?sig={SECRET}"
# An address of this machine that is none of the names by which it is known as such.
ELSEWHERE = "127.0.0.2"


def mail(host: str, port: int) -> dict[str, str]:
    return {
        "FOLLOWUP_SMTP_HOST": host,
        "FOLLOWUP_SMTP_PORT": str(port),
        "FOLLOWUP_NOTICE_FROM": "warehouse@region.example",
        "FOLLOWUP_NOTICE_TO": "controller@region.example, engineer@region.example",
    }


def with_login(mailbox: Mailbox) -> dict[str, str]:
    return mail(mailbox.host, mailbox.port) | {
        "FOLLOWUP_SMTP_USER": "warehouse",
        "FOLLOWUP_SMTP_PASSWORD": SECRET,
    }


def send(environment: Mapping[str, str]) -> None:
    (channel,) = configured_channels(environment)
    assert SECRET not in repr(channel)
    channel.send(NOTICE)


def everything_said_of(failure: pytest.ExceptionInfo[NoticeNotSent]) -> str:
    return "".join(traceback.format_exception(failure.value))


@pytest.fixture
def authority(tmp_path: Path) -> trustme.CA:
    """An authority that signs certificates; its own lies in `authority.pem`."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    return authority


@pytest.fixture
def certificate(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(ELSEWHERE).configure_cert(context)
    return context


def test_a_mail_reaches_every_recipient() -> None:
    with mail_server() as mailbox:
        send(mail(mailbox.host, mailbox.port))

    assert mailbox.recipients == ["controller@region.example", "engineer@region.example"]
    (message,) = mailbox.messages
    assert message["From"] == "warehouse@region.example"
    assert message["Subject"] == NOTICE.subject
    assert message.get_content().splitlines() == [
        *NOTICE.text.splitlines(),
        "",
        f"Körningen: {NOTICE.page}",
    ]


def test_a_password_is_only_spoken_over_tls(
    certificate: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))

    with mail_server(ELSEWHERE, certificate, ("warehouse", SECRET)) as mailbox:
        send(with_login(mailbox))

    assert mailbox.logins == [("warehouse", SECRET)]
    assert len(mailbox.messages) == 1


def test_a_server_with_an_unknown_certificate_is_told_nothing(certificate: ssl.SSLContext) -> None:
    with (
        mail_server(ELSEWHERE, certificate, ("warehouse", SECRET)) as mailbox,
        pytest.raises(NoticeNotSent, match="certificate verify failed"),
    ):
        send(with_login(mailbox))

    assert mailbox.logins == []
    assert mailbox.messages == []


def test_a_server_elsewhere_without_tls_is_told_nothing() -> None:
    with (
        mail_server(ELSEWHERE) as mailbox,
        pytest.raises(NoticeNotSent, match="STARTTLS"),
    ):
        send(with_login(mailbox))

    assert mailbox.logins == []
    assert mailbox.messages == []


def test_a_refused_login_is_an_error_without_the_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    with (
        mail_server(login=("warehouse", "another")) as mailbox,
        pytest.raises(NoticeNotSent, match="Authentication credentials invalid") as failure,
    ):
        send(with_login(mailbox))

    assert set(mailbox.logins) == {("warehouse", SECRET)}
    assert SECRET not in everything_said_of(failure)
    assert SECRET not in caplog.text


def test_a_mail_server_that_is_down_is_an_error_that_names_it() -> None:
    with mail_server() as mailbox:
        pass

    with pytest.raises(NoticeNotSent, match=rf"127\.0\.0\.1:{mailbox.port} .* refused") as failure:
        send(with_login(mailbox))

    assert SECRET not in everything_said_of(failure)


def test_a_card_holds_the_text_as_it_stands(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with webhook(SECRET_PATH) as hook:
        send({"FOLLOWUP_TEAMS_WEBHOOK_URL": hook.url})

    (card,) = hook.cards
    content = card["attachments"][0]["content"]
    assert hook.texts() == [f"{NOTICE.subject}\nFörsta raden\nAndra: åäö"]
    # Only a TextBlock is Markdown, in which a file name could be a link.
    assert {block["type"] for block in content["body"]} == {"RichTextBlock"}
    assert [action["url"] for action in content["actions"]] == [NOTICE.page]
    assert SECRET not in caplog.text


def test_a_webhook_that_takes_nothing_is_an_error_without_its_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    with webhook(SECRET_PATH) as hook:
        hook.answer = HTTPStatus.BAD_REQUEST
        with pytest.raises(NoticeNotSent, match="FOLLOWUP_TEAMS_WEBHOOK_URL") as refused:
            send({"FOLLOWUP_TEAMS_WEBHOOK_URL": hook.url})
    with pytest.raises(NoticeNotSent, match=r"127\.0\.0\.1 .*ConnectionError") as down:
        send({"FOLLOWUP_TEAMS_WEBHOOK_URL": hook.url})

    assert hook.cards == []
    assert SECRET not in everything_said_of(refused) + everything_said_of(down) + caplog.text


def test_without_configuration_there_is_no_channel() -> None:
    assert configured_channels({}) == []
    assert configured_channels({"FOLLOWUP_SMTP_HOST": "", "FOLLOWUP_TEAMS_WEBHOOK_URL": " "}) == []


COMPLETE = mail("mail.region.example", 587)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"FOLLOWUP_SMTP_PASSWORD": SECRET}, "FOLLOWUP_SMTP_HOST"),
        ({"FOLLOWUP_NOTICE_TO": "x@region.example"}, "FOLLOWUP_NOTICE_FROM and FOLLOWUP_SMTP_HOST"),
        ({"FOLLOWUP_SMTP_HOST": "mail.region.example"}, "FOLLOWUP_NOTICE_TO"),
        (COMPLETE | {"FOLLOWUP_SMTP_PASSWORD": SECRET}, "FOLLOWUP_SMTP_USER"),
        (COMPLETE | {"FOLLOWUP_SMTP_USER": "warehouse"}, "FOLLOWUP_SMTP_PASSWORD"),
        (COMPLETE | {"FOLLOWUP_SMTP_PORT": SECRET}, "FOLLOWUP_SMTP_PORT"),
        (COMPLETE | {"FOLLOWUP_NOTICE_TO": ","}, "FOLLOWUP_NOTICE_TO"),
        ({"FOLLOWUP_TEAMS_WEBHOOK_URL": SECRET}, "FOLLOWUP_TEAMS_WEBHOOK_URL"),
        ({"FOLLOWUP_TEAMS_WEBHOOK_URL": f"http://elsewhere/{SECRET}"}, "https"),
        ({"FOLLOWUP_TEAMS_WEBHOOK_URL": f"https://[{SECRET}"}, "FOLLOWUP_TEAMS_WEBHOOK_URL"),
    ],
)
def test_what_is_named_by_halves_is_an_error_that_names_the_variable(
    environment: Mapping[str, str], named: str
) -> None:
    with pytest.raises(ChannelMisconfigured, match=named) as failure:
        configured_channels(environment)

    assert SECRET not in "".join(traceback.format_exception(failure.value))
