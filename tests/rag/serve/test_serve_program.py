"""The program as a user starts it: the page and what is served to programs on one port."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from openai import OpenAI
from serve_support import LINE

ROOT = Path(__file__).resolve().parents[3]


class Started:
    """`python app.py` over the index of the tests, on a port that it chooses."""

    def __init__(self, index: Path, folder: Path, **env: str) -> None:
        environment = os.environ | {
            "WENJU_INDEX": str(index), "WENJU_PORT": "0", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1",
            "GRADIO_TEMP_DIR": str(folder / "temporary"),
        } | env  # fmt: skip
        self.errors = folder / "errors"
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "app.py")],
                cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        assert self.process.stdout
        line = next((line for line in self.process.stdout if line.startswith("Wenju is at")), "")
        assert line, self.errors.read_text()[-2000:]
        self.url = line.split()[3].rstrip("/")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(60)
        finally:
            self.process.kill()
            self.process.communicate()


@pytest.fixture(scope="module")
def started(index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    program = Started(index_folder, tmp_path_factory.mktemp("program"))
    yield program
    program.stop()


def test_the_page_and_the_programs_share_a_port(started: Started) -> None:
    page = httpx.get(started.url, timeout=60, trust_env=False)
    assert page.status_code == 200
    assert "<title>问据 Wenju" in page.text or "Wenju" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    client = OpenAI(base_url=f"{started.url}/v1", api_key="none", max_retries=0)
    said = client.chat.completions.create(model="wenju", messages=[{"role": "user", "content": LINE}])
    assert "11.6公里" in (said.choices[0].message.content or "")
    found = httpx.post(f"{started.url}/api/search", json={"question": LINE, "k": 1}, timeout=60, trust_env=False)
    assert "11.6公里" in found.json()["passages"][0]["text"]
    assert httpx.post(f"{started.url}/mcp", json={}, timeout=60, trust_env=False).status_code == 400


def test_the_pages_own_endpoints_are_still_there(started: Started) -> None:
    client = Client(started.url, verbose=False)
    assert "11.6公里" in client.predict(LINE, [], api_name="/answer")["answer"]


def test_nothing_is_said_on_this_machine_and_an_interrupt_ends_it_well(index_folder: Path, tmp_path: Path) -> None:
    program = Started(index_folder, tmp_path, WENJU_SERVE_KEY="open sesame")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", program.url)
    assert httpx.get(f"{program.url}/v1/models", timeout=60, trust_env=False).status_code == 401
    assert httpx.get(program.url, timeout=60, trust_env=False).status_code == 401
    assert httpx.get(program.url, auth=("me", "open sesame"), timeout=60, trust_env=False).status_code == 200
    assert program.stop() == 0
    said = program.errors.read_text()
    assert "Traceback" not in said
    assert "WENJU_SERVE_KEY" not in said


@pytest.mark.parametrize(("host", "key", "warned"), [("0.0.0.0", "", True), ("0.0.0.0", "k", False), ("", "", False)])
def test_an_open_server_without_a_key_says_so(
    index_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    host: str, key: str, warned: bool,
) -> None:  # fmt: skip
    import app
    from rag.serve import server

    monkeypatch.setenv("WENJU_SERVE_KEY", key)
    monkeypatch.setattr(app, "build_app", lambda *_: None)
    monkeypatch.setattr(server, "serve", lambda served, listening, started: listening.close())
    app.main(index_folder, host or None, 0)
    said = [line for line in capsys.readouterr().err.splitlines() if "WENJU_SERVE_KEY" in line]
    assert len(said) == int(warned)
