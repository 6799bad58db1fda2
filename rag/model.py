"""The chat model, if one is configured: made from the settings, asked, its failures named."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.settings import Settings


_LONGEST_WAIT = 20.0
"""Seconds that a reader is kept waiting for a server that has too much to do."""


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


def pieces(runnable: Any, inputs: Any) -> Iterator[str]:
    """The text that a chat model, or a prompt-and-model chain, streams for `inputs`.

    A server that is asked too much (429) is asked once more, after as many seconds as it says.

    Raises:
        ModelFailed: the model cannot be reached, refuses, is too slow, or breaks off.
    """
    for tries_left in (1, 0):
        begun = False
        try:
            for text in _streamed(runnable, inputs):
                begun = True
                yield text
        except ModelFailed:
            raise
        except Exception as error:  # each provider's client raises its own kinds
            wait = None if begun else _asked_to_wait(error)
            if wait is None or not tries_left:
                raise ModelFailed(_reason(error)) from error
            time.sleep(wait)
        else:
            return


def _streamed(runnable: Any, inputs: Any) -> Iterator[str]:
    for chunk in runnable.stream(inputs):
        text = chunk if isinstance(chunk, str) else str(chunk.text)
        if text:
            yield text
        reason = getattr(chunk, "response_metadata", {}).get("finish_reason")
        if reason in ("length", "content_filter"):
            raise ModelFailed(f"finish reason: {reason}")


def _asked_to_wait(error: Exception) -> float | None:
    """The seconds that a server asks to wait (HTTP 429, RFC 6585), at most `_LONGEST_WAIT`; None for other errors."""
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    if status != 429:
        return None
    headers = getattr(response, "headers", None) or {}
    try:
        wait = float(headers.get("retry-after", ""))
    except (TypeError, ValueError):  # none, or a date
        wait = 1.0
    return wait if 0 <= wait <= _LONGEST_WAIT else None


def _reason(error: Exception) -> str:
    """The kind of an error and the first line of what it says, for the reader."""
    said = str(error).strip().splitlines()
    return f"{type(error).__name__}: {said[0][:200]}" if said else type(error).__name__
