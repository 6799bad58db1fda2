"""The chat model, if one is configured: made from the settings, asked, its failures named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.settings import Settings


class ModelFailed(RuntimeError):
    """The chat model could not be asked or broke off; the message says why, for the reader."""


def chat_model(settings: Settings) -> BaseChatModel | None:
    """The configured chat model, None when none is.

    ``provider:name`` goes to LangChain's `init_chat_model`; a bare name is taken as that of an
    OpenAI-compatible server at `base_url`.

    Raises:
        ModelFailed: the provider's package is not installed, or the settings do not fit it.
    """
    if not settings.model:
        return None
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"timeout": settings.timeout_s, "max_retries": 0, "temperature": 0}
    if settings.base_url:
        options["base_url"] = settings.base_url
    key = settings.api_key.get_secret_value()
    if key:
        options["api_key"] = key
    elif settings.base_url:
        # Local servers ask for no key, but the client wants one; and the key that the environment
        # holds for another provider is not for this server.
        options["api_key"] = "none"
    name = (
        settings.model
        if ":" in settings.model and not settings.base_url
        else f"openai:{settings.model.removeprefix('openai:')}"
    )
    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except Exception as error:  # each provider's client raises its own kinds
        raise ModelFailed(_reason(error)) from error
    return model


def pieces(runnable: Any, inputs: dict[str, Any]) -> Iterator[str]:
    """The text that a prompt-and-model chain streams for `inputs`.

    Raises:
        ModelFailed: the model cannot be reached, refuses, is too slow, or breaks off.
    """
    try:
        for chunk in runnable.stream(inputs):
            text = chunk if isinstance(chunk, str) else str(chunk.text)
            if text:
                yield text
            reason = getattr(chunk, "response_metadata", {}).get("finish_reason")
            if reason in ("length", "content_filter"):
                raise ModelFailed(f"finish reason: {reason}")
    except ModelFailed:
        raise
    except Exception as error:  # each provider's client raises its own kinds
        raise ModelFailed(_reason(error)) from error


def _reason(error: Exception) -> str:
    """The kind of an error and the first line of what it says, for the reader."""
    said = str(error).strip().splitlines()
    return f"{type(error).__name__}: {said[0][:200]}" if said else type(error).__name__
