"""A person's way through the room: in plain calls first, then in a real browser against a real server."""

import asyncio
import gc
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any, cast

import pytest

from knowledge import read_helplines, read_wording
from ui.markup import plain, sources, spoken
from ui.room import MOST_CHARACTERS, REMIND_SECONDS, Engine, Room, Step
from ui.server import build_app, listen
from ui.sessions import MemoryTalks

ROOT = Path(__file__).resolve().parents[2]
WORDS = read_wording("room")
CANARY = "quillfeather"

# A stand-in with the shape of the assistant: fast, and it answers with what it was told.
ASSISTANT = '''
import re
from dataclasses import dataclass, replace
from knowledge import TowardError

class MessageError(TowardError): pass

@dataclass(frozen=True)
class Passage:
    title: str
    text: str
    source: str
    paragraphs: tuple
    cite: str
    research: str | None = None

@dataclass(frozen=True)
class Reply:
    text: str
    level: str = "none"
    route: str = "reflect"
    passages: tuple = ()
    question: bool = True
    def sentences(self):
        return tuple(re.split(r"(?<=[.?])\\s+", self.text))

@dataclass(frozen=True)
class Conversation:
    country: str | None = None
    turn: int = 0
    @classmethod
    def start(cls, country=None):
        return cls(country)
    def with_country(self, code):
        return replace(self, country=code)

NOTE = Passage("A small no can land hard", "An old hurt may answer first.", "000-a.txt", (4, 5), "An article", "Mixed.")

class Assistant:
    @classmethod
    def open(cls, progress=None):
        return cls()
    def warm(self):
        pass
    def reply(self, conversation, text):
        conversation = replace(conversation, turn=conversation.turn + 1)
        if "unreadable" in text:
            raise MessageError("text: cannot be read")
        if "breaks" in text:
            raise RuntimeError(text)
        if "he hit me" in text:
            return Reply("Thank you for telling me. Call 116 123.\\n\\nAre you safe?", "act", "safety"), conversation
        said = f'Turn {conversation.turn}: "{text}" is what you saw. It may mean *much*.\\n\\nWhen did it begin?'
        return Reply(said, passages=(NOTE,)), conversation

def helplines_for(content, country, kinds, now, most=3):
    place = content.countries.get(country or "")
    lines = place.helplines if place else ()
    return tuple(line for line in lines if kinds[0] in line.for_whom and line.confirmed != "not-seen")[:most]
'''
PAYLOADS = (
    "<script>document.title='owned'</script>", "<img src=x onerror=\"document.title='owned'\">",
    "<img src='http://elsewhere.example/i.png'>", "![a](http://elsewhere.example/m.png)",
    "[press](javascript:document.title='owned')", "<a href=\"javascript:alert(1)\">press</a>",
    "<div style=\"position:fixed;inset:0;background:url(http://elsewhere.example/b)\">over</div>",
    "<style>body{display:none}</style>", "<link rel=stylesheet href=http://elsewhere.example/c>",
    "<iframe src=http://elsewhere.example></iframe>", "<object data=http://elsewhere.example></object>",
    "<meta http-equiv=refresh content='0;url=http://elsewhere.example'>", "<form action=http://elsewhere.example><input>",
    "<video src=http://elsewhere.example/v autoplay>", "<svg onload=\"document.title='owned'\"><text>x</text></svg>",
    "<details open ontoggle=\"document.title='owned'\">x</details>", "$$\\href{javascript:alert(1)}{x}$$",
    "```mermaid\ngraph TD; A-->B; click A \"javascript:alert(1)\"\n```", "# heading", "| a | b |\n|---|---|\n| 1 | 2 |",
    "- [ ] task\n1. one", "**bold** _em_ ~~gone~~ `code`", "http://elsewhere.example/auto and me@elsewhere.example",
    "<thinking>hidden</thinking> &lt;b&gt; &amp; <!-- gone -->",
)


@dataclass(frozen=True)
class Said:
    """A reply with the shape of the assistant's."""

    text: str
    level: str = "none"
    passages: tuple[Any, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        return tuple(re.split(r"(?<=[.?])\s+", self.text))


@dataclass(frozen=True)
class Told:
    """A conversation with the shape of the assistant's."""

    country: str | None = None
    heard: tuple[str, ...] = ()

    def with_country(self, code: str) -> "Told":
        return replace(self, country=code)


@dataclass(frozen=True)
class Passage:
    """A passage with the shape of the assistant's."""

    title: str = "A small no"
    text: str = "An old hurt\n\nmay answer <first>."
    source: str = "000-a.txt"
    paragraphs: tuple[int, ...] = (4,)
    cite: str = ""
    research: str | None = None


class Unreadable(Exception):
    """What the engine raises for a message it cannot read."""


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def room_with(answer: Callable[[str], Any], clock: Clock | None = None) -> Room:
    def reply(told: Any, text: str) -> Any:
        return answer(text), replace(told, heard=(*told.heard, text))

    opened: Future[Engine] = Future()
    opened.set_result(Engine(reply=reply, start=lambda country: Told(country), unreadable=Unreadable))  # type: ignore[arg-type, return-value]
    clock = clock or Clock()
    return Room(WORDS, MemoryTalks(clock=clock), lambda: opened, pace=0, clock=clock)


def turn(room: Room, text: str, key: str = "mine", country: str | None = None) -> list[Step]:
    async def walk() -> list[Step]:
        return [step async for step in room.turn(key, text, country)]

    return asyncio.run(walk())


def begun(room: Room, country: str | None = None) -> Room:
    room.talks.begin("mine", room.new_talk(country))
    return room


def test_a_reply_grows_sentence_by_sentence_and_ends_whole() -> None:
    steps = turn(begun(room_with(lambda _: Said("One. Two?\n\nThree."))), "hello")
    assert [step.talk.shown[-1].text for step in steps] == [
        "hello", r"One\.", "One\\. Two?", "One\\. Two?\n\nThree\\.", "One\\. Two?\n\nThree\\.",
    ]
    assert [step.goes_on for step in steps] == [True, True, True, True, False]


def test_the_box_is_emptied_once_and_then_left_to_the_person() -> None:
    steps = turn(begun(room_with(lambda _: Said("One. Two."))), "hello")
    assert [step.box for step in steps] == ["", None, None, None]


def test_help_is_not_held_back_by_a_pace() -> None:
    steps = turn(begun(room_with(lambda _: Said("One. Two. Three.", level="act"))), "hello")
    assert len(steps) == 3


def test_the_country_of_the_talk_reaches_the_engine() -> None:
    room = begun(room_with(lambda _: Said("One.")), country="gb")
    turn(room, "hello")
    talk = room.talks.read("mine")
    assert talk and talk.conversation == cast(Any, Told("gb", ("hello",)))


@pytest.mark.parametrize(("error", "line"), [(RuntimeError, "turn-failed"), (Unreadable, "unreadable")])
def test_an_error_gives_the_words_back_and_writes_none_down(
    error: type[Exception], line: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(text: str) -> Any:
        raise error(text)

    room = begun(room_with(fail))
    last = turn(room, CANARY)[-1]
    assert (last.line, last.box, last.goes_on) == (WORDS[line], CANARY, False)
    assert CANARY not in str(last.talk.shown)
    assert CANARY not in caplog.text + "".join(capsys.readouterr())
    room.engine = room_with(lambda _: Said("Here.")).engine
    assert turn(room, CANARY)[-1].talk.shown[-1].text == r"Here\."


def test_an_assistant_that_cannot_open_gives_the_words_back() -> None:
    room = begun(room_with(lambda _: Said("One.")))
    failed: Future[Engine] = Future()
    failed.set_exception(ImportError("no such thing"))
    room.engine = lambda: failed
    last = turn(room, "hello")[-1]
    assert (last.line, last.box) == (WORDS["not-opened"], "hello")


def test_a_stop_before_any_reply_gives_the_words_back() -> None:
    room = begun(room_with(lambda _: Said("One.")))

    async def walk() -> None:
        turning = room.turn("mine", "hello", None)
        await anext(turning)
        await turning.aclose()  # type: ignore[attr-defined]

    asyncio.run(walk())
    step = room.hush("mine")
    assert step and step.box == "hello"
    assert [shown.role for shown in step.talk.shown] == ["assistant"]
    assert turn(room, "hello")[-1].goes_on is False


def test_a_talk_that_was_wiped_says_so_and_goes_on() -> None:
    last = turn(room_with(lambda _: Said("One.")), "hello")[-1]
    assert last.talk.shown[0].text == spoken(WORDS["cleared"])
    assert last.talk.shown[-1].text == r"One\."


def test_leaving_in_the_middle_of_a_reply_leaves_nothing() -> None:
    room = begun(room_with(lambda _: Said("One. Two. Three.")))

    async def walk() -> None:
        async for _ in room.turn("mine", "hello", None):
            room.forget("mine")

    asyncio.run(walk())
    assert room.talks.read("mine") is None


def test_after_an_hour_it_says_again_that_it_is_a_program() -> None:
    clock = Clock()
    room = begun(room_with(lambda _: Said("One."), clock))
    clock.now = REMIND_SECONDS - 1
    room.talks.begin("mine", replace(room.new_talk(None), told_at=0.0))
    reminder = spoken(WORDS["reminder"])
    assert reminder not in [shown.text for shown in turn(room, "hello")[-1].talk.shown]
    clock.now = REMIND_SECONDS
    assert [shown.text for shown in turn(room, "hello")[-1].talk.shown].count(reminder) == 1
    assert [shown.text for shown in turn(room, "hello")[-1].talk.shown].count(reminder) == 1


@pytest.mark.parametrize(("text", "line"), [("", "empty"), (" \n", "empty"), ("x" * (MOST_CHARACTERS + 1), "too-long")])
def test_what_cannot_be_taken_is_refused_in_python(text: str, line: str) -> None:
    refusal = room_with(lambda _: Said("One.")).refusal("mine", text)
    assert refusal and refusal.startswith(WORDS[line].split("{")[0])


def test_one_person_in_a_hurry_is_slowed_down_and_the_others_are_not() -> None:
    room = room_with(lambda _: Said("One."))
    answers = [room.refusal("mine", "hello") for _ in range(8)]
    assert answers[0] is None and answers[-1] == WORDS["too-fast"]
    assert room.refusal("yours", "hello") is None


def test_many_keys_cannot_get_around_the_limit() -> None:
    room = room_with(lambda _: Said("One."))
    assert WORDS["too-busy"] in {room.refusal(str(key), "hello") for key in range(100)}


def test_a_reply_may_set_words_in_italics_and_nothing_else() -> None:
    assert spoken("what *you* saw, <b>2 * 3</b>") == r"what <em>you</em> saw, &lt;b&gt;2 \* 3&lt;/b&gt;"


def test_what_cannot_be_seen_or_sent_is_left_out() -> None:
    assert plain("a\x00b\u202ec") == "abc"
    assert plain("half \ud83d") == "half ?"


def test_sources_name_the_note_the_place_and_the_research() -> None:
    passages = cast(Any, (Passage(research="Mixed."),))
    panel = sources(passages, {"000-a.txt": "an article"}, WORDS)
    assert "\n\n" not in panel.strip()
    for part in ("A small no", "&lt;first&gt;", "an article", "paragraph 4", "Mixed."):
        assert part in panel
    assert sources((), {}, WORDS) == ""


def test_every_word_is_used_and_none_stands_in_the_code() -> None:
    files = [*(ROOT / "ui").glob("*.py"), *(ROOT / "ui" / "static").iterdir()]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    put_together = r"need-|first-(danger|what|kept|private|leave)|helplines-(call|text|chat|web)$"
    assert [key for key in WORDS if not re.match(put_together, key) and key not in code] == []
    needs = {need for country in read_helplines()[0].values() for line in country.helplines for need in line.for_whom}
    assert {key.removeprefix("need-") for key in WORDS if key.startswith("need-")} >= needs


# In a browser ----------------------------------------------------------------------------------------------------


@dataclass
class Served:
    """A running server and what it printed."""

    address: str
    log: Path
    folder: Path


def _serve(folder: Path, *, fake: bool) -> Iterator[Served]:
    if fake:
        (folder / "assistant").mkdir(parents=True)
        (folder / "assistant" / "__init__.py").write_text(ASSISTANT, encoding="utf-8")
    work = folder / "work"
    work.mkdir(parents=True)
    program = (
        f"import sys; sys.path[:0] = {[str(folder), str(ROOT)]!r}; from ui.server import serve;"
        "serve(port=7960, open_browser=False, ready=lambda address: print('READY', address, flush=True))"
    )
    log = folder / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen([sys.executable, "-c", program], cwd=work, stdout=out, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 60
        while not (found := re.search(r"READY (\S+)", log.read_text())):
            assert server.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield Served(found[1], log, work)
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    yield from _serve(tmp_path_factory.mktemp("room"), fake=True)


@pytest.fixture(scope="module")
def served_real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    try:
        from assistant import Assistant, Reply
    except ImportError as error:
        pytest.skip(f"the assistant is not there yet ({error})")
    if not hasattr(Reply, "sentences"):
        pytest.skip("the assistant's replies cannot be told in sentences yet")
    Assistant.open()
    yield from _serve(tmp_path_factory.mktemp("real"), fake=False)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return path or pytest.skip("no chromium on this machine")


class Visit:
    """A browser with a profile on disk, that notes everything it should not have to note."""

    def __init__(self, playwright: Any, chromium: str, profile: Path, scheme: str = "light") -> None:
        self.context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=chromium, args=["--no-sandbox"], color_scheme=scheme
        )
        self.faults: list[str] = []
        self.page = self.context.pages[0]
        self.page.on("console", lambda told: self.faults.append(told.text) if told.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.context.on("request", lambda asked: self._note(asked.url))

    def _note(self, url: str) -> None:
        if not re.match(r"(http://127\.0\.0\.1:\d+/|data:|blob:|about:)", url):
            self.faults.append(f"asked for {url}")

    def open(self, served: Served, country: str | None = None) -> Any:
        self.page.goto(served.address)
        self.page.get_by_role("button", name=WORDS["begin"]).wait_for()
        if country:
            self.page.get_by_role("radio", name=country, exact=True).check()
        return self.page

    def begin(self, served: Served, country: str | None = None) -> Any:
        self.open(served, country).get_by_role("button", name=WORDS["begin"]).click()
        self.page.get_by_role("textbox").wait_for()
        return self.page

    def say(self, text: str, by_key: bool = False) -> str:
        box = self.page.get_by_role("textbox")
        replies = self.page.locator('[data-testid="bot"]').count()
        box.fill(text)
        box.press("Enter") if by_key else self.page.get_by_role("button", name=WORDS["send"]).click()
        self.page.locator('[data-testid="bot"]').nth(replies).wait_for(timeout=90_000)
        self.page.get_by_role("button", name=WORDS["send"]).wait_for(timeout=30_000)
        return str(self.page.locator('[data-testid="bot"]').last.inner_text())

    def gone(self) -> None:
        self.page.get_by_role("heading", name=WORDS["measures-heading"], exact=True).wait_for(timeout=5_000)
        assert self.page.title() == WORDS["title-after"]
        assert CANARY not in self.page.content()


@pytest.fixture
def visit(playwright: Any, chromium: str, tmp_path: Path) -> Iterator[Visit]:
    found = Visit(playwright, chromium, tmp_path / "profile")
    yield found
    found.context.close()
    assert found.faults == []


def test_nothing_is_chosen_for_the_person(visit: Visit, served: Served) -> None:
    page = visit.open(served)
    assert page.title() == WORDS["title"]
    assert page.get_by_role("radio").count() > 5
    assert page.locator("input:checked").count() == 0
    for part in ("first-what", "first-danger", "first-private", "first-leave", "first-kept"):
        assert page.get_by_text(WORDS[part].strip()).is_visible()


def test_the_way_out_comes_first(visit: Visit, served: Served) -> None:
    page = visit.open(served)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "leave"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"


def test_five_turns_with_sources_and_protection(visit: Visit, served: Served) -> None:
    page = visit.begin(served, "United Kingdom")
    for number in range(1, 5):
        assert f"Turn {number}" in visit.say(f"message {number}", by_key=number % 2 == 0)
    page.get_by_text(WORDS["sources-one"]).last.click()
    assert page.get_by_text("An old hurt may answer first.").last.is_visible()
    assert "116 123" in visit.say("he hit me")
    log = page.get_by_role("log", name=WORDS["talk-label"])
    assert log.get_by_role("group", name=WORDS["speaker-you"]).count() == 5


def test_helplines_are_one_click_away_on_every_screen(visit: Visit, served: Served) -> None:
    page = visit.open(served)
    for _ in ("first screen", "talk"):
        page.get_by_role("button", name=WORDS["helplines"]).click()
        panel = page.get_by_role("dialog", name=WORDS["helplines-heading"])
        panel.get_by_role("button", name="Ireland").click()
        panel.get_by_text(WORDS["helplines-danger"].format(number="112 or 999")).wait_for()
        assert panel.get_by_role("button", name=WORDS["leave"]).is_visible()
        page.keyboard.press("Escape")
        if page.get_by_role("button", name=WORDS["begin"]).count():
            page.get_by_role("button", name=WORDS["begin"]).click()
            page.get_by_role("textbox").wait_for()


def test_whatever_is_written_is_shown_as_it_was_written(visit: Visit, served: Served) -> None:
    page = visit.begin(served)
    for place in range(4):
        payload = "\n\n".join(PAYLOADS[place::4])
        visit.say(payload)
        shown = page.locator('[data-testid="user"]').nth(place)
        assert " ".join(shown.inner_text().split()) == " ".join(payload.split())
        tags = shown.locator(".md").evaluate("one => [...one.querySelectorAll('*')].map(inner => inner.tagName)")
        assert set(tags) <= {"P", "BR", "SPAN"}, payload
        assert page.locator('[data-testid="bot"] :is(a, img, video, form, style, iframe, b, h1, table)').count() == 0
    assert page.title() == WORDS["title"]


@pytest.mark.parametrize("way", ["button", "shift"])
def test_leaving_quickly_leaves_nothing(way: str, visit: Visit, served: Served, tmp_path: Path) -> None:
    visit.page.goto("about:blank")
    page = visit.begin(served)
    visit.say(f"Nobody Knows {CANARY} OK")
    visit.page.get_by_role("textbox").fill(f"a draft with {CANARY}")
    if way == "button":
        page.get_by_role("button", name=WORDS["leave"]).first.click()
    else:
        page.keyboard.type("CAPITALS ARE NOT A WAY OUT")
        assert page.get_by_role("textbox").is_visible()
        for _ in range(3):
            page.keyboard.press("Shift")
    visit.gone()
    assert page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])") == "[[],[]]"
    page.go_back()
    assert CANARY not in page.content()
    visit.context.close()
    assert _traces(tmp_path / "profile", served.folder, served.log) == []


def _traces(*places: Path) -> list[str]:
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*")) if file.is_file()]
    wanted = (CANARY.encode(), CANARY.encode("utf-16-le"))
    return [str(file) for file in files if any(word in file.read_bytes() for word in wanted)]


@pytest.mark.filterwarnings("ignore")  # Gradio's own use of pandas, in a thread of this process
def test_the_server_process_holds_no_word_after_leaving(visit: Visit) -> None:
    import uvicorn

    talks = MemoryTalks()
    engine = room_with(lambda _: Said("One.")).engine().result()
    with listen("127.0.0.1", 7970) as socket:
        server = uvicorn.Server(uvicorn.Config(build_app(lambda: engine, talks=talks, pace=0), log_level="critical"))
        running = Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        running.start()
        try:
            visit.begin(Served(f"http://127.0.0.1:{socket.getsockname()[1]}", Path(), Path()))
            visit.say("".join(("quill", "feather")))
            visit.page.get_by_role("button", name=WORDS["leave"]).first.click()
            visit.gone()
            time.sleep(0.5)
            assert len(talks) == 0
            assert _holding() == []
        finally:
            server.should_exit = True
            running.join(10)


def _holding() -> list[str]:
    """Containers in this process that hold what was said; the test's own constant and code are not containers of it."""
    gc.collect()
    held = [one for one in gc.get_objects() if type(one) in (list, tuple, dict) and one is not globals()]
    said = [one for one in held for part in _parts(one) if isinstance(part, str) and part == CANARY]
    return [repr(one)[:120] for one in said if not isinstance(one, tuple)]


def _parts(container: Any) -> list[Any]:
    return list(container.values() if isinstance(container, dict) else container)


def test_starting_over_asks_first_and_then_wipes(visit: Visit, served: Served) -> None:
    page = visit.begin(served)
    visit.say(CANARY)
    page.get_by_role("button", name=WORDS["again"], exact=True).click()
    page.get_by_role("button", name=WORDS["again-no"]).click()
    assert CANARY in page.content()
    page.get_by_role("button", name=WORDS["again"], exact=True).click()
    page.get_by_role("button", name=WORDS["again-yes"]).click()
    page.get_by_role("button", name=WORDS["begin"]).wait_for()
    assert CANARY not in page.content()


def test_a_stop_ends_the_reply_and_the_next_one_comes(visit: Visit, served: Served) -> None:
    page = visit.begin(served)
    page.get_by_role("textbox").fill("a long one")
    page.get_by_role("button", name=WORDS["send"]).click()
    page.get_by_role("button", name=WORDS["stop"]).click()
    page.get_by_text(WORDS["stopped"]).wait_for()
    assert "Turn" in visit.say("and on")


def test_an_error_keeps_the_words_and_logs_none(visit: Visit, served: Served) -> None:
    page = visit.begin(served)
    page.get_by_role("textbox").fill(f"this breaks {CANARY}")
    page.get_by_role("button", name=WORDS["send"]).click()
    page.get_by_text(WORDS["turn-failed"].strip()).wait_for()
    assert page.get_by_role("textbox").input_value() == f"this breaks {CANARY}"
    assert "Turn 1" in visit.say("again")
    assert _traces(served.log) == []


def test_old_run_histories_are_cleaned_away(visit: Visit, served: Served) -> None:
    page = visit.open(served)
    page.evaluate("localStorage.setItem('gradio:run-history:v2:1', 'old words')")
    page.reload()
    page.get_by_role("button", name=WORDS["begin"]).wait_for()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found_on_any_screen(
    scheme: str, playwright: Any, chromium: str, tmp_path: Path, served: Served
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    visit = Visit(playwright, chromium, tmp_path / "profile", scheme)
    found: dict[str, list[str]] = {}

    def look(screen: str) -> None:
        faults = json.loads(json.dumps(axe.run(visit.page).response))["violations"]
        found[screen] = [f"{fault['id']}: {node['html'][:160]}" for fault in faults for node in fault["nodes"]]

    page = visit.open(served)
    look("first")
    page.get_by_role("button", name=WORDS["helplines"]).click()
    page.locator("#helplines-list li").first.wait_for()
    look("helplines")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=WORDS["begin"]).click()
    page.get_by_role("textbox").wait_for()
    visit.say("hello")
    page.get_by_text(WORDS["sources-one"]).last.click()
    look("talk")
    page.get_by_role("button", name=WORDS["again"], exact=True).click()
    look("start over")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=WORDS["leave"]).first.click()
    visit.gone()
    look("measures")
    visit.context.close()
    assert {screen: faults for screen, faults in found.items() if faults} == {}


def test_the_real_assistant_holds_a_talk(visit: Visit, served_real: Served, tmp_path: Path) -> None:
    page = visit.begin(served_real, "United Kingdom")
    for text in (
        "she turned her back again last night and i lay there till 3",
        "about two months. since her mum got ill she hardly talks to me",
        "no neither of us is scared of the other",
        f"i keep asking {CANARY} whats wrong and she says nothing",
    ):
        assert len(visit.say(text)) > 20
    assert "116" in (answer := visit.say("he hit me last week and im scared of what he does next")) or "call" in answer
    page.get_by_role("button", name=WORDS["leave"]).first.click()
    visit.gone()
    visit.context.close()
    assert _traces(tmp_path / "profile", served_real.folder, served_real.log) == []
