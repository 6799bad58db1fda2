"""Where a model lies on this machine: a folder, or the cache of the hub; it is fetched only where that is allowed."""

from __future__ import annotations

import json
import os
import queue
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE_S = 5.0
"""The hub answers the first question within so many seconds, or it counts as out of reach."""

_HUB_NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?", re.ASCII)
_CONFIGS = ("modules.json", "config.json", "adapter_config.json")
_WEIGHTS = ("*.safetensors", "*.bin")
_UNUSED = ["*.h5", "*.msgpack", "*.ot", "*.onnx", "*.gguf", "*.mlmodel", "onnx/*", "openvino/*", "coreml/*"]
_POINTER = b"version https://git-lfs"


@dataclass(frozen=True)
class Role:
    """What a model is for, in the words of error messages.

    Attributes:
        noun: what it is.
        setting: the variable that names it.
        instead: what to do without it.
        owner: whose it is on the hub when its name does not say so.
        kind: the class of sentence-transformers that loads it.
    """

    noun: str
    setting: str
    instead: str
    owner: str
    kind: str


EMBEDDING = Role("embedding model", "WENJU_EMBEDDING", "use 'builtin'", "sentence-transformers", "SentenceTransformer")
RERANKER = Role("reranker", "WENJU_RERANKER", "leave that setting empty", "cross-encoder", "CrossEncoder")


class ModelMissing(FileNotFoundError):
    """A model is not on this machine and may not, or cannot, be fetched, or it cannot be loaded.

    The message is one line, and says what to do.

    Args:
        name: as it stands in the settings.
        reason: why it cannot be loaded, where it is here.
        role: what it is for.
        tried: the download was tried, so that allowing it is no advice.
        advice: what to do, if not to get another model.
    """

    def __init__(
        self, name: str | Path, reason: str = "", role: Role = EMBEDDING, *, tried: bool = False, advice: str = ""
    ) -> None:
        where = ", neither as a folder nor in the hub's cache" if _HUB_NAME.fullmatch(str(name)) else ""
        what = f"cannot be loaded ({reason})" if reason else f"is not on this machine{where}"
        super().__init__(f"{role.noun} {str(name)!r} {what}: {advice or _advice(str(name), role, tried)}")


def _advice(name: str, role: Role, tried: bool) -> str:
    """What can be done about a model that is missing, where the download was `tried` or not."""
    if not _HUB_NAME.fullmatch(name) or os.path.exists(name):  # noqa: PTH110 - a string is enough
        return f"give the folder of a whole model ({role.setting}=PATH), or {role.instead}"
    copy = f"copy the model's folder here from a machine that has it and give the path ({role.setting}=PATH)"
    allow = "" if tried else "allow the download (WENJU_ALLOW_DOWNLOAD=true), or "
    return f"{allow}{copy}, or {role.instead}"


def model_folder(name: str, *, allow_download: bool = False, role: Role = EMBEDDING) -> Path:
    """The folder of a model; looks at files only, and at the network only where it has to and may.

    A hub name is looked for in the hub's cache (`HF_HOME`, `HF_HUB_CACHE`, `SENTENCE_TRANSFORMERS_HOME`).
    What is there is used as it is. With `HF_HUB_OFFLINE` nothing is fetched, whatever `allow_download` says.

    Args:
        name: a folder, or a name on the hub, `owner/name`.
        allow_download: fetch the model if it is not here.
        role: what it is for.

    Raises:
        ModelMissing: it is not here and was not fetched, or what is here is not whole.
    """
    path = Path(os.path.expanduser(name))  # noqa: PTH111 - Path.expanduser raises for ~somebody
    if path.exists():
        folder = _snapshot_in(path)
        if reason := lacks(folder) or _mistaken(folder, role):
            raise ModelMissing(name, reason, role)
        return folder
    if not _HUB_NAME.fullmatch(name):
        raise ModelMissing(name, "there is no such folder", role)
    full = name if "/" in name else f"{role.owner}/{name}"
    reason = ""
    cached = _cached(full)
    if cached is not None and not (reason := lacks(cached)):
        if reason := _mistaken(cached, role):
            raise ModelMissing(name, reason, role, tried=True)
        return cached
    if not allow_download:
        raise ModelMissing(name, f"in the hub's cache, but {reason}" if reason else "", role)
    try:
        folder = _fetched(full)
        if reason := lacks(folder) or _mistaken(folder, role):
            raise ValueError(reason)
        return folder
    except Exception as error:  # of the network, of the hub, of the disk: each library has its own
        raise ModelMissing(name, f"the download failed: {said(error)}", role, tried=True) from error


def lacks(folder: Path) -> str:
    """What the folder of a model lacks, in a few words; empty if it is whole, as far as names of files tell."""
    if not folder.is_dir():
        return "it is no folder"
    if not any((folder / config).is_file() for config in _CONFIGS):
        return f"no {' or '.join(_CONFIGS[:2])} in it"
    weights = [path for pattern in _WEIGHTS for path in (*folder.glob(pattern), *folder.glob(f"*/{pattern}"))]
    if not weights:
        return "no weights in it: neither .safetensors nor .bin"
    for path in weights:
        if not path.is_file():
            return f"{path.name} is a broken link"
        with path.open("rb") as file:
            if file.read(len(_POINTER)) == _POINTER:
                return f"{path.name} is a pointer of Git LFS, not the weights: run `git lfs pull`"
    for index in folder.glob("*.safetensors.index.json"):
        parts = _json(index).get("weight_map")
        if not isinstance(parts, dict):
            return f"{index.name} is damaged"
        if missing := sorted(part for part in set(map(str, parts.values())) if not (folder / part).is_file()):
            return f"{missing[0]} is missing"
    return ""


def said(error: BaseException) -> str:
    """The first line of what an error says, with its kind where that alone says little."""
    line = str(error).strip().split("\n")[0]
    return line if isinstance(error, OSError | ValueError) and line else f"{type(error).__name__}: {line}".rstrip(": ")


def _mistaken(folder: Path, role: Role) -> str:
    """What else a model is for than its role; empty if it fits, or does not say.

    The library would load it all the same, with new random weights where some are wanting.
    """
    kind = _json(folder / "config_sentence_transformers.json").get("model_type", role.kind)
    if kind != role.kind:
        return f"it is a {kind}, not a {role.kind}"
    heads = [str(name) for name in _json(folder / "config.json").get("architectures") or ()]
    classifies = any(name.endswith("ForSequenceClassification") for name in heads)
    if role is EMBEDDING and classifies and not (folder / "modules.json").is_file():
        return f"it is a classifier or a CrossEncoder, not a {role.kind}"
    if role is RERANKER and heads and not classifies and not any(name.endswith("ForCausalLM") for name in heads):
        return f"it is no {role.kind}: its config.json says {heads[0]}"
    return ""


def _json(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty where there is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _snapshot_in(path: Path) -> Path:
    """The model in a folder of the hub's cache, `models--OWNER--NAME`; any other folder itself."""
    found = sorted((path / "snapshots").glob("*/"), key=os.path.getmtime)
    return found[-1] if found and lacks(path) else path


def _cache() -> str | None:
    """The cache that sentence-transformers would use; None means the hub's own."""
    return os.environ.get("SENTENCE_TRANSFORMERS_HOME")


def _cached(name: str) -> Path | None:
    """The folder of a hub name in the cache, whole or not."""
    from huggingface_hub import try_to_load_from_cache

    for config in _CONFIGS:
        found = try_to_load_from_cache(name, config, cache_dir=_cache())
        if isinstance(found, str):
            return Path(found).parent
    return None


def _fetched(name: str) -> Path:
    """Fetches a model into the cache: one question with a short wait, then the files that are used."""
    from huggingface_hub import HfApi, constants, snapshot_download

    if constants.HF_HUB_OFFLINE:
        raise ValueError("HF_HUB_OFFLINE is set")
    info = _within(PATIENCE_S + 1, lambda: HfApi().model_info(name, timeout=PATIENCE_S))
    files = [PurePosixPath(file.rfilename) for file in info.siblings or ()]
    safe = {file.parent for file in files if file.suffix == ".safetensors"}
    twice = [str(file) for file in files if file.suffix == ".bin" and file.parent in safe]
    return Path(snapshot_download(name, cache_dir=_cache(), ignore_patterns=[*_UNUSED, *twice]))


def _within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns or raises; a look-up of a name that hangs is not waited for, which no library prevents.

    Raises:
        TimeoutError: it took longer.
    """
    done: queue.Queue[tuple[T | None, BaseException | None]] = queue.Queue()

    def run() -> None:
        try:
            done.put((work(), None))
        except BaseException as error:  # for the caller's thread
            done.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        result, failure = done.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no answer from the hub within {seconds:.0f} s") from None
    if failure is not None:
        raise failure
    return result  # type: ignore[return-value]
