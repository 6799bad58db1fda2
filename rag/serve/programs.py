"""All interfaces for programs as one application, which the page joins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from mcp.server.transport_security import TransportSecuritySettings
from starlette.middleware import Middleware
from starlette.routing import Route

from rag.assistant import Assistant
from rag.page.local import LocalOnly
from rag.serve.guard import Guard
from rag.serve.mcp_server import mcp_server
from rag.serve.openai_api import openai_api
from rag.serve.rest import rest_api
from rag.serve.schema import MAX_BODY
from rag.serve.service import Service
from rag.settings import Settings


def programs(assistant: Assistant, settings: Settings) -> FastAPI:
    """The application with ``/v1``, ``/api`` and ``/mcp``; nothing of it may be read by pages of other hosts."""
    service = Service(assistant)
    key, host = settings.serve_key.get_secret_value(), settings.host
    tools = mcp_server(service)
    # Each request stands alone: no session to keep, or to lose. Hosts and origins are the guard's concern.
    tools_app = tools.streamable_http_app(
        stateless_http=True,
        max_request_body_size=MAX_BODY,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    app = FastAPI(openapi_url=None, lifespan=lifespan, middleware=[Middleware(LocalOnly)])
    app.mount("/v1", openai_api(service, key, host))
    app.mount("/api", rest_api(service, key, host))
    app.router.routes.append(Route("/mcp", Guard(tools_app, key=key, host=host)))
    return app
