"""The doors: one JSON line out for every line in, in order, in the shapes that DESIGN.md promises."""

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import IO, Any, get_args

import pytest

from assistant import Assistant
from knowledge import EXPLANATIONS, ROUTES, Doer, Topic
from ui.doors import Door, check_door, retrieve_door, run_door, screen_door, talk_door, understand_door

ROOT = Path(__file__).resolve().parents[2]
CANARY = "quillfeather"
Ask = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def ask(assistant: Assistant) -> Ask:
    """Exit status and answers of a door for these lines; what is no string is written as JSON."""

    def run(door: Door, *lines: object) -> tuple[int, list[dict[str, Any]]]:
        source = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
        target = io.StringIO()
        status = run_door(door, assistant, io.StringIO(source), target)
        return status, [json.loads(line) for line in target.getvalue().splitlines()]

    return run


DOORS = {"screen": screen_door, "understand": understand_door, "retrieve": retrieve_door(3), "talk": talk_door, "check": check_door}


@pytest.mark.parametrize("door", DOORS)
def test_every_line_is_answered_by_one_line_in_order(ask: Ask, door: str) -> None:
    status, answers = ask(DOORS[door], *({"id": f"line-{at}", "text": f"she left the room {at} times"} for at in range(70)))
    assert status == 0
    assert [answer["id"] for answer in answers] == [f"line-{at}" for at in range(70)]


@pytest.mark.parametrize("door", DOORS)
def test_bad_lines_get_an_error_and_status_1_and_the_others_are_answered(ask: Ask, door: str) -> None:
    status, answers = ask(
        DOORS[door], {"id": 1, "text": "he goes quiet"}, f'{{"id": 2, "text": "{CANARY}', {"id": 3}, {"id": 4, "text": ""}, {"id": 5, "text": [CANARY]},
        {"id": 6, "turns": []}, {"id": 7, "turns": ["ok", None]}, "[1, 2]", "17", "", {"id": 8, "text": f"{CANARY}\x00"}, {"id": 9, "text": "she waits"},
    )
    assert status == 1
    assert [answer["id"] for answer in answers] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 9]
    errors = [answer for answer in answers if "error" in answer]
    assert len(errors) == 9
    assert all(set(answer) == {"id", "error"} for answer in errors)
    assert CANARY not in json.dumps(errors)
    assert "error" not in answers[0] and "error" not in answers[-1]


def test_a_line_that_is_no_json_is_the_text_itself(ask: Ask) -> None:
    _, answers = ask(screen_door, "he hit me last night", '"he hit me last night"', {"id": "x", "text": "he hit me last night"})
    assert [answer["id"] for answer in answers] == [1, 2, "x"]
    assert answers[0]["signals"] == answers[1]["signals"] == answers[2]["signals"] != []


def test_a_line_that_nests_without_end_is_answered_by_an_error(ask: Ask) -> None:
    status, answers = ask(screen_door, "[" * 100_000, "ok")
    assert (status, len(answers)) == (1, 2)
    assert "error" in answers[0]


def test_an_id_may_be_anything_and_comes_back_as_it_was(ask: Ask) -> None:
    ids = [0, "", None, [1], {"a": 1}, "ü", 1.5, False]
    _, answers = ask(screen_door, *({"id": one, "text": "ok"} for one in ids))
    assert [answer["id"] for answer in answers] == ids


def test_screen_gives_the_shape_of_the_design(ask: Ask) -> None:
    _, (ordinary, grave) = ask(screen_door, {"id": 1, "text": "he goes quiet"}, {"id": 2, "text": "he hit me last night"})
    assert ordinary == {"id": 1, "level": "none", "route": "screen-first", "signals": []}
    assert set(grave) == {"id", "level", "route", "signals"}
    assert (grave["level"], grave["route"]) == ("act", "safety")
    signal = grave["signals"][0]
    assert set(signal) == {"kind", "by", "to", "quote", "turn"}
    assert signal["by"] in get_args(Doer) and signal["to"] in get_args(Doer)
    assert signal["quote"] in "he hit me last night"
    assert signal["turn"] == 1


def test_screen_with_turns_is_how_things_stand_after_the_last(ask: Ask) -> None:
    _, (answer,) = ask(screen_door, {"id": 1, "turns": ["he goes quiet", "he hit me last night", "forget it, what about dinner"]})
    assert (answer["level"], answer["route"]) == ("act", "safety")
    assert answer["signals"][0]["turn"] == 2


def test_understand_gives_the_shape_of_the_design(ask: Ask) -> None:
    text = "She says she's tired but she's on her phone till 1. Maybe she just doesn't like me like that any more. I keep texting her."
    _, (answer, asked) = ask(understand_door, {"id": 1, "text": text}, {"id": 2, "text": "are you a real person or a bot?"})
    assert set(answer) == {"id", "themes", "explanations", "acts", "asks"}
    assert answer["asks"] is None
    assert asked["asks"] == "bot"
    for seen in (*answer["themes"], *answer["explanations"]):
        assert set(seen) == {"id", "score", "quote"}
        assert 0 <= seen["score"] <= 1
        assert seen["quote"] in text
    assert {seen["id"] for seen in answer["explanations"]} <= set(EXPLANATIONS)
    assert {"who": "person", "act": "reach", "topic": "phone"} in answer["acts"] or {"who": "person", "act": "reach", "topic": "talk"} in answer["acts"]
    for act in answer["acts"]:
        assert set(act) == {"who", "act", "topic"}
        assert act["who"] in ("person", "partner") and act["act"] in ("reach", "retreat") and act["topic"] in get_args(Topic)


def test_understand_with_turns_reads_the_last(ask: Ask) -> None:
    _, (alone, in_talk) = ask(
        understand_door, {"id": 1, "text": "are you a bot?"}, {"id": 2, "turns": ["my wife Ruth goes quiet", "are you a bot?"]}
    )
    assert in_talk["asks"] == alone["asks"] == "bot"
    assert in_talk["themes"] == alone["themes"]


def test_retrieve_gives_as_many_passages_as_asked_in_the_shape_of_the_design(ask: Ask, assistant: Assistant) -> None:
    _, (answer,) = ask(retrieve_door(3), {"id": 1, "turns": ["hello", "he goes quiet and I keep texting"]})
    assert set(answer) == {"id", "passages"}
    assert len(answer["passages"]) == 3
    for passage in answer["passages"]:
        assert set(passage) == {"source", "paragraphs", "note", "title", "text", "score"}
        assert passage["source"] in assistant.library.content.articles_by_source
        assert all(isinstance(number, int) for number in passage["paragraphs"])


def test_talk_answers_every_turn_in_the_shape_of_the_design(ask: Ask) -> None:
    _, (answer,) = ask(talk_door, {"id": 1, "turns": ["he goes quiet and I keep texting", "no", "he hit me last night"], "country": "gb"})
    assert set(answer) == {"id", "replies", "map"}
    assert len(answer["replies"]) == 3
    for reply in answer["replies"]:
        assert set(reply) == {"text", "level", "route", "move", "passages", "question", "ms"}
        assert reply["level"] in ("none", "ask", "act") and reply["route"] in ROUTES
        assert isinstance(reply["question"], bool) and reply["ms"] > 0
    assert [reply["level"] for reply in answer["replies"]] == ["none", "none", "act"]
    assert answer["map"]["turn"] == 3
    assert {"board", "acts", "spans", "gates", "unlocked", "open"} <= set(answer["map"])


def test_talk_names_the_services_of_the_country_of_the_line(ask: Ask, assistant: Assistant) -> None:
    lines = [{"id": code, "text": "he hit me last night", "country": code} for code in ("gb", "us", None)]
    _, answers = ask(talk_door, *lines)
    gb, us, none = (answer["replies"][0]["text"] for answer in answers)
    assert "Refuge" in gb and "Refuge" not in us
    assert "1-800-799-7233" in us and "1-800" not in gb
    assert "findahelpline.com" in none


@pytest.mark.parametrize("chosen", ["xx", "GB", "", 3, ["gb"], {"code": "gb"}], ids=repr)
def test_a_country_that_is_not_known_is_an_error_that_names_those_that_are(ask: Ask, chosen: object) -> None:
    status, (answer, other) = ask(talk_door, {"id": 1, "text": "ok", "country": chosen}, {"id": 2, "text": "ok"})
    assert status == 1
    assert set(answer) == {"id", "error"}
    assert answer["error"].startswith("country: expected one of") and "gb" in answer["error"]
    assert other["replies"]


def test_check_judges_words_to_a_partner_unless_they_are_a_reply(ask: Ask) -> None:
    _, (said, reply) = ask(
        check_door, {"id": 1, "text": "You always ignore me."}, {"id": 2, "text": "You deserve better. He is clearly a narcissist.", "as": "reply"}
    )
    assert {finding["rule"] for finding in said["findings"]} >= {"always-never"}
    assert {finding["rule"] for finding in reply["findings"]} >= {"no-label", "no-blame-of-partner"}
    for finding in (*said["findings"], *reply["findings"]):
        assert set(finding) == {"rule", "quote", "why", "instead"}


def test_check_refuses_another_as_or_route(ask: Ask) -> None:
    status, answers = ask(check_door, {"id": 1, "text": "x", "as": "poem"}, {"id": 2, "text": "x", "route": "nowhere"}, {"id": 3, "text": "x"})
    assert status == 1
    assert answers[0]["error"].startswith("as: expected") and answers[1]["error"].startswith("route: expected")
    assert "findings" in answers[2]


@pytest.mark.parametrize("given", [{"as": ["reply"]}, {"as": None}, {"route": ["safety"]}], ids=repr)
def test_check_answers_an_as_or_route_of_another_kind_with_an_error(ask: Ask, given: dict[str, Any]) -> None:
    status, (answer,) = ask(check_door, {"id": 1, "text": "x", **given})
    assert status == 1
    assert set(answer) == {"id", "error"}


def test_too_many_turns_are_refused_with_both_numbers(ask: Ask) -> None:
    status, (answer,) = ask(screen_door, {"id": 1, "turns": ["ok"] * 401})
    assert (status, answer["error"]) == (1, "turns: 401 messages; at most 400 can be read at once")


@pytest.fixture(scope="module")
def screening() -> Iterator["subprocess.Popen[str]"]:
    """`toward screen` as a program, its input left open."""
    with subprocess.Popen(
        [sys.executable, "-m", "ui.command", "screen"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
    ) as program:
        yield program
        program.kill()


def read_line(stream: IO[str], seconds: float) -> str:
    """A line, or nothing when none came in time."""
    found: list[str] = []
    reader = Thread(target=lambda: found.append(stream.readline()), daemon=True)
    reader.start()
    reader.join(seconds)
    return found[0] if found else ""


@pytest.mark.slow
def test_one_line_in_gives_one_line_out_while_the_input_stays_open(assistant: Assistant, screening: "subprocess.Popen[str]") -> None:
    assert screening.stdin and screening.stdout
    for at in range(3):
        screening.stdin.write(json.dumps({"id": at, "text": "he goes quiet"}) + "\n")
        screening.stdin.flush()
        assert json.loads(read_line(screening.stdout, 90) or "{}").get("id") == at


@pytest.mark.slow
def test_a_reader_that_stops_early_is_no_error(assistant: Assistant) -> None:
    lines = "he goes quiet\n" * 3000
    program = subprocess.Popen(
        [sys.executable, "-m", "ui.command", "screen"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    assert program.stdin and program.stdout and program.stderr
    program.stdout.close()
    try:
        program.stdin.write(lines)
        program.stdin.close()
    except BrokenPipeError:
        pass
    told = program.stderr.read()
    program.stderr.close()
    assert program.wait(timeout=90) == 0
    assert "Traceback" not in told


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_bytes_that_are_no_utf_8_do_not_stop_the_door(assistant: Assistant) -> None:
    source = io.TextIOWrapper(io.BytesIO(b'{"id": 1, "text": "ok"}\ncaf\xe9\n{"id": 3, "text": "ok"}\n'), encoding="utf-8")
    target = io.StringIO()
    door = Thread(target=run_door, args=(screen_door, assistant, source, target), daemon=True)
    door.start()
    door.join(5)
    assert not door.is_alive()
    assert [json.loads(line)["id"] for line in target.getvalue().splitlines()] == [1, 2, 3]


def test_an_id_with_half_a_character_stops_nothing(assistant: Assistant) -> None:
    source = io.StringIO('{"id": "\\ud800", "text": "ok"}\n{"id": 2, "text": "ok"}\n')
    target = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    run_door(screen_door, assistant, source, target)
    target.flush()
