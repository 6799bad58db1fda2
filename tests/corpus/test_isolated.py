"""Reading in another process: the same result, and no file that takes the program, or the next file, with it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document

from corpus import LoadError, load
from corpus.health import Health
from corpus.isolated import IsolatedLoader, Limits
from corpus.isolated.child import _environment
from corpus.isolated.wire import from_wire, read_frame, to_wire, write_frame
from corpus.processes import descendants
from corpus.source import Source

posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits of the system")
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory, /proc")
TEXT = "第一章 总则\n\n第一条 本办法适用于示范区。\n\n表1 指标\n\n| 年份 | 数量 |\n|---|---|\n| 2023年 | 12.5万元 |\n"


@pytest.fixture(scope="module")
def loader() -> Iterator[IsolatedLoader]:
    with IsolatedLoader() as loader:
        yield loader


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def rigged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A file on which the reader process, and only that, runs some code of ours."""
    package = tmp_path / "rig"
    package.mkdir()
    # The child imports what the parent would: a module of ours stands before the text loader.
    (package / "sitecustomize.py").write_text(
        textwrap.dedent(
            """
            import sys
            if sys.argv[0].endswith("start_worker.py") or "start_worker.py" in " ".join(sys.orig_argv):
                import importlib.abc, importlib.machinery

                class Finder(importlib.abc.MetaPathFinder):
                    def find_spec(self, name, path, target=None):
                        if name != "corpus.loaders.plain":
                            return None
                        sys.meta_path.remove(self)
                        spec = importlib.machinery.PathFinder.find_spec(name, path)
                        run = spec.loader.exec_module

                        def rig(module):
                            run(module)
                            read = module.TextLoader.lazy_load

                            def lazy_load(self):
                                data = self.read()
                                if data.startswith(b"RIG"):
                                    exec(data[3:].decode(), {"loader": self})
                                yield from read(self)

                            module.TextLoader.lazy_load = lazy_load

                        spec.loader.exec_module = rig
                        return spec

                sys.meta_path.insert(0, Finder())
            """
        ),
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(package))

    def write(code: str) -> Path:
        path = tmp_path / "rigged.txt"
        path.write_text(f"RIG\n{textwrap.dedent(code)}", encoding="utf-8")
        return path

    return write


def reason(loader: IsolatedLoader, path: Path) -> str:
    with pytest.raises(LoadError) as error:
        loader.load(path)
    assert error.value.path == path
    return error.value.reason


def test_the_same_as_in_this_process(loader, good, monkeypatch):
    assert loader.load(good) == load(good)
    monkeypatch.chdir(good.parent)
    assert loader.load("good.md") == load("good.md")
    assert loader.load("good.md").path == "good.md"


def test_the_documents_of_the_project_are_the_same(loader, documents):
    for path in sorted(documents.iterdir()):
        assert loader.load(path) == load(path)


def test_reasons_are_the_same(loader, tmp_path, good):
    for name, data in [("a.pdf", b"%PDF-1.4 x"), ("a.docx", b"PK"), ("empty.md", b""), ("a.xyz", b"")]:
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(LoadError) as error:
            load(path)
        assert reason(loader, path) == error.value.reason
    assert "No such file" in reason(loader, tmp_path / "none.txt")
    assert loader.load(good).text


META = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(st.characters(codec=None)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(st.tuples(st.text(st.characters(codec=None), min_size=1), META), min_size=1, max_size=4))
def test_nothing_changes_on_the_wire(blocks):
    """Tuples stay tuples, keys keep their type, characters that are no Unicode go through."""
    text, made = "", []
    for content, meta in blocks:
        made.append(Document(content, metadata={"any": meta, "start": len(text), "end": len(text) + len(content)}))
        text += f"{content}\n"
    source = Source("id", "题目", "a.md", text, made, {"发布": "2024年"}, Health(characters=3, garbled=0.1))
    stream = io.BytesIO()
    write_frame(stream, to_wire(source))
    stream.seek(0)
    again = from_wire(read_frame(stream) or {})
    assert again == source
    assert repr(again) == repr(source)
    assert read_frame(stream) is None


@pytest.mark.parametrize("data", [b"\xff" * 8, b"\0" * 7 + b"\2[]", b"\0" * 7 + b"\2{x"])
def test_what_is_no_message_is_refused(data):
    with pytest.raises(ValueError, match=r"message|Expecting"):
        read_frame(io.BytesIO(data))


@linux
def test_a_file_that_takes_too_much_memory(rigged, good):
    with IsolatedLoader(Limits(memory=2**30)) as loader:
        assert reason(loader, rigged("x = bytearray(3 * 2**30)")) == "reading it took more than 1 GB of memory"
        assert loader.load(good).text
        swallowed = rigged(
            """
            try:
                bytearray(3 * 2**30)
            except MemoryError as error:
                raise ValueError("a library's own words") from error
            """
        )
        assert "more than 1 GB of memory" in reason(loader, swallowed)


@posix
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os.kill(os.getpid(), 11)", "it crashed the parser (signal 11)"),
        ("import os; os.abort()", "it crashed the parser (signal 6)"),
        ("import os; os.kill(os.getpid(), 9)", "its reader was killed from outside, most likely because memory"),
        ("import os; os._exit(3)", "the parser ended unexpectedly (exit code 3)"),
    ],
)
def test_a_file_that_kills_its_reader(rigged, good, code, expected):
    with IsolatedLoader() as loader:
        assert loader.load(good).text  # a process that has read a file is not believed when it dies
        assert expected in reason(loader, rigged(code))
        assert loader.load(good) == load(good)


@posix
def test_a_file_that_hangs(rigged, good, tmp_path):
    with IsolatedLoader(Limits(silence=2)) as loader:
        mark = tmp_path / "child"
        path = rigged(
            f"""
            import subprocess, time
            child = subprocess.Popen(["sleep", "60"], start_new_session=True)
            open({str(mark)!r}, "w").write(str(child.pid))
            time.sleep(60)
            """
        )
        assert reason(loader, path) == "reading it took longer than 2 seconds"
        assert not is_alive(int(mark.read_text()))  # what it has started is ended too
        assert loader.load(good).text


def is_alive(pid: int) -> bool:
    """Whether a process runs, soon after it was to be killed."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        state = Path(f"/proc/{pid}/stat")
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        time.sleep(0.05)
    return True


@posix
def test_a_file_that_takes_long_but_goes_on(rigged):
    steps = "import time\nfor n in range(6):\n    time.sleep(0.5)\n    loader.tick(n + 1, 6)\n"
    told: list[tuple[int, int]] = []
    with IsolatedLoader(Limits(silence=2)) as loader:
        assert loader.load(rigged(steps), lambda *step: told.append(step)).text
        assert told[-1] == (6, 6)
        assert told == sorted(told)
    with IsolatedLoader(Limits(silence=2, seconds=1)) as loader:
        assert reason(loader, rigged(steps)) == "reading it took longer than 1 seconds"


def test_what_libraries_print_does_not_disturb(rigged, good):
    with IsolatedLoader() as loader:
        path = rigged("import os; print('x' * 10**6); os.write(1, b'y' * 10**6); os.write(2, b'z' * 10**6); input")
        assert loader.load(path).text.startswith("RIG")
        assert loader.load(good) == load(good)


def test_programs_that_are_started_get_nothing_of_the_protocol(rigged, good):
    with IsolatedLoader() as loader:
        path = rigged("import subprocess; subprocess.run(['cat'], check=True, timeout=20)")
        assert loader.load(path).text
        assert loader.load(good).text


def test_no_secret_is_inherited(monkeypatch, rigged):
    monkeypatch.setenv("WENJU_LLM_API_KEY", "sk-secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert not {"WENJU_LLM_API_KEY", "HTTPS_PROXY"} & _environment("/x").keys()
    with IsolatedLoader() as loader:
        found = loader.load(rigged("import os; loader.title = ' '.join(f'{k}={v}' for k, v in os.environ.items())"))
    assert "sk-secret" not in found.title
    assert "PYTHONPATH" not in found.title
    assert "PATH=" in found.title


def test_the_network_is_refused(rigged):
    with IsolatedLoader() as loader:
        path = rigged("import socket; socket.create_connection(('127.0.0.1', 9))")
        assert "documents are read without network" in reason(loader, path)


def test_modules_in_the_current_folder_are_not_run(tmp_path, good, monkeypatch):
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in ("yaml", "docx", "json", "corpus"):
        (folder / f"{name}.py").write_text("import os; os._exit(7)")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry])
    with IsolatedLoader() as loader:
        assert loader.load(good) == load(good)


def test_an_old_reader_is_replaced(good):
    with IsolatedLoader(Limits(files=2)) as loader:
        pids = []
        for _ in range(5):
            loader.load(good)
            pids.append(loader._child._process.pid)
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]


def test_nothing_is_left_behind(rigged, tmp_path, monkeypatch):
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    before = set(descendants(os.getpid()))
    with IsolatedLoader(Limits(silence=1)) as loader:
        path = rigged("import tempfile, time; open(tempfile.mkdtemp() + '/x', 'w').write('x'); time.sleep(60)")
        assert "longer than" in reason(loader, path)
        assert list(scratch.iterdir()) == []
        loader.start()
        assert set(descendants(os.getpid())) > before
    assert list(scratch.iterdir()) == []
    assert set(descendants(os.getpid())) <= before


def test_closing_stops_a_reading(rigged, good):
    loader = IsolatedLoader()
    path, reasons = rigged("import time; time.sleep(60)"), []
    thread = threading.Thread(target=lambda: reasons.append(reason(loader, path)))
    thread.start()
    while loader._child is None:
        time.sleep(0.01)
    loader.close()
    thread.join(30)
    assert reasons == ["the reading was stopped"]
    assert loader.load(good).text  # and it can be used again
    loader.close()


@posix
def test_the_reader_ends_with_the_program(good, tmp_path):
    (tmp_path / "temporary").mkdir()
    code = f"""
import os, signal
from corpus.isolated import IsolatedLoader
loader = IsolatedLoader()
loader.load({str(good)!r})
print(loader._child._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "TMPDIR": str(tmp_path / "temporary")}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert not is_alive(int(run.stdout))
    assert list((tmp_path / "temporary").iterdir()) == []
