"""A running reader process, seen from the program: requests out, replies and heartbeats in."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from corpus.isolated.wire import read_frame, write_frame
from corpus.processes import kill_tree

_PROGRAM = Path(__file__).with_name("start_worker.py")
_START_SECONDS = 60.0
"""A new process has at least so long to get ready."""
_STDERR_CHARS = 2000
_KEPT = (
    *("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
    *("SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMFILES"),
    *("PROGRAMFILES(X86)", "PROGRAMDATA", "NUMBER_OF_PROCESSORS", "XDG_RUNTIME_DIR", "FONTCONFIG_PATH"),
)
"""What the reader is told of the environment, with ``LC_*``: no keys, no settings, no proxies."""


@dataclass(frozen=True)
class Limits:
    """What reading one file may take.

    Attributes:
        memory: bytes of address space of the reader, and of each program that it starts.
        silence: seconds without a heartbeat.
        seconds: seconds in all.
        files: after so many the reader is replaced: libraries leak.
        file_size: bytes of any file that is written on the way.
    """

    memory: int = 2 * 2**30
    silence: float = 120.0
    seconds: float = 1800.0
    files: int = 200
    file_size: int = 2 * 2**30


class Died(Exception):
    """The process is of no use any more.

    Attributes:
        reason: what happened to the file that was read; one sentence without a full stop.
        final: another process would not do better.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Child:
    """A process that reads files (`corpus.isolated.worker`); it lives until `close` or its death.

    Attributes:
        served: how many files it has read.
    """

    def __init__(self, limits: Limits, scratch: str) -> None:
        self.served = 0
        self._limits = limits
        self._killed = False
        self._ready = False
        self._errors = ""
        self._frames: queue.SimpleQueue[tuple[float, dict[str, Any] | None]] = queue.SimpleQueue()
        settings = {name: getattr(limits, name) for name in ("memory", "file_size", "seconds")} | {"scratch": scratch}
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_PROGRAM), json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(scratch),
            start_new_session=os.name == "posix",  # Ctrl+C at the terminal is for the program
        )
        self._threads = [
            threading.Thread(target=self._receive, daemon=True),
            threading.Thread(target=self._listen, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def ask(self, request: dict[str, Any], tick: Callable[[int, int], None] | None = None) -> dict[str, Any]:
        """The reply to a request.

        Raises:
            Died: the process ended, or was ended for going over a limit.
        """
        with contextlib.suppress(OSError):  # a dead process shows when its reply is waited for
            write_frame(cast("BinaryIO", self._process.stdin), request)
        begun = heard = time.monotonic()
        while True:
            silence = self._limits.silence if self._ready else max(self._limits.silence, _START_SECONDS)
            silent, late = heard + silence, begun + self._limits.seconds if self._ready else heard + silence
            try:
                heard, frame = self._frames.get(timeout=max(0.0, min(silent, late) - time.monotonic()))
            except queue.Empty:
                self.close()
                limit = silence if silent <= late else self._limits.seconds
                raise Died(f"reading it took longer than {limit:.0f} seconds", final=True) from None
            if frame is None:
                raise Died(self._fate())
            heard = max(heard, begun)
            if ticked := frame.get("tick"):
                if tick:
                    tick(int(ticked[0]), int(ticked[1]))
            elif frame.get("memory"):
                self.close()
                raise Died(self._memory())
            elif "ready" in frame:
                self._ready, begun = True, heard  # until now no file was read
            else:
                self.served += 1
                return frame

    def close(self) -> None:
        """Ends the process and all that it started."""
        self._killed = True
        if self._process.poll() is None:
            kill_tree(self._process.pid)
        self._process.wait()
        for thread in self._threads:
            thread.join(timeout=1)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                cast("IO[bytes]", stream).close()

    def _receive(self) -> None:
        stream = cast("BinaryIO", self._process.stdout)
        frame: dict[str, Any] | None = {}
        while frame is not None:
            try:
                frame = read_frame(stream)
            except (OSError, ValueError, RecursionError, MemoryError):  # no frame: it has lost its mind
                frame = None
                kill_tree(self._process.pid)
            self._frames.put((time.monotonic(), frame))

    def _listen(self) -> None:
        """Keeps the end of what the process has to say."""
        stream = cast("IO[bytes]", self._process.stderr)
        with contextlib.suppress(OSError, ValueError):
            while data := stream.read1(65536):  # type: ignore[attr-defined]
                self._errors = (self._errors + data.decode("utf-8", "replace"))[-_STDERR_CHARS:]

    def _memory(self) -> str:
        return f"reading it took more than {self._limits.memory / 2**30:.3g} GB of memory"

    def _fate(self) -> str:
        """What became of the process, as the reason for its last file."""
        killed = self._killed
        self.close()
        code = self._process.returncode
        said = self._errors.lower()
        if killed:
            return "the reading was stopped"
        if any(words in said for words in ("bad_alloc", "out of memory", "memoryerror", "cannot allocate")):
            return self._memory()
        if code == -getattr(signal, "SIGKILL", 9):
            return "its reader was killed from outside, most likely because memory ran out"
        if code < 0:
            return f"it crashed the parser (signal {-code})"
        last = self._errors.strip().rpartition("\n")[2][:200]
        return f"the parser ended unexpectedly (exit code {code}{f'; {last}' if last else ''})"


def _environment(scratch: str) -> dict[str, str]:
    """The reader's environment: the same modules as here, a folder of its own for temporary files, no secrets."""
    kept = {name: value for name, value in os.environ.items() if name.upper() in _KEPT or name.startswith("LC_")}
    modules = [os.path.abspath(entry) for entry in sys.path]  # an empty entry is the current folder
    own = {"PYTHONPATH": os.pathsep.join(modules), "TMPDIR": scratch, "TEMP": scratch, "TMP": scratch}
    quiet = {"PYTHONIOENCODING": "utf-8", "MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"}
    return kept | own | quiet | {"OPENBLAS_NUM_THREADS": "1"}
