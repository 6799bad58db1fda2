"""Settings: from the environment (``WENJU_...``) or `wenju.toml` in the current folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

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
    """Whether a hub name may be downloaded."""
    k: int = Field(default=10, ge=1, le=100)
    """Passages retrieved for an answer."""
    model: str = ""
    """Chat model for fluent answers, e.g. ``openai:gpt-5-mini`` or ``qwen3`` with `base_url`; empty: none."""
    base_url: str = ""
    """Address of an OpenAI-compatible server."""
    api_key: SecretStr = SecretStr("")
    timeout_s: float = Field(default=60.0, gt=0)
    """Longest wait for the chat model's next word, in seconds; then the extractive answer is given."""
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)

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
