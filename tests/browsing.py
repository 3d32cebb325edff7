"""A real browser at a running server, for tests that see what a visitor sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect, sync_playwright

from .server import Server

__all__ = ["Seen", "chromium", "faults", "visiting"]

# Chromium without the windows that a page opens in: they take four times what the page takes.
_CHROMIUM = "/usr/bin/chromium-headless-shell"
_ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
_PATIENCE = 30_000  # milliseconds; a busy machine is no fault
_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
  event => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Seen:
    """What a page did that it should not do."""

    foreign: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def visiting(browser: Browser, server: Server, **settings: Any) -> Iterator[Page]:
    """A page of a new visitor; in the end nothing was asked elsewhere, forbidden or broken."""
    seen = Seen()
    settings = {"viewport": {"width": 1200, "height": 900}, "reduced_motion": "reduce"} | settings
    context = browser.new_context(base_url=server.url, **settings)
    host = urlsplit(server.url).netloc

    def requested(url: str) -> None:
        if not url.startswith(("data:", "blob:", "about:")) and urlsplit(url).netloc != host:
            seen.foreign.append(url)

    context.on("request", lambda request: requested(request.url))
    context.on("weberror", lambda error: seen.messages.append(str(error.error)))
    context.on(
        "console",
        lambda message: (
            seen.messages.append(message.text) if "Security Policy" in message.text else None
        ),
    )
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)

    def told(dialog: Any) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", told)
    yield page
    if settings.get("java_script_enabled", True):
        assert page.evaluate("window.violations || []") == []
    context.close()
    assert seen == Seen()


def faults(page: Page, *rules: str) -> list[str]:
    """What axe-core finds on a page that is serious or worse, each with its first element.

    It looks for what the rules tell, by default for all it knows.
    """
    from axe_playwright_python.sync_playwright import Axe

    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
