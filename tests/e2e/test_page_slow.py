"""The page where the machine is slow: nothing is lost or in the wrong language; and questions corrected on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Browser, Page, Route, expect
from test_page import CHROMIUM, LIBRARY, MARKET, UPLOAD, Server, ask, browser, server, visit  # noqa: F401

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


class Hold:
    """Keeps the next request of an event from the server until it is let go."""

    def __init__(self, page: Page) -> None:
        self.held: list[Route] = []
        page.route("**/queue/join**", self._take)

    def _take(self, route: Route) -> None:
        if self.held:
            route.continue_()
        else:
            self.held.append(route)

    def let_go(self) -> None:
        self.held[0].continue_()


@pytest.fixture
def shown(browser: Browser, server: Server) -> Iterator[Page]:  # noqa: F811
    yield from visit(browser, server.address)


def test_an_english_browser_is_english_before_anything_has_run(browser: Browser, server: Server) -> None:  # noqa: F811
    context = browser.new_context(viewport={"width": 1280, "height": 820}, locale="en-US")
    shown = context.new_page()
    first = Hold(shown)
    shown.goto(server.address)
    expect(shown.get_by_role("tab", name="Documents")).to_be_visible()
    expect(shown.locator("#wj-ask .submit-button")).to_have_text("Ask")
    expect(shown.locator("#wj-new")).to_have_text("New conversation")
    expect(shown.locator(".wj-panel h3")).to_have_text("Evidence")
    expect(shown.locator("#wj-language label.selected")).to_have_text("English")
    ask(shown, LIBRARY)
    assert first.held
    expect(shown.locator(".wj-foot")).to_contain_text("citation")
    expect(shown.locator(".wj-evidence summary").first).to_be_attached()
    expect(shown.locator("a.wj-why").first).to_have_text("Why this passage")
    first.let_go()
    shown.get_by_role("tab", name="Documents").click()
    expect(shown.locator(".wj-library")).to_contain_text("Passages")
    shown.get_by_role("tab", name="Ask").click()
    expect(shown.locator(".wj-question")).to_have_count(1)
    expect(shown.locator(".wj-foot")).to_contain_text("citation")
    context.close()


def test_a_click_counts_while_the_one_before_it_is_served(browser: Browser, server: Server) -> None:  # noqa: F811
    for shown in visit(browser, server.address):
        shown.get_by_role("tab", name="资料").click()
        shown.locator("input[type=file]").first.set_input_files([UPLOAD])
        expect(shown.locator(".wj-report .wj-added")).to_contain_text(UPLOAD.name)
        shown.click("#wj-chosen input")
        shown.get_by_role("option", name=UPLOAD.name).click()
        shown.keyboard.press("Escape")
        dismissed = Hold(shown)
        shown.once("dialog", lambda dialog: dialog.dismiss())
        with shown.expect_request("**/queue/join**"):
            shown.get_by_role("button", name="删除所选文件").click()
        assert dismissed.held
        shown.once("dialog", lambda dialog: dialog.accept())
        shown.get_by_role("button", name="删除所选文件").click()
        expect(shown.locator(".wj-report .wj-removed")).to_contain_text(UPLOAD.name)
        dismissed.let_go()
        expect(shown.locator(".wj-documents")).not_to_contain_text("云台县游泳馆规定")
        expect(shown.locator(".wj-report .wj-removed")).to_contain_text(UPLOAD.name)
        assert not list(Path(server.index / "uploads").iterdir())


def test_a_question_is_corrected_where_it_is_shown(shown: Page) -> None:
    ask(shown, LIBRARY)
    expect(shown.locator("a.wj-mend")).to_have_count(0)
    ask(shown, "那工作日呢？")
    understood = shown.locator(".wj-understood")
    expect(understood).to_contain_text("图书馆")
    before = understood.inner_text()
    shown.fill("#wj-ask textarea", "还没写完")
    shown.click("a.wj-mend")
    box = shown.locator("textarea.wj-mending")
    expect(box).to_be_focused()
    expect(box).to_have_value(before)
    box.press("Escape")
    expect(box).to_have_count(0)
    expect(understood).to_have_text(before)
    shown.click("a.wj-mend")
    expect(shown.locator("a.wj-mend")).to_have_text("按此提问")
    box.fill(MARKET)
    box.press("Enter")
    expect(shown.locator(".wj-question")).to_have_count(3)
    expect(shown.locator(".wj-question").last).to_have_text(MARKET)
    expect(shown.locator(".wj-text").last).to_contain_text("每周检查两次")
    expect(understood).to_have_count(1)  # what was asked as it stands was not completed
    expect(shown.locator("a.wj-mend")).to_have_text("修改")
    expect(shown.locator("#wj-ask textarea")).to_have_value("还没写完")
    shown.locator(".wj-text").last.locator("a.wj-cite").first.click()
    expect(shown.locator(".wj-turn:visible h4")).to_contain_text(MARKET)
    fold = shown.locator(".wj-turn:visible .wj-others")
    expect(fold.locator(".wj-evidence").first).to_be_hidden()
    fold.locator("> summary").click()
    expect(fold.locator(".wj-evidence").first).to_be_visible()
