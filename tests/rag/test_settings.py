"""Settings: where they come from, and what is said when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import rag
from rag import Assistant, Settings
from rag.console import read_settings
from rag.settings import SHIPPED_DOCUMENTS, SettingsError


def test_without_settings_everything_is_here_and_nothing_is_asked_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WENJU_INDEX")
    settings = Settings()
    assert settings.index == Path(".wenju")
    assert settings.documents == SHIPPED_DOCUMENTS
    assert SHIPPED_DOCUMENTS.is_dir()
    assert (settings.model, settings.base_url, settings.embedding) == ("", "", "builtin")
    assert not settings.allow_download
    assert settings.host == "127.0.0.1"


def test_arguments_come_before_the_environment_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wenju.toml").write_text('k = 3\nport = 8001\nmodel = "from-file"\n', encoding="utf-8")
    monkeypatch.setenv("WENJU_K", "5")
    monkeypatch.setenv("WENJU_PORT", "8002")
    settings = Settings(k=7)
    assert (settings.k, settings.port, settings.model) == (7, 8002, "from-file")
    assert read_settings(k=None, port=9000).port == 9000
    assert read_settings(k=None).k == 5


def test_options_of_models_are_those_that_were_set(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Settings().embedding_options
    assert asked == {
        "allow_download": False,
        "batch_size": 32,
        "device": "auto",
        "query_prompt": None,
        "document_prompt": None,
    }
    assert (Settings().reranker, Settings().rerank_depth) == ("", 20)
    monkeypatch.setenv("WENJU_QUERY_PROMPT", "query: ")
    monkeypatch.setenv("WENJU_DOCUMENT_PROMPT", "")
    monkeypatch.setenv("WENJU_DEVICE", "cuda:1")
    monkeypatch.setenv("WENJU_BATCH_SIZE", "8")
    options = Settings().embedding_options
    assert (options["query_prompt"], options["document_prompt"]) == ("query: ", "")  # spaces and nothing count
    assert Settings().model_options == {"allow_download": False, "batch_size": 8, "device": "cuda:1"}


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda", "cuda:0", "mps", "xpu", "npu:3"])
def test_devices_have_their_names(device: str) -> None:
    assert Settings(device=device).device == device


def test_the_key_is_not_shown() -> None:
    settings = Settings(api_key="secret-key")
    assert "secret-key" not in repr(settings)
    assert settings.api_key.get_secret_value() == "secret-key"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("K", "many"),
        ("K", "0"),
        ("K", "101"),
        ("TIMEOUT_S", "0"),
        ("TIMEOUT_S", "-1"),
        ("PORT", "70000"),
        ("BATCH_SIZE", "0"),
        ("DEVICE", "gpu"),
        ("DEVICE", ""),
        ("DEVICE", "cuda:x"),
        ("RERANK_DEPTH", "0"),
    ],
)
def test_a_value_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"WENJU_{name}", value)
    for make in (Settings, read_settings, Assistant.open, lambda: rag.answer("？")):
        with pytest.raises(SettingsError, match=rf"WENJU_.*{name.lower()}: ") as error:
            make()
        assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"), [("kk = 3", "kk"), ("k = [", "wenju.toml"), ('k = "x"', "k: "), ("\x00", "wenju.toml")]
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "wenju.toml").write_text(text, encoding="utf-8")
    for make in (read_settings, lambda: rag.answer("？")):
        with pytest.raises(SettingsError, match=said):
            make()


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "wenju.toml").write_bytes('model = "模型"'.encode("gb18030"))
    with pytest.raises(SettingsError, match=r"wenju\.toml"):
        read_settings()
