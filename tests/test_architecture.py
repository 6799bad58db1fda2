"""The layout that the modules promise: who imports whom, how long a module is, what loads at start."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("corpus", "index", "rag", "evals")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")) + sorted(ROOT.glob("*.py"))
MAX_LINES = 300

# corpus ← index ← rag ← {evals, app}
FORBIDDEN = {
    "corpus": {"index", "rag", "evals", "app"},
    "index": {"rag", "evals", "app"},
    "rag": {"evals", "app"},
    "evals": {"app"},
    "app": {"evals"},
}
HEAVY = ("torch", "transformers", "sentence_transformers", "sklearn", "gradio")


def imported(path: Path) -> set[str]:
    """The outermost packages that a module imports, in functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0] if not node.level else path.relative_to(ROOT).parts[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("importlib.import_module", "__import__"):
            names |= {str(arg.value).split(".")[0] for arg in node.args if isinstance(arg, ast.Constant)}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path):
    package = path.relative_to(ROOT).parts[0].removesuffix(".py")
    assert not imported(path) & FORBIDDEN.get(package, set())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def loaded(*arguments: str) -> set[str]:
    """The heavy packages that a fresh interpreter has loaded after running with `arguments`."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    names = {line.rsplit("|", 1)[-1].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}
    assert "pathlib" in names
    return {name for name in HEAVY if name in names}


def test_what_is_heavy_is_seen(tmp_path):
    (tmp_path / "torch.py").touch()
    assert loaded("-c", f"import pathlib, sys; sys.path.insert(0, {str(tmp_path)!r}); import torch") == {"torch"}


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_is_light(package):
    assert loaded("-c", f"import {package}") == set()


def test_help_is_light():
    assert loaded("-m", "rag", "--help") == set()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A folder with one document, and the folder of its index, made by a light command."""
    folder = tmp_path_factory.mktemp("light")
    (folder / "documents").mkdir()
    (folder / "documents" / "line.md").write_text(
        "# 环湖快线\n\n环湖快线全长11.6公里，单程票价2元。\n", encoding="utf-8"
    )
    assert loaded("-m", "rag", "index", str(folder / "documents"), "--index", str(folder / "index")) == set()
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "环湖快线全长多少公里？"),
        ("ask", "怎么给猫剪指甲？", "--json"),
        ("search", "环湖快线全长多少公里？"),
        ("status",),
        ("index", "documents"),
    ],
    ids=lambda arguments: " ".join(arguments[:1]),
)
def test_commands_are_light(tiny, arguments):
    arguments = [str(tiny / part) if part == "documents" else part for part in arguments]
    assert loaded("-m", "rag", *arguments, "--index", str(tiny / "index")) == set()
