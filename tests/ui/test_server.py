"""Who may ask, what goes out with every answer, and what is served before the page."""

import os
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from knowledge import TowardError, read_helplines
from ui.guard import HEADERS, MOST_BYTES
from ui.quiet import SWITCHES, keep_quiet
from ui.server import Opening, build_app, listen, serve
from ui.sessions import MemoryTalks, Talk

ROOT = Path(__file__).resolve().parents[2]
HOST = "http://127.0.0.1:7860"


def never() -> Any:
    raise AssertionError("the assistant was opened without being asked for")


@pytest.fixture(scope="module")
def talks() -> MemoryTalks:
    return MemoryTalks()


@pytest.fixture(scope="module")
def client(talks: MemoryTalks) -> Iterator[TestClient]:
    with TestClient(build_app(never, talks=talks), base_url=HOST) as client:
        yield client


@pytest.fixture(scope="module")
def locked() -> Iterator[TestClient]:
    with TestClient(build_app(never, password="correct horse"), base_url="http://192.168.1.5:7860") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/measures", "/config", "/favicon.ico", "/nowhere"])
def test_every_answer_carries_the_strict_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "path", ["/docs", "/openapi.json", "/redoc", "/monitoring", "/gradio_api/runs", "/gradio_api/upload"]
)
def test_pages_nobody_needs_are_closed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (401, 403, 404)


def test_no_event_is_offered_to_programs(client: TestClient) -> None:
    told = client.get("/gradio_api/info").json()
    assert told == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_another_host_name_is_turned_away(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_another_origin_is_turned_away(client: TestClient) -> None:
    for origin in ("http://evil.example", "null", "http://127.0.0.1:9999"):
        assert client.post("/forget", content="key", headers={"Origin": origin}).status_code == 403


def test_a_flood_of_bytes_is_turned_away(client: TestClient) -> None:
    assert client.post("/forget", content=b"x" * (MOST_BYTES + 1)).status_code == 413


def test_forget_wipes_the_talk(client: TestClient, talks: MemoryTalks) -> None:
    talks.begin("my-key", Talk(told_at=0.0))
    assert client.post("/forget", content="my-key", headers={"Origin": HOST}).status_code == 204
    assert talks.read("my-key") is None


def test_the_neutral_page_says_nothing_of_this_place(client: TestClient) -> None:
    page = client.get("/measures").text.lower()
    assert "kitchen" in page
    assert not [word for word in ("toward", "partner", "helpline", "talk", "{") if word in page.split("<body>")[1]]


def test_helplines_never_show_a_number_nobody_has_seen(client: TestClient) -> None:
    pytest.importorskip("assistant", reason="the assistant is not there yet", exc_type=ImportError)
    countries, directories = read_helplines()
    for code, country in countries.items():
        page = client.post("/helplines", json={"country": code}).text
        assert country.emergency in page
        for line in (*country.helplines, *directories):
            if line.confirmed == "not-seen":
                assert line.service not in page, line.id


def test_without_a_country_there_is_no_number_at_all(client: TestClient) -> None:
    page = client.post("/helplines", json={"country": None, "key": ""}).text
    assert "tel:" not in page
    assert "findahelpline.com" in page
    assert 'aria-pressed="true"' not in page


def test_a_country_chosen_in_the_panel_is_the_country_of_the_talk(client: TestClient, talks: MemoryTalks) -> None:
    pytest.importorskip("assistant", reason="the assistant is not there yet", exc_type=ImportError)
    talks.begin("my-key", Talk(told_at=0.0))
    client.post("/helplines", json={"country": "ie", "key": "my-key"})
    talk = talks.read("my-key")
    assert talk and talk.country == "ie"


def test_with_a_password_nothing_is_served_without_it(locked: TestClient) -> None:
    for path in ("/", "/measures", "/config"):
        assert locked.get(path).status_code == 401
    assert locked.get("/", headers={"Authorization": _basic("wrong")}).status_code == 401
    assert locked.get("/", headers={"Authorization": "Basic not-base64"}).status_code == 401
    assert locked.get("/measures", headers={"Authorization": _basic("correct horse")}).status_code == 200


def test_a_password_cannot_be_guessed_at_speed() -> None:
    with TestClient(build_app(never, password="correct horse"), base_url=HOST) as client:
        answers = [client.get("/measures", headers={"Authorization": _basic(str(n))}).status_code for n in range(20)]
        assert answers[-1] == 429
        assert client.get("/measures", headers={"Authorization": _basic("correct horse")}).status_code == 429


def _basic(password: str) -> str:
    return "Basic " + b64encode(f"anyone:{password}".encode()).decode()


def test_an_open_host_without_a_password_is_refused() -> None:
    with pytest.raises(TowardError, match="password"):
        serve(host="0.0.0.0", open_browser=False)


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port) as found:
            assert found.getsockname()[1] > port


def test_the_switches_win_over_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SWITCHES:
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("GRADIO_SERVER_NAME", "0.0.0.0")
    keep_quiet()
    assert {name: os.environ[name] for name in SWITCHES} == SWITCHES
    assert "GRADIO_SERVER_NAME" not in os.environ


def test_a_failed_opening_is_tried_again() -> None:
    tries: list[int] = []

    def load() -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise TowardError("not yet")
        return "engine"

    opening: Any = Opening(load)
    assert isinstance(opening().exception(5), TowardError)
    assert opening().result(5) == "engine"
    assert opening() is opening()
    assert len(tries) == 2


def test_the_page_is_there_before_anything_heavy_is_imported() -> None:
    program = (
        "import sys; from ui.server import build_app; build_app();"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'sklearn', 'langchain', 'assistant'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
