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
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    names = {line.rsplit("|", 1)[-1].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}
    assert names
    return {name for name in HEAVY if name in names}


@pytest.mark.parametrize("package", ["corpus", "index"])
def test_importing_is_light(package):
    assert loaded("-c", f"import {package}") == set()


@pytest.mark.skipif(not (ROOT / "rag" / "__init__.py").is_file(), reason="there is no package rag")
def test_importing_rag_is_light():
    assert loaded("-c", "import rag") == set()


@pytest.mark.skipif(not (ROOT / "rag" / "__init__.py").is_file(), reason="there is no package rag")
def test_help_is_light():
    assert loaded("-m", "rag", "--help") == set()
