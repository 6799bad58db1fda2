"""Settings: from the environment (``WENJU_...``) or `wenju.toml` in the current folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

_DEVICE = re.compile(r"auto|cpu|mps|(cuda|xpu|npu)(:\d+)?", re.ASCII)
SHIPPED_DOCUMENTS = Path(__file__).parent.parent / "corpus" / "documents"


class SettingsError(ValueError):
    """A setting has a value that it cannot have; the message names it, in one line."""


class Settings(BaseSettings):
    """All that can be set; every field has an environment variable, e.g. ``WENJU_INDEX``.

    Raises:
        SettingsError: a value cannot be, or `wenju.toml` cannot be read.
    """

    model_config = SettingsConfigDict(env_prefix="WENJU_", toml_file="wenju.toml", extra="forbid")

    index: Path = Path(".wenju")
    """Folder of the index and of uploads."""
    documents: Path = SHIPPED_DOCUMENTS
    """What `wenju serve` indexes when the index is missing or stale."""
    embedding: str = "builtin"
    """`builtin`, the folder of a sentence-transformers model, or a hub name (see `allow_download`)."""
    allow_download: bool = False
    """Whether a hub name, of the embedding model or the reranker, may be downloaded."""
    query_prompt: str | None = None
    """What the embedding model reads before a question; None: as the model, or its family, has it."""
    document_prompt: str | None = None
    """The same before a passage. Changing it means rebuilding the index."""
    batch_size: int = Field(default=32, ge=1)
    """Texts that go through such a model at once."""
    device: str = "auto"
    """Where they run: `auto`, `cpu`, `cuda`, `cuda:1`, …"""
    reranker: str = ""
    """A cross-encoder that settles the order: folder of a sentence-transformers model, or a hub name; empty: none."""
    rerank_depth: int = Field(default=20, ge=1, le=200)
    """So many of the best passages are put in order by it."""
    thesaurus: Path | None = None
    """A file of other names for words, beside those that come with the program (docs/settings.md)."""
    k: int = Field(default=10, ge=1, le=100)
    """Passages retrieved for an answer."""
    model: str = ""
    """Chat model for fluent answers, e.g. ``openai:gpt-5-mini`` or ``qwen3`` with `base_url`; empty: none."""
    base_url: str = ""
    """Address of an OpenAI-compatible server."""
    api_key: SecretStr = SecretStr("")
    timeout_s: float = Field(default=60.0, gt=0)
    """Longest wait for the chat model's next word, in seconds; then the extractive answer is given."""
    strict: bool = False
    """Whether sentences of the chat model that the documents do not prove are left out instead of labelled."""
    context_chars: int = Field(default=12000, ge=500)
    """So many characters of passages, and of what stands around them, the chat model is given at most."""
    rewrite: bool = False
    """Whether the chat model also words the question anew for the search."""
    hyde: bool = False
    """Whether the search also uses an answer that the chat model imagines (HyDE)."""
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    serve_key: SecretStr = SecretStr("")
    """Bearer token that programs must send to what is served beside the page, and the page's password; empty: none."""

    @field_validator("device")
    @classmethod
    def _known_device(cls, device: str) -> str:
        if not _DEVICE.fullmatch(device):
            raise ValueError(f"{device!r} is none of auto, cpu, mps, cuda, cuda:1 and the like")
        return device

    @property
    def model_options(self) -> dict[str, Any]:
        """What both kinds of models are loaded with: options of `rag.reranker.load_reranker`."""
        return {"allow_download": self.allow_download, "batch_size": self.batch_size, "device": self.device}

    @property
    def embedding_options(self) -> dict[str, Any]:
        """Options of `index.load_embeddings`."""
        return {**self.model_options, "query_prompt": self.query_prompt, "document_prompt": self.document_prompt}

    @field_validator("thesaurus", mode="before")
    @classmethod
    def _none_if_empty(cls, value: Any) -> Any:
        return None if value == "" else value

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise SettingsError(f"settings (WENJU_* or wenju.toml): {wrong}") from error
        except (OSError, ValueError, RecursionError) as error:
            raise SettingsError(f"settings (wenju.toml): {error}") from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before environment before `wenju.toml`."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
