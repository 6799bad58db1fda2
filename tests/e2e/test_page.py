"""The page in a real browser, on a real server over a small index of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Browser, Page, expect  # noqa: E402

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "page"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LOCAL = {"127.0.0.1", "localhost"}
UPLOAD = FIXTURES / "uploads" / "《云台县游泳馆》规定.md"

LIBRARY = "云台县图书馆周末开放到几点？"
MARKET = "市场管理所每周检查几次卫生？"
DEEP = "志愿者全年累计满多少小时可以获得服务证书？"
POOL = "云台县游泳馆的深水区水深多少？"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


class Server:
    """The program as a user starts it."""

    def __init__(self, folder: Path, documents: Path) -> None:
        self.index = folder / "index"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = os.environ | {
            "WENJU_INDEX": str(self.index),
            "WENJU_DOCUMENTS": str(documents),
            "WENJU_PORT": str(port),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "GRADIO_TEMP_DIR": str(folder / "temporary"),
        }
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py")],
            cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=self.log, text=True,
        )  # fmt: skip
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith("Wenju is at http://127.0.0.1:"):
                self.address = line.split()[3]
                return
        self.log.seek(0)
        raise AssertionError(f"the page did not start: {self.log.read()[-2000:]}")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("page"), FIXTURES / "documents")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield started
        started.close()


expect.set_options(timeout=60_000)


def visit(browser: Browser, address: str, width: int = 1280, locale: str = "zh-CN") -> Iterator[Page]:
    """A page in a fresh profile; fails if it asked another host for anything or hit a script error."""
    context = browser.new_context(viewport={"width": width, "height": 820}, locale=locale)
    context.set_default_timeout(60_000)
    requests: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    context.on("weberror", lambda error: errors.append(str(error.error)))
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".wj-welcome")
    yield page
    context.close()
    away = [
        url
        for url in requests
        if urlsplit(url).scheme.startswith(("http", "ws")) and urlsplit(url).hostname not in LOCAL
    ]
    assert requests
    assert not away
    assert not errors


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    yield from visit(browser, server.address)


def ask(page: Page, question: str) -> None:
    """Asks and waits until the answer is complete, that is, until one can ask again."""
    turns = page.locator(".wj-question").count()
    page.fill("#wj-ask textarea", question)
    page.press("#wj-ask textarea", "Enter")
    expect(page.locator(".wj-question")).to_have_count(turns + 1, timeout=60_000)
    expect(page.locator("#wj-ask .submit-button")).to_be_visible(timeout=60_000)
    expect(page.locator("#wj-ask .stop-button")).to_have_count(0, timeout=60_000)


def marked(page: Page) -> str:
    """The highlighted text of the evidence that is open and on the screen."""
    mark = page.locator(".wj-evidence.wj-on mark").first
    expect(mark).to_be_in_viewport()
    return "".join(page.locator(".wj-evidence.wj-on mark").all_inner_texts())


def no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_answer_streams_and_its_marker_opens_the_exact_passage(page: Page) -> None:
    page.evaluate(
        """() => { window.states = new Set(); new MutationObserver(() => {
            const e = document.querySelector('.wj-message'); if (e) window.states.add(e.innerText);
        }).observe(document.querySelector('#wj-chat'), { subtree: true, childList: true, characterData: true }); }"""
    )
    ask(page, LIBRARY)
    assert page.evaluate("window.states.size") >= 2
    expect(page.locator(".wj-text").first).to_contain_text("周末开放到二十二点")
    page.locator(".wj-text a.wj-cite").first.click()
    quote = marked(page)
    assert "周末开放到二十二点" in quote
    assert quote in (FIXTURES / "documents" / "library.md").read_text(encoding="utf-8")
    summary = page.locator(".wj-evidence.wj-on summary")
    expect(summary).to_contain_text("云台县公共图书馆管理办法")
    expect(summary).to_contain_text("第二章 开放时间")
    context = page.locator(".wj-evidence.wj-on .wj-context")
    expect(context).to_contain_text("儿童阅览室每天十七点三十分闭馆")
    expect(page.locator(".wj-evidence.wj-on .wj-source")).to_contain_text("library.md")


def test_markers_of_older_turns_open_their_own_evidence(page: Page) -> None:
    ask(page, LIBRARY)
    ask(page, MARKET)
    texts = page.locator(".wj-text")
    expect(texts).to_have_count(2)
    texts.nth(1).locator("a.wj-cite").first.click()
    assert "每周检查两次卫生" in marked(page)
    texts.nth(0).locator("a.wj-cite").first.click()
    assert "周末开放到二十二点" in marked(page)
    expect(page.locator(".wj-turn:visible")).to_have_count(1)
    expect(page.locator(".wj-turn:visible h4")).to_contain_text(LIBRARY)
    texts.nth(1).locator("a.wj-cite").first.click()
    assert "每周检查两次卫生" in marked(page)
    identifiers = page.evaluate("[...document.querySelectorAll('[id^=wj-t]')].map((e) => e.id)")
    assert len(identifiers) == len(set(identifiers))


def test_new_conversation_forgets(page: Page) -> None:
    ask(page, LIBRARY)
    page.click("#wj-new")
    expect(page.locator(".wj-question")).to_have_count(0)
    expect(page.locator(".wj-turn")).to_have_count(0)
    expect(page.locator(".wj-welcome")).to_be_visible()


def test_an_example_is_asked_at_a_click(page: Page) -> None:
    example = page.locator("#wj-chat button.example").first
    text = example.inner_text().strip()
    example.click()
    expect(page.locator(".wj-question")).to_have_text(text)
    expect(page.locator(".wj-foot, .wj-refusal")).to_be_visible(timeout=60_000)


def test_scope_limits_the_answer_to_the_chosen_document(page: Page) -> None:
    page.click("#wj-scope input")
    page.get_by_role("option", name="云台县集贸市场摊位规定").click()
    page.keyboard.press("Escape")
    ask(page, LIBRARY)
    expect(page.locator(".wj-turn").first).to_be_attached()
    titles = set(page.locator(".wj-turn summary b").all_text_contents())
    assert titles == {"云台县集贸市场摊位规定"}


def test_upload_ask_and_delete(browser: Browser, server: Server, tmp_path: Path) -> None:
    for page in visit(browser, server.address):
        damaged = tmp_path / "损坏.docx"
        damaged.write_bytes(b"this is no document")
        page.get_by_role("tab", name="资料").click()
        page.locator("#wj-upload + input, #wj-upload input, input[type=file]").first.set_input_files([UPLOAD, damaged])
        report = page.locator(".wj-report")
        expect(report.locator(".wj-added")).to_contain_text(UPLOAD.name)
        expect(report.locator(".wj-failed")).to_contain_text("损坏.docx")
        expect(page.locator(".wj-documents")).to_contain_text("云台县游泳馆规定")
        kept = server.index / "uploads"
        assert [path.name for path in kept.iterdir()] == [UPLOAD.name]

        page.get_by_role("tab", name="问答").click()
        ask(page, POOL)
        page.locator(".wj-text a.wj-cite").first.click()
        assert "深水区水深一米九" in marked(page)

        page.get_by_role("tab", name="资料").click()
        page.click("#wj-chosen input")
        page.get_by_role("option", name=UPLOAD.name).click()
        page.keyboard.press("Escape")
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("button", name="删除所选文件").click()
        expect(page.locator(".wj-documents")).to_contain_text("云台县游泳馆规定")
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="删除所选文件").click()
        expect(report.locator(".wj-removed")).to_contain_text(UPLOAD.name)
        expect(page.locator(".wj-documents")).not_to_contain_text("云台县游泳馆规定")
        assert not list(kept.iterdir())


def test_a_document_shows_its_outline_and_how_it_was_read(page: Page) -> None:
    page.get_by_role("tab", name="资料").click()
    row = page.locator(".wj-library tr", has_text="云台县公共图书馆管理办法")
    row.locator(".wj-figure").first.click()
    details = page.locator(".wj-details")
    expect(details.locator("h3")).to_have_text("云台县公共图书馆管理办法")
    expect(details.locator(".wj-outline").first).to_contain_text("第二章 开放时间")
    expect(details.locator(".wj-health")).to_contain_text("收录")
    page.locator(".wj-library a.wj-doc", has_text="云台县集贸市场摊位规定").focus()
    page.keyboard.press("Enter")
    expect(details.locator("h3")).to_have_text("云台县集贸市场摊位规定")
    page.get_by_text("English", exact=True).click()
    expect(details).to_have_count(0)


def test_language_switch_changes_labels_and_not_the_answer(page: Page) -> None:
    ask(page, LIBRARY)
    before = page.locator(".wj-text").inner_text()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("tab", name="Ask")).to_be_visible()
    expect(page.locator(".wj-panel h3")).to_have_text("Evidence")
    expect(page.locator("#wj-ask .submit-button")).to_have_text("Ask")
    assert page.locator(".wj-text").inner_text() == before
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_role("tab", name="问答")).to_be_visible()


def test_an_english_browser_gets_english(browser: Browser, server: Server) -> None:
    for page in visit(browser, server.address, locale="en-GB"):
        expect(page.get_by_role("tab", name="Documents")).to_be_visible()
        expect(page.locator(".wj-welcome")).to_contain_text("What would you like to know?")


def test_why_a_passage_was_found_opens_in_its_place(page: Page) -> None:
    ask(page, LIBRARY)
    page.locator(".wj-text a.wj-cite").first.click()
    evidence = page.locator(".wj-evidence.wj-on")
    link, because = evidence.locator("a.wj-why"), evidence.locator(".wj-because")
    expect(because).to_be_hidden()
    link.scroll_into_view_if_needed()
    before = link.bounding_box(), evidence.locator(".wj-context").bounding_box()
    link.click()
    expect(because).to_be_visible()
    expect(because.locator(".wj-same-word").filter(has_text="图书馆").first).to_be_visible()
    expect(because.locator(".wj-bar")).to_have_count(5)
    expect(link).to_have_attribute("aria-expanded", "true")
    assert (link.bounding_box(), evidence.locator(".wj-context").bounding_box()) == before
    expect(page.locator(".wj-because:not([hidden])")).to_have_count(1)
    link.click()
    expect(because).to_be_hidden()
    page.locator(".wj-others > summary").click()
    other = page.locator(".wj-evidence[id^=wj-t1-p]").first
    other.locator("summary").click()
    other.locator("a.wj-why").press("Enter")
    expect(other.locator(".wj-because .wj-bars")).to_be_visible()
    assert no_sideways_scroll(page)


def test_refusal_is_shown_as_one_with_the_nearest_passages(page: Page) -> None:
    ask(page, "法国大革命是哪一年爆发的？")
    refusal = page.locator(".wj-refusal")
    expect(refusal).to_contain_text("未作答")
    expect(page.locator(".wj-text a.wj-cite")).to_have_count(0)
    refusal.locator("a.wj-near").first.click()
    expect(page.locator(".wj-evidence.wj-on .wj-context")).to_be_in_viewport()


def test_hostile_document_and_question_are_only_text(page: Page) -> None:
    attack = (
        "云台县气象站的观测员编制为几名？观测场海拔多少？<img src=http://203.0.113.9/q.png onerror='window.harmed=1'>"
        "<script>window.harmed=1</script>![x](http://203.0.113.9/m.png)[点我](javascript:window.harmed=1)"
        "<form action=http://203.0.113.9/q><button>x</button></form>${window.harmed=1}{{constructor}}$$x$$`y`"
    )
    ask(page, attack)
    assert page.locator(".wj-question").inner_text() == attack
    ask(page, "云台县气象站的观测员编制为几名？")
    page.locator(".wj-text").last.locator("a.wj-cite").first.click()
    assert "编制为七名" in marked(page)
    ask(page, "气象站夜间观测记录由谁填写？")
    expect(page.locator(".wj-panel")).to_contain_text("{{constructor}}", use_inner_text=False)
    foreign = "img, script, form, input, iframe, object, embed, video, audio, svg, math, link, style, button, .katex"
    for place in (".wj-question", ".wj-message", ".wj-panel"):
        assert page.locator(place).locator(foreign).count() == 0
    targets = page.evaluate(
        "[...document.querySelectorAll('.wj-message a, .wj-panel a')].map((link) => link.getAttribute('href'))"
    )
    assert targets
    assert all(target.startswith("#") for target in targets)
    assert page.evaluate("window.harmed === undefined")


def test_narrow_screen_has_no_sideways_scroll(browser: Browser, server: Server) -> None:
    for page in visit(browser, server.address, width=390):
        assert no_sideways_scroll(page)
        ask(page, MARKET)
        page.locator(".wj-text a.wj-cite").first.click()
        assert "每周检查两次卫生" in marked(page)
        assert no_sideways_scroll(page)
        page.locator(".wj-turn:visible a.wj-back").click()
        expect(page.locator(".wj-question")).to_be_in_viewport()
        ask(page, DEEP)
        page.evaluate("document.querySelectorAll('.wj-turn:last-child details').forEach((e) => { e.open = true; })")
        page.locator(".wj-text").last.locator("a.wj-cite").first.click()
        assert "累计满九十六小时" in marked(page)  # far below the head of its surroundings
        page.get_by_role("tab", name="资料").click()
        expect(page.locator(".wj-documents")).to_be_visible()
        assert no_sideways_scroll(page)


def test_endpoints_give_plain_data(server: Server) -> None:
    from gradio_client import Client

    client = Client(server.address, verbose=False)
    answer = client.predict(LIBRARY, [], api_name="/answer")
    assert answer["answered"] is True
    assert "周末开放到二十二点" in answer["citations"][0]["quote"]
    passages = client.predict(MARKET, 3, api_name="/search")
    assert [passage["rank"] for passage in passages] == [1, 2, 3]
    assert passages[0]["title"] == "云台县集贸市场摊位规定"


def test_every_response_forbids_other_hosts(server: Server) -> None:
    from urllib.request import urlopen

    with urlopen(server.address) as response:
        policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "form-action 'none'" in policy
    assert "http:" not in policy
    assert "*" not in policy


def test_an_empty_index_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    empty = Server(tmp_path, tmp_path / "none")
    try:
        for page in visit(browser, empty.address):
            expect(page.locator(".wj-welcome")).to_contain_text("库中还没有资料")
            ask(page, LIBRARY)
            expect(page.locator(".wj-message")).not_to_contain_text("Traceback")
            expect(page.locator(".wj-refusal")).to_be_visible()
    finally:
        empty.stop()
