"""From a thumb in the chat over the review to a report, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Browser, expect
from test_page import CHROMIUM, FIXTURES, LIBRARY, Server, ask, browser, no_sideways_scroll, visit  # noqa: F401

from evals.inbox import Inbox
from rag.page.tabs import installed

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not installed(), reason="installed before it had these tabs: install again"),
]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path, FIXTURES / "documents")
    yield running
    running.stop()


def test_a_thumb_is_reviewed_accepted_and_measured(browser: Browser, server: Server) -> None:  # noqa: F811
    for page in visit(browser, server.address):
        ask(page, LIBRARY)
        page.get_by_role("button", name="有用", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".toast-body")).to_contain_text("待审核")

        page.get_by_role("tab", name="题目").click()
        expect(page.get_by_role("tab")).to_have_count(4)
        expect(page.locator(".wj-counts")).to_contain_text("待审 1 题")
        expect(page.locator("#wj-r-question textarea")).to_have_value(LIBRARY)
        expect(page.locator("#wj-review-evidence mark").first).to_contain_text("周末开放到二十二点")
        quote = page.locator("#wj-r-evidence textarea").input_value()
        page.fill("#wj-r-evidence textarea", quote + "，原文没有这句")
        page.click("#wj-accept")
        expect(page.locator("#wj-review-report")).to_contain_text("没有这段原文")
        page.fill("#wj-r-evidence textarea", quote)
        page.fill("#wj-r-question textarea", "图书馆周末几点关门？")
        expect(page.locator("#wj-accept")).to_have_text("保存修改并采用")
        page.click("#wj-accept")
        expect(page.locator(".wj-counts")).to_contain_text("已采用 1 题")
        expect(page.locator("#wj-review-evidence")).to_contain_text("没有待审的题目")
        (kept,) = Inbox.of(server.index).accepted()
        assert kept.question == "图书馆周末几点关门？"

        page.get_by_role("tab", name="评测").click()
        page.click("#wj-run")  # those that ship are about other documents
        expect(page.locator("#wj-summary")).to_contain_text("都不在库中")
        page.get_by_text("已采用的题目（1）").click()
        page.click("#wj-run")
        expect(page.locator("#wj-summary table")).to_contain_text("nDCG@10")
        report = page.frame_locator(".wj-frame")
        expect(report.locator("h1")).to_contain_text("Wenju")
        with page.expect_download() as saved:
            page.click("a.wj-save")
        assert "<!doctype html>" in Path(saved.value.path()).read_text("utf-8")
        assert no_sideways_scroll(page)
        page.get_by_text("English", exact=True).click()
        expect(page.locator("#wj-run")).to_have_text("Run")
