"""The page with a key: a browser that has the password works as without one."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Browser, Error, expect
from test_page import CHROMIUM, FIXTURES, LIBRARY, UPLOAD, Server, ask, browser, marked  # noqa: F401

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


def test_a_browser_with_the_password_asks_and_uploads(
    browser: Browser,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WENJU_SERVE_KEY", "open sesame")
    server = Server(tmp_path, FIXTURES / "documents")
    try:
        stranger = browser.new_page()
        with pytest.raises(Error, match="AUTH"):
            stranger.goto(server.address)
        friend = browser.new_context(http_credentials={"username": "me", "password": "open sesame"}, locale="zh-CN")
        page = friend.new_page()
        page.goto(server.address)
        page.wait_for_selector(".wj-welcome")
        ask(page, LIBRARY)
        page.locator(".wj-text a.wj-cite").first.click()
        assert "周末开放到二十二点" in marked(page)
        page.get_by_role("tab", name="资料").click()
        page.locator("input[type=file]").first.set_input_files([UPLOAD])
        expect(page.locator(".wj-report .wj-added")).to_contain_text(UPLOAD.name)
        friend.close()
    finally:
        server.stop()
