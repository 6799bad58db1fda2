"""What the system lets us do with processes: limits for this one, the end of one with all below it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path


def set_limits(memory: int, file_size: int) -> None:
    """Limits this process, and those it starts: bytes of memory and of any file written; no core files.

    Where the system knows no such limits (Windows), or refuses one (macOS: memory), there is none.
    """
    if sys.platform == "win32":
        return
    import resource

    for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, file_size), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (allowed, hard if kind == resource.RLIMIT_AS else allowed))


def kill_tree(pid: int, *, itself: bool = True) -> None:
    """Ends a process and all that it started, in whatever group they run; `itself` too, unless told not to."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(pid)], capture_output=True, check=False)
        return
    below = descendants(pid)
    if itself:  # also those of its group whose own parent has ended
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) == pid != os.getpgid(0):
                os.killpg(pid, signal.SIGKILL)
    for one in ([pid] if itself else []) + below:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(one, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """The processes that `pid` started, and those started by these."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found: list[int] = []
    stack = [pid]
    while stack:
        below = children.get(stack.pop(), [])
        found += below
        stack += below
    return found


def _parents() -> list[tuple[int, int]]:
    """Every process with its parent."""
    proc = Path("/proc")
    pairs: list[tuple[int, int]] = []
    if (proc / "self" / "stat").exists():
        for folder in proc.iterdir():
            if folder.name.isdecimal():
                with contextlib.suppress(OSError, ValueError, IndexError):
                    # "pid (any name, also with brackets) state parent ..."
                    pairs.append((int(folder.name), int((folder / "stat").read_text().rpartition(")")[2].split()[1])))
        return pairs
    with contextlib.suppress(OSError):
        run = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=False)
        pairs = [(int(line.split()[0]), int(line.split()[1])) for line in run.stdout.splitlines() if line.split()]
    return pairs
