"""Mail: the body of a message, and what its header says of where it comes from."""

from __future__ import annotations

import email
import email.utils
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import default

from ....ontology.errors import InputError
from ...encodings import decoded, html_charset
from .pages import Page, read_page

__all__ = ["read_mail"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Mailboxes of offices; any other name before the @ may be a person's.
_OFFICES = _words(
    "press media news newsroom pressroom newsletter info contact office communications "
    "communication comms pr presse prensa marketing mail noreply no-reply donotreply service "
    "hello team editor editorial mediarelations media-relations pressoffice press-office "
    "pressreleases"
)
# Domains that anybody's mailbox can have.
_ANYBODY = _words(
    "gmail.com outlook.com hotmail.com yahoo.com icloud.com aol.com gmx.net 163.com 126.com "
    "qq.com sina.com sina.cn sohu.com foxmail.com 139.com yeah.net aliyun.com proton.me "
    "protonmail.com live.com msn.com mail.ru"
)


def read_mail(name: str, data: bytes, encoding: str | None = None) -> Page:
    """Read a message: its subject and its body, of which the fuller of text and HTML counts.

    The sender's name and mailbox stay out. `published` is the day of the Date header where it was
    sent; `publisher` the sender's domain, if the mailbox is an office's. Raises InputError where
    there is no body to read.
    """
    try:
        message = email.message_from_bytes(data, policy=default)
        parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
        subject, sent, sender = (str(message.get(key, "")) for key in ("Subject", "Date", "From"))
    except (
        RecursionError,
        ValueError,
        LookupError,
        TypeError,
        IndexError,
        AttributeError,
    ) as error:
        raise InputError(
            f"{name} is not a mail that can be read: {type(error).__name__} in its header or parts",
            "Save its text as .txt or .html.",
        ) from error
    page = _body(name, parts, encoding)
    title = " ".join(subject.split()) or page.title
    page.text = f"{title}\n\n{page.text}" if title and title not in page.text[:500] else page.text
    page.title, page.published = title, _day(sent)
    page.publisher = _office(sender) or page.publisher
    return page


def _body(name: str, parts: Mapping[str, object], encoding: str | None) -> Page:
    plain, html = parts["plain"], parts["html"]
    text = _text(name, plain, encoding) if isinstance(plain, EmailMessage) else ""
    page = Page("")
    if isinstance(html, EmailMessage):
        page = read_page(_text(name, html, encoding))
    if not page.text or len(text.strip()) * 2 >= len(page.text):
        page.text = text
    return page


def _text(name: str, part: EmailMessage, encoding: str | None) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    declared = part.get_content_charset()
    if part.get_content_subtype() == "html":
        declared = declared or html_charset(data)
    return decoded(name, data, encoding, declared)


def _day(sent: str) -> str | None:
    try:
        return email.utils.parsedate_to_datetime(sent).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def _office(sender: str) -> str | None:
    mailbox, _, domain = email.utils.parseaddr(sender)[1].lower().rpartition("@")
    if mailbox.split("+")[0] not in _OFFICES or "." not in domain or domain in _ANYBODY:
        return None
    return domain
