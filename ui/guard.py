"""Stand before every request: turn away who may not ask, and put the strict headers on every answer.

Knows nothing of pages or talks; a refusal has no body.
"""

import contextlib
import logging
import secrets
import uuid
from base64 import b64decode
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ui.sessions import Allowance

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 256 * 1024
_UNUSED = (
    "openapi.json", "monitoring", "runs", "upload", "file=", "file/", "proxy=", "component_server", "deep_link",
)
CLOSED = tuple(f"{root}/{name}" for root in ("", "/gradio_api") for name in _UNUSED)
"""Doors of Gradio that this room does not use: uploads, files, other sites, listings."""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; "
        "worker-src 'self' blob:; manifest-src 'self'; form-action 'none'; base-uri 'self'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), display-capture=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_log = logging.getLogger("toward")


class Guard:
    """Turns away who may not ask, and puts the headers on every answer."""

    def __init__(self, app: "ASGIApp", password: str | None) -> None:
        self.app = app
        self._password = password
        self._misses = Allowance(burst=8, per_second=1 / 8)

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http":
            # There is no websocket here; a lifespan has nobody to turn away.
            await (self.app(scope, receive, send) if scope["type"] == "lifespan" else _refuse(send, 403))
            return

        async def send_guarded(message: "Message") -> None:
            if message["type"] == "http.response.start":
                ours = {name.lower().encode(): value.encode() for name, value in HEADERS.items()}
                kept = [
                    (name, value) for name, value in message["headers"]
                    # Gradio would reflect a stranger's Origin with credentials.
                    if name.lower() not in ours and not name.lower().startswith(b"access-control-")
                ]
                message = {**message, "headers": [*kept, *ours.items()]}
            await send(message)

        asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        client = (scope["client"] or ("",))[0]
        if status := _unfit(scope["path"], asked) or self._locked(asked.get("authorization", ""), client):
            await _refuse(send_guarded, status)
        else:
            try:
                await self.app(scope, _limited(receive), send_guarded)
            except Exception as error:
                # Whatever logs this further out would write its message, which may hold the person's words.
                _log.error("a request failed: %s (%s)", type(error).__name__, uuid.uuid4().hex[:8])
                with contextlib.suppress(Exception):
                    await _refuse(send_guarded, 500)

    def _locked(self, authorization: str, client: str) -> int | None:
        if self._password is None:
            return None
        if not self._misses.any_left(client):
            return 429
        with contextlib.suppress(ValueError):
            given = b64decode(authorization.removeprefix("Basic ")).partition(b":")[2]
            if secrets.compare_digest(given, self._password.encode()):
                return None
        if authorization:
            self._misses.take(client)
        return 401


def _unfit(path: str, asked: Mapping[str, str]) -> int | None:
    if path.startswith(CLOSED):
        return 404
    origin = asked.get("origin")
    if origin is not None and origin.partition("://")[2] != asked.get("host"):
        return 403
    length = asked.get("content-length", "0")
    return None if length.isdigit() and int(length) <= MOST_BYTES else 413


async def _refuse(send: "Send", status: int) -> None:
    challenge = [(b"www-authenticate", b'Basic realm="Notes", charset="UTF-8"')] if status == 401 else []
    await send({"type": "http.response.start", "status": status, "headers": challenge})
    await send({"type": "http.response.body", "body": b""})


def _limited(receive: "Receive") -> "Receive":
    taken = 0

    async def receive_limited() -> "Message":
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= MOST_BYTES else {"type": "http.disconnect"}

    return receive_limited
