"""Finding models: in folders, in the hub's cache, and on the hub only where that is allowed; never with torch."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_server import HubServer

from index import hub
from index.hub import EMBEDDING, RERANKER, ModelMissing, lacks, model_folder

ROOT = Path(__file__).parents[2]
CODE = """
import sys
from index import ModelMissing, load_embeddings
from index.hub import model_folder
try:
    print(model_folder(sys.argv[1], allow_download=True) if sys.argv[2:] else load_embeddings(sys.argv[1]))
except ModelMissing as error:
    print(error)
print({"torch", "transformers", "sentence_transformers"} & set(sys.modules))
"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder with the names of a model's files, and nothing of use in them."""
    folder = tmp_path / "model"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "modules.json").write_text("[]", encoding="utf-8")
    (folder / "config.json").write_text('{"architectures": ["BertModel"]}', encoding="utf-8")
    (folder / "1_Pooling" / "config.json").write_text("{}", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the hub that is this test's own."""
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def server(model: Path) -> Iterator[HubServer]:
    with HubServer(model) as running:
        yield running


def put_in_cache(cache: Path, name: str, model: Path) -> Path:
    """A copy of a model where the hub's cache would have it."""
    place = cache / f"models--{name.replace('/', '--')}"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text("0" * 40, encoding="utf-8")
    shutil.copytree(model, place / "snapshots" / ("0" * 40))
    return place / "snapshots" / ("0" * 40)


def alone(*arguments: str, **environment: str) -> tuple[str, str]:
    """What an interpreter of its own says of a model, and which heavy packages it has loaded."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, *arguments],
        cwd=ROOT,
        env={**os.environ, "HF_HUB_DISABLE_PROGRESS_BARS": "1", "no_proxy": "127.0.0.1", **environment},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    said, loaded = done.stdout.splitlines()
    return said, loaded


def test_a_name_that_is_not_here_fails_before_torch_is_loaded_and_says_what_to_do(
    cache: Path, server: HubServer
) -> None:
    said, loaded = alone("tiny/model", HF_ENDPOINT=server.url)
    assert said.startswith("embedding model 'tiny/model' is not on this machine, neither as a folder nor in the hub")
    for words in ("WENJU_ALLOW_DOWNLOAD=true", "copy the model's folder here", "WENJU_EMBEDDING=PATH", "'builtin'"):
        assert words in said
    assert loaded == "set()"
    assert not server.requests


@pytest.mark.parametrize("allow_download", [False, True])
@pytest.mark.parametrize("name", ["no/such/folder", "./missing", "/no/model", "~nobody-here/model", "a b", "", "x\0y"])
def test_a_path_that_is_not_here_is_not_looked_for_elsewhere(name: str, allow_download: bool, cache: Path) -> None:
    with pytest.raises(ModelMissing, match=r"there is no such folder|it is no folder|no modules\.json") as error:
        model_folder(name, allow_download=allow_download)
    assert "WENJU_ALLOW_DOWNLOAD" not in str(error.value)
    assert "WENJU_EMBEDDING=PATH" in str(error.value)


def test_an_allowed_download_brings_what_is_used_and_the_next_time_nothing(
    cache: Path, server: HubServer, model: Path
) -> None:
    (model / "pytorch_model.bin").write_bytes(b"the same weights once more")
    (model / "onnx").mkdir()
    (model / "onnx" / "model.onnx").write_bytes(b"and once more")
    (model / "2_Dense").mkdir()
    (model / "2_Dense" / "pytorch_model.bin").write_bytes(b"the only weights of this part")
    said, loaded = alone("tiny/model", "download", HF_ENDPOINT=server.url)
    assert Path(said).is_relative_to(cache)
    assert (Path(said) / "model.safetensors").read_bytes() == b"weights"
    assert loaded == "set()"
    used = {"modules.json", "config.json", "1_Pooling/config.json", "model.safetensors", "2_Dense/pytorch_model.bin"}
    assert server.fetched() == used
    server.requests.clear()
    assert alone("tiny/model", "download", HF_ENDPOINT=server.url)[0] == said
    assert alone("tiny/model", "download", HF_ENDPOINT=server.url, HF_HUB_OFFLINE="1")[0] == said
    assert not server.requests


def test_offline_forbids_the_download(cache: Path, server: HubServer) -> None:
    said, _ = alone("tiny/model", "download", HF_ENDPOINT=server.url, HF_HUB_OFFLINE="1")
    assert "cannot be loaded (the download failed: HF_HUB_OFFLINE is set)" in said
    assert not server.requests


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_a_hub_that_refuses_is_asked_once(cache: Path, server: HubServer, status: int) -> None:
    server.status = status
    said, _ = alone("tiny/model", "download", HF_ENDPOINT=server.url)
    assert said.startswith("embedding model 'tiny/model' cannot be loaded (the download failed: ")
    assert "copy the model's folder here" in said
    assert "WENJU_ALLOW_DOWNLOAD" not in said
    assert server.requests.count("GET /api/models/tiny/model") == 1


def test_without_network_one_attempt_is_made(cache: Path) -> None:
    said, _ = alone("tiny/model", "download", HF_ENDPOINT="http://127.0.0.1:9")
    assert said.startswith("embedding model 'tiny/model' cannot be loaded (the download failed: ")


def test_a_hub_that_never_answers_is_not_waited_for(
    cache: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub

    server.silent = True
    asked: list[float] = []

    class Api(huggingface_hub.HfApi):
        def __init__(self) -> None:
            super().__init__(endpoint=server.url)

        def model_info(self, name: str, *, timeout: float) -> object:  # type: ignore[override]
            asked.append(timeout)
            return super().model_info(name, timeout=timeout)

    monkeypatch.setattr(huggingface_hub, "HfApi", Api)
    monkeypatch.setattr(hub, "PATIENCE_S", 0.2)
    with pytest.raises(ModelMissing, match="the download failed"):
        model_folder("tiny/model", allow_download=True)
    assert asked == [0.2]
    assert server.requests.count("GET /api/models/tiny/model") == 1


def test_a_look_up_that_hangs_is_not_waited_for() -> None:
    import threading

    never = threading.Event()
    with pytest.raises(TimeoutError, match="no answer from the hub within 0 s"):
        hub._within(0.01, never.wait)
    never.set()


def test_a_folder_is_itself(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert model_folder(str(model)) == model
    monkeypatch.chdir(model.parent)
    assert model_folder("model").resolve() == model.resolve()
    monkeypatch.setenv("HOME", str(model.parent))
    monkeypatch.setenv("USERPROFILE", str(model.parent))
    assert model_folder("~/model") == model


def test_a_model_in_the_cache_is_found_by_its_name(cache: Path, model: Path) -> None:
    place = put_in_cache(cache, "BAAI/bge-small-zh-v1.5", model)
    assert model_folder("BAAI/bge-small-zh-v1.5") == place
    assert model_folder(str(place.parents[1])) == place  # who copies a folder out of the cache
    put_in_cache(cache, "sentence-transformers/tiny", model)
    assert model_folder("tiny").parents[1].name == "models--sentence-transformers--tiny"
    with pytest.raises(ModelMissing, match=r"reranker 'tiny' is not on this machine.*: .*WENJU_RERANKER=PATH"):
        model_folder("tiny", role=RERANKER)


def test_half_a_download_is_no_model(cache: Path, model: Path) -> None:
    place = put_in_cache(cache, "tiny/model", model)
    (place / "model.safetensors").unlink()
    with pytest.raises(ModelMissing, match=r"in the hub's cache, but no weights in it.*WENJU_ALLOW_DOWNLOAD"):
        model_folder("tiny/model")


def test_what_a_folder_lacks_is_said(model: Path) -> None:
    assert lacks(model) == ""
    index = model / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "model.safetensors", "b": "more.safetensors"}}), encoding="utf-8")
    assert lacks(model) == "more.safetensors is missing"
    index.write_text("{", encoding="utf-8")
    assert lacks(model) == "model.safetensors.index.json is damaged"
    index.unlink()
    (model / "model.safetensors").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    assert "git lfs pull" in lacks(model)
    (model / "model.safetensors").unlink()
    assert "no weights" in lacks(model)
    (model / "1_Pooling" / "model.safetensors").symlink_to(model / "gone")
    assert lacks(model) == "model.safetensors is a broken link"
    (model / "modules.json").unlink()
    (model / "config.json").unlink()
    assert lacks(model) == "no modules.json or config.json in it"
    assert lacks(model / "1_Pooling" / "config.json") == "it is no folder"
    with pytest.raises(ModelMissing, match=r"model' cannot be loaded \(no modules.json or config.json in it\)"):
        model_folder(str(model))


@pytest.mark.parametrize(
    ("files", "fits"),
    [
        ({"config_sentence_transformers.json": {"model_type": "SentenceTransformer"}}, {EMBEDDING}),
        ({"config_sentence_transformers.json": {"model_type": "SparseEncoder"}}, set()),
        (
            {
                "config_sentence_transformers.json": {"model_type": "CrossEncoder"},
                "config.json": {"architectures": ["BertForSequenceClassification"]},
            },
            {RERANKER},
        ),
        ({"config.json": {"architectures": ["XLMRobertaForSequenceClassification"]}, "modules.json": None}, {RERANKER}),
        ({"config.json": {"architectures": ["BertModel"]}}, {EMBEDDING}),
        ({"config.json": {"architectures": ["Qwen3ForCausalLM"]}}, {EMBEDDING, RERANKER}),
        ({"config.json": None}, {EMBEDDING, RERANKER}),  # a static table; nothing says what it is
    ],
    ids=["new-embedding", "sparse", "new-reranker", "reranker", "embedding", "language-model", "silent"],
)
def test_a_model_for_something_else_is_refused(
    model: Path, files: dict[str, dict[str, object] | None], fits: set[hub.Role]
) -> None:
    for name, content in files.items():
        if content is None:
            (model / name).unlink()
        else:
            (model / name).write_text(json.dumps(content), encoding="utf-8")
    for role in (EMBEDDING, RERANKER):
        if role in fits:
            assert model_folder(str(model), role=role) == model
        else:
            with pytest.raises(ModelMissing, match=f"{role.noun} .*it is .* {role.kind}"):
                model_folder(str(model), role=role)
