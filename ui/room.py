"""The browser room: what stands where on the first screen and in the talk, and what happens when something is pressed.

Knows nothing of serving, of headers or of how a reply is found. Keeps nothing itself.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import gradio as gr

from knowledge import Country
from ui.markup import Wording, plain, sources, spoken
from ui.sessions import Allowance, Clock, Shown, Talk, Talks

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant import Conversation, Reply

MOST_CHARACTERS = 8_000
REMIND_SECONDS = 60 * 60
_log = logging.getLogger("toward")
Updates = dict[Any, Any]


@dataclass(frozen=True)
class Engine:
    """What the room needs of the assistant."""

    reply: "Callable[[Conversation, str], tuple[Reply, Conversation]]"
    start: "Callable[[str | None], Conversation]"
    unreadable: type[Exception]
    """What `reply` raises for a message that cannot be read."""


@dataclass(frozen=True)
class Step:
    """How the page stands at one moment of a turn."""

    talk: Talk
    line: str
    box: str | None = None
    """What the box holds from now on; none leaves what the person is writing meanwhile."""
    goes_on: bool = True


def growing(reply: "Reply") -> list[str]:
    """The reply sentence by sentence, each with all that came before; help is never held back by a pace."""
    if reply.level == "act":
        return [reply.text]
    ends, at = [], 0
    for sentence in reply.sentences():
        at = max(at, reply.text.find(sentence, at) + len(sentence))
        ends.append(at)
    return [reply.text[:end] for end in ends[:-1]] + [reply.text]


class Room:
    """The events of the room. Keeps nothing itself: talks are held in `talks` alone."""

    def __init__(
        self, wording: Wording, talks: Talks, engine: "Callable[[], Future[Engine]]", *,
        articles: Mapping[str, str] = MappingProxyType({}), pace: float = 1.0, clock: Clock = time.monotonic,
    ) -> None:
        self.wording = wording
        self.talks = talks
        self.engine = engine
        self.articles = articles
        self.pace = pace
        self.clock = clock
        self.each = Allowance(burst=5, per_second=1 / 4, clock=clock)
        self.all = Allowance(burst=60, per_second=10, clock=clock)
        self._answering: set[str] = set()

    def new_talk(self, country: str | None) -> Talk:
        opening = Shown("assistant", spoken(self.wording["opening"]))
        return Talk(told_at=self.clock(), country=country, shown=(opening,))

    def forget(self, key: str) -> None:
        self.talks.forget(key)
        self.each.forget(key)

    def refusal(self, key: str, text: str) -> str | None:
        """Why this cannot be taken now, in words for the person; the box keeps what they wrote."""
        if not text.strip():
            return self.wording["empty"]
        if len(text) > MOST_CHARACTERS:
            return self.wording["too-long"].format(count=f"{len(text):,}", most=f"{MOST_CHARACTERS:,}")
        if key in self._answering:
            return self.wording["still-answering"]
        if not self.each.take(key):
            return self.wording["too-fast"]
        return None if self.all.take() else self.wording["too-busy"]

    async def turn(self, key: str, text: str, country: str | None) -> AsyncIterator[Step]:
        """The page after each sentence. Every end leaves the person's words either answered or back in the box."""
        before = self.talks.read(key) or self._begin_afresh(key, country)
        asked = replace(before, shown=(*before.shown, Shown("user", plain(text))), unanswered=text)
        self.talks.write(key, asked)
        self._answering.add(key)
        try:
            opening = self.engine()
            yield Step(asked, self.wording["thinking" if opening.done() else "getting-ready"], box="")
            engine = await asyncio.wrap_future(opening)
            try:
                reply, conversation = await self._ask(engine, asked, text)
            except engine.unreadable:
                yield self._give_back(key, before, text, "unreadable")
                return
            answered = latest = replace(asked, conversation=conversation, unanswered="")
            async for latest in self._say(key, answered, reply):
                yield Step(latest, "")
            yield Step(latest, "", goes_on=False)
        except Exception as error:  # whatever went wrong, the person can send again
            # The message of an error may hold the person's words: only its kind is written down.
            _log.error("a turn failed: %s (%s)", type(error).__name__, uuid.uuid4().hex[:8])
            opened = opening.done() and not opening.exception()
            yield self._give_back(key, before, text, "turn-failed" if opened else "not-opened")
        finally:
            self._answering.discard(key)

    def hush(self, key: str) -> Step | None:
        """Where the talk stands when the person stops a reply; a message without any reply goes back to the box."""
        talk = self.talks.read(key)
        if talk is None:
            return None
        if not talk.unanswered:
            return Step(talk, self.wording["stopped"], goes_on=False)
        return self._give_back(key, replace(talk, shown=talk.shown[:-1]), talk.unanswered, "stopped")

    def _give_back(self, key: str, talk: Talk, text: str, line: str) -> Step:
        talk = replace(talk, unanswered="")
        self.talks.write(key, talk)
        return Step(talk, self.wording[line], box=text, goes_on=False)

    def _begin_afresh(self, key: str, country: str | None) -> Talk:
        talk = replace(self.new_talk(country), shown=(Shown("assistant", spoken(self.wording["cleared"])),))
        self.talks.begin(key, talk)
        return talk

    async def _ask(self, engine: Engine, talk: Talk, text: str) -> "tuple[Reply, Conversation]":
        conversation = talk.conversation or engine.start(talk.country)
        if talk.country:
            conversation = conversation.with_country(talk.country)
        return await asyncio.to_thread(engine.reply, conversation, text)

    async def _say(self, key: str, talk: Talk, reply: "Reply") -> AsyncIterator[Talk]:
        before = talk.shown
        if self.clock() - talk.told_at >= REMIND_SECONDS:
            before = (*before, Shown("assistant", spoken(self.wording["reminder"])))
            talk = replace(talk, told_at=self.clock())
        texts = growing(reply)
        for place, text in enumerate(texts, 1):
            last = place == len(texts)
            said = spoken(text) + (sources(reply.passages, self.articles, self.wording) if last else "")
            talk = replace(talk, shown=(*before, Shown("assistant", said)))
            if not self.talks.write(key, talk):
                return
            yield talk
            if not last:
                await asyncio.sleep(self.pace * min(1.1, 0.3 + len(text.rsplit(". ", 1)[-1]) / 120))


def messages(talk: Talk) -> list[dict[str, str]]:
    """The talk as gr.Chatbot takes it."""
    return [{"role": one.role, "content": one.text} for one in talk.shown]


def leave_no_copy(page: gr.Blocks, key: str) -> None:
    """Blank the event that is being answered: Gradio's queue holds on to its latest one until another comes."""
    for event in chain.from_iterable(jobs for jobs in page._queue.active_jobs if jobs):
        if event.session_hash == key and event.data:
            event.data.data = [None] * len(event.data.data)
            for copy in ("_json", "_body"):
                vars(event.request).pop(copy, None)


def build_room(room: Room, countries: Mapping[str, Country]) -> gr.Blocks:
    """The page. Private events only; no component is an input that holds what was said before."""
    words = room.wording
    page: gr.Blocks
    with gr.Blocks(title=words["title"], analytics_enabled=False, fill_height=True) as page:
        talk_key = gr.Markdown(elem_id="talk-key", visible="hidden")
        with gr.Column(elem_id="first") as first:
            country, begin = _first_screen(words, countries)
        with gr.Column(elem_id="talk", visible=False) as talk:
            gr.Markdown(f"## {words['talk-heading']}", elem_id="talk-heading")
            said = gr.Chatbot(
                elem_id="said", label=words["talk-label"], show_label=False, buttons=[], feedback_options=None,
                group_consecutive_messages=False, latex_delimiters=[], allow_tags=False, allow_file_downloads=False,
                height="100%", container=False,
            )
            line = gr.Markdown(elem_id="line", container=False)
            with gr.Row(elem_id="composer"):
                box = gr.Textbox(
                    elem_id="your-words", label=words["your-words"], placeholder=words["your-words-hint"], lines=1,
                    max_lines=8, container=False, scale=1,
                    # Without autocomplete=off browsers keep drafts on disk; online spell checkers read what they check.
                    html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False, enterkeyhint="send"),
                )
                send = gr.Button(words["send"], elem_id="send", scale=0, min_width=0)
                stop = gr.Button(words["stop"], elem_id="stop", scale=0, min_width=0, visible=False)
            gr.Markdown(words["keys-hint"], elem_id="keys-hint", container=False)

        # Plain values, never gr.update(value=…): Gradio copies those into a session that outlives the tab by an hour.
        def hello(request: gr.Request) -> str:
            room.engine()
            return str(request.session_hash)

        def enter(chosen: str | None, request: gr.Request) -> Updates:
            new = room.new_talk(chosen)
            room.talks.begin(str(request.session_hash), new)
            return {first: gr.update(visible=False), talk: gr.update(visible=True), said: messages(new)}

        def shown(step: Step) -> Updates:
            updates = {said: messages(step.talk), line: step.line} | ({} if step.box is None else {box: step.box})
            return updates | {send: gr.update(visible=not step.goes_on), stop: gr.update(visible=step.goes_on)}

        async def say(text: str, chosen: str | None, request: gr.Request) -> AsyncIterator[Updates]:
            key = str(request.session_hash)
            leave_no_copy(page, key)
            if refusal := room.refusal(key, text):
                yield {line: refusal}
                return
            async for step in room.turn(key, text, chosen):
                yield shown(step)

        def hush(request: gr.Request) -> Updates:
            step = room.hush(str(request.session_hash))
            return shown(step) if step else {send: gr.update(visible=True), stop: gr.update(visible=False)}

        def gone(request: gr.Request) -> None:
            room.forget(str(request.session_hash))

        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        page.load(hello, None, talk_key, queue=False, **quiet)
        page.unload(gone)
        begin.click(enter, country, [first, talk, said], queue=False, **quiet)
        turn = gr.on([send.click, box.submit], say, [box, country], [said, line, box, send, stop], **quiet)
        stop.click(hush, None, [said, line, box, send, stop], cancels=[turn], queue=False, **quiet)
    page.queue(max_size=64, default_concurrency_limit=16, api_open=False)
    return page


def _first_screen(words: Wording, countries: Mapping[str, Country]) -> tuple[gr.Radio, gr.Button]:
    gr.Markdown(f"## {words['first-heading']}\n\n{words['first-lead']}", elem_id="first-lead")
    for part in ("danger", "what", "kept", "private", "leave"):
        gr.Markdown(f"### {words[f'first-{part}-heading']}\n\n{words[f'first-{part}']}", elem_classes=["part", part])
    names = sorted((one.name, code) for code, one in countries.items())
    country = gr.Radio(
        [*names, (words["country-other"], "")], label=words["country-label"], info=words["country-hint"],
        elem_id="country", value=None,
    )
    return country, gr.Button(words["begin"], elem_id="begin", variant="primary")


def mount_room(app: "FastAPI", room: Room, countries: Mapping[str, Country], *, head: str, icon: str) -> None:
    """Put the room at the root of `app`, with all of Gradio's own extras off."""
    gr.mount_gradio_app(
        app, build_room(room, countries), path="/", head=head,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        favicon_path=icon, run_history=False, footer_links=[], show_error=False, ssr_mode=False,
        enable_monitoring=False, mcp_server=False, pwa=False, max_file_size="1kb", allowed_paths=[],
    )
