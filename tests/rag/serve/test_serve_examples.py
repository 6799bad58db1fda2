"""The examples of docs/serving.md are run as they stand, with the address of the test's server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from serve_support import LINE, Running

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:7860"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_all_kinds_of_examples_are_there() -> None:
    assert (len(blocks("sh")), len(blocks("python")), len(blocks("json"))) == (3, 4, 1)
    assert all(ADDRESS in block for block in [*blocks("sh"), *blocks("python")])


@pytest.mark.parametrize("block", blocks("sh"), ids=range(len(blocks("sh"))))
def test_curl(running: Running, block: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    done = subprocess.run(
        ["bash", "-c", block.replace(ADDRESS, running.url)],
        env={**os.environ, "NO_PROXY": "*"}, capture_output=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    result = json.loads(done.stdout)
    assert {"answer", "passages", "choices"} & set(result), result


@pytest.mark.parametrize("block", blocks("python"), ids=range(len(blocks("python"))))
def test_python(running: Running, block: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", block.replace(ADDRESS, running.url)],
        env={**os.environ, "NO_PROXY": "*", "PYTHONIOENCODING": "utf-8"},
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip()


def test_a_desktop_program_starts_the_tools(index_folder: Path, tmp_path: Path) -> None:
    (block,) = blocks("json")
    ((name, server),) = json.loads(block)["mcpServers"].items()
    assert (name, server["command"]) == ("wenju", "wenju")
    arguments = [str(index_folder) if argument.startswith("/home/") else argument for argument in server["args"]]
    assert str(index_folder) in arguments
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "rag", *arguments], env={"PYTHONPATH": str(ROOT)}, cwd=str(tmp_path)
    )

    async def use() -> str:
        async with Client(stdio_client(command)) as client:
            result = await client.call_tool("answer", {"question": LINE})
            return str(result.structured_content["answer"])

    assert "11.6公里" in anyio.run(use)


def test_what_the_interfaces_need_is_loaded_only_when_they_are_served() -> None:
    for module, names in (
        ("rag.cli", {"fastapi", "mcp", "starlette", "uvicorn"}),
        ("rag.serve.programs", {"gradio", "torch", "transformers", "sklearn"}),
    ):
        code = f"import sys, {module}; print(sorted({names} & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"
