"""Serve the browser room on this computer: who may ask, which headers go out, what is wiped when.

Knows nothing of what is said. Heavy modules are imported in functions, after the switches that keep them quiet.
"""

import asyncio
import contextlib
import gc
import html
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from ui.guard import Guard
from ui.markup import Wording, filled, helplines_list
from ui.quiet import keep_quiet
from ui.sessions import MemoryTalks

if TYPE_CHECKING:
    from fastapi import FastAPI

    from ui.room import Engine

STATIC = Path(__file__).parent / "static"
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
SWEEP_SECONDS = 20


class Opening:
    """Opens the assistant in the background when it is first asked for, and again if that failed."""

    def __init__(self, load: "Callable[[], Engine]") -> None:
        self._load = load
        self._lock = Lock()
        self._future: Future[Engine] | None = None

    def __call__(self) -> "Future[Engine]":
        with self._lock:
            if self._future is None or (self._future.done() and self._future.exception()):
                self._future = Future()
                # A running future cannot be cancelled by one person's Stop while another waits for it.
                self._future.set_running_or_notify_cancel()
                Thread(target=self._open, args=(self._future,), daemon=True).start()
            return self._future

    def _open(self, future: "Future[Engine]") -> None:
        try:
            future.set_result(self._load())
        except BaseException as error:
            future.set_exception(error)


def open_engine() -> "Engine":
    """The real assistant. Imports onnxruntime and chromadb, so never before the page is there."""
    from assistant import Assistant, Conversation, MessageError
    from ui.room import Engine

    assistant = Assistant.open()
    assistant.warm()
    return Engine(reply=assistant.reply, start=Conversation.start, unreadable=MessageError)


def build_app(
    load: "Callable[[], Engine]" = open_engine, *, password: str | None = None, talks: MemoryTalks | None = None,
    pace: float = 1.0, ready: Callable[[], None] | None = None,
) -> "FastAPI":
    """The whole app. `ready` is called once it can answer."""
    keep_quiet()
    # Half a second of the start is the collector walking through modules that stay for good.
    gc.disable()
    from fastapi import FastAPI, Request, Response
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from knowledge import read_helplines, read_wording
    from ui.room import Room, mount_room

    words = read_wording("room")
    countries, directories = read_helplines()
    held = MemoryTalks() if talks is None else talks
    room = Room(words, held, Opening(load), articles=_articles(), pace=pace)

    @contextlib.asynccontextmanager
    async def alive(_: FastAPI) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(_sweep(held))
        if ready:
            ready()
        yield
        sweeping.cancel()
        held.forget_all()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=alive)

    @app.post("/forget")
    async def forget(request: Request) -> Response:
        room.forget((await request.body()).decode("ascii", "replace")[:64])
        return Response(status_code=204)

    @app.get("/measures")
    def measures() -> Response:
        page = filled(_static("measures.html"), words)
        return Response(page, media_type="text/html", headers={"Clear-Site-Data": '"storage"'})

    @app.post("/helplines")
    def helplines(asked: dict[str, Any]) -> Response:
        key, country = str(asked.get("key") or ""), asked.get("country")
        talk = held.read(key) if key else None
        if talk and country in countries and country != talk.country:
            held.write(key, replace(talk, country=country))
        chosen = country if country is not None or talk is None else talk.country
        return Response(helplines_list(countries, directories, words, chosen), media_type="text/html")

    # With a password any host name may ask: a rebound name has no password to send along.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["*"] if password else list(LOCAL_HOSTS))
    app.add_middleware(Guard, password=password)
    mount_room(app, room, countries, head=head(words, held.idle_seconds), icon=str(STATIC / "icon.svg"))
    gc.enable()
    gc.freeze()
    return app


def _articles() -> dict[str, str]:
    """What each article is about, by its file name; all other content would take too long to read before the page."""
    from knowledge import read_articles

    return {article.source: article.title for article in read_articles().values()}


async def _sweep(talks: MemoryTalks) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        talks.sweep()


def head(words: Wording, idle_seconds: float) -> str:
    """Style, words and script, inlined: Gradio's own js= and css= need eval or a request more."""
    style, frame, script = (_static(name) for name in ("room.css", "frame.html", "room.js"))
    told = (
        "leave-to", "leave-two-more", "leave-one-more", "leave-not-now", "title-after", "idle-soon", "idle-over",
        "talk-label", "speaker-me", "speaker-you",
    )
    given = {name: words[name] for name in told} | {"idle-seconds": str(idle_seconds), "frame": filled(frame, words)}
    attributes = " ".join(f'data-{name}="{html.escape(value)}"' for name, value in given.items())
    return f'<style>{style}</style><meta name="room" {attributes}><script>{script}</script>'


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def serve(
    host: str = "127.0.0.1", port: int = 7860, password: str | None = None, open_browser: bool = True,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until interrupted, on this port or the next free one; `ready` gets the address once the page is there."""
    if host not in LOCAL_HOSTS and not password:
        from knowledge import TowardError

        raise TowardError(f"host {host}: others could reach it; give a password, or leave the host at 127.0.0.1")
    listening = listen(host, port)
    address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{listening.getsockname()[1]}"

    def there() -> None:
        from knowledge import read_wording

        words = read_wording("room")
        print(words["served-at" if host in LOCAL_HOSTS else "served-to-all"].format(address=address), flush=True)
        if open_browser:
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        if ready:
            ready(address)

    app = build_app(password=password, ready=there)
    import uvicorn

    config = uvicorn.Config(
        app, access_log=False, log_level="warning", server_header=False, ws="none", timeout_graceful_shutdown=1
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on this port, or on the first free one of the twenty after it."""
    for candidate in range(port, port + 20):
        taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform != "win32":
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            taken.bind((host, candidate))
            taken.listen(128)
            return taken
        taken.close()
    from knowledge import TowardError

    raise TowardError(f"port {port}: it and the nineteen after it are taken; give another with --port")
