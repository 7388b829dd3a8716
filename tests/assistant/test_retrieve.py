"""Which notes may speak: the route says, the flags say, and what was told before still counts."""

from dataclasses import replace

import pytest

from assistant import Assistant, Map, Passage, Reading, Screening
from assistant.records import Explained, Signal
from assistant.retrieve import retrieve, shut_out
from knowledge import PROTECTIVE, ROUTES, Content, Route

TEXTS = (
    "he goes quiet and I keep texting until he answers", "she wants to talk and I need space first", "I grew up in a loud house",
    "we keep having the same fight", "I feel lonely beside him", "does couples therapy help",
)
UNLOCKED = Map(gates=(("fear", "no"),), board=tuple(Explained(name, asked=True) for name in ("leaving", "menopause", "medication")))


def found(assistant: Assistant, route: Route, talk: Map, limit: int = 5) -> list[tuple[str, frozenset[str]]]:
    content = assistant.library.content
    return [
        (content.articles_by_source[passage.source].code, frozenset(passage.flags))
        for message in assistant.prepare(TEXTS)
        for passage in retrieve(message, Reading(), talk, Screening(route=route), assistant.library.notes, content, limit)
    ]


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_gives_the_notes_that_it_allows(assistant: Assistant, content: Content, route: Route) -> None:
    entry = content.routes[route]
    notes = found(assistant, route, UNLOCKED)
    if entry.notes == "off":
        assert notes == []
    else:
        assert notes
        assert not [flags for _, flags in notes if flags & set(entry.shuts_out)]
    if entry.notes == "simpler":
        assert {code for code, _ in notes} == {"000"}
    if entry.notes == "on":
        assert len({code for code, _ in notes}) > 1


def test_every_protective_route_is_without_notes_and_couples_therapy(content: Content) -> None:
    for name in PROTECTIVE:
        assert (content.routes[name].notes, content.routes[name].couples_therapy) == ("off", False)


def test_reassurance_and_mutual_words_wait_for_the_gates(assistant: Assistant) -> None:
    assert UNLOCKED.unlocked and not Map().unlocked
    assert not [flags for _, flags in found(assistant, "reflect", Map(), 40) if flags & {"mutual", "reassurance"}]
    assert [flags for _, flags in found(assistant, "reflect", UNLOCKED, 40) if flags & {"mutual", "reassurance"}]


def test_a_question_of_fact_is_answered_early_without_nudges_and_only_while_nothing_points_to_danger(
    assistant: Assistant, content: Content
) -> None:
    message, asks = assistant.prepare(["what do the articles say about someone who pulls away"])[0], Reading(asks="facts")
    hinted = Screening(signals=(Signal("control", "partner", "person", "words", 1, "ask", "clarify"),))

    def passages(screening: Screening, limit: int = 40) -> list[Passage]:
        return list(retrieve(message, asks, Map(), screening, assistant.library.notes, content, limit))

    assert len({passage.source for passage in passages(Screening())}) > 1
    assert not [one for one in passages(Screening()) if set(one.flags) & {"closeness-nudge", "reassurance", "stay-nudge"}]
    assert {content.articles_by_source[one.source].code for one in passages(hinted)} == {"000"}
    assert passages(Screening(route="safety")) == []


def test_a_protective_route_that_was_reached_shuts_out_for_the_rest_of_the_talk(content: Content) -> None:
    before = replace(UNLOCKED, routes=("safety",))
    assert set(content.routes["safety"].shuts_out) <= shut_out("reflect", before, content)


def test_nobody_is_nudged_to_stay_with_one_who_may_be_leaving(content: Content) -> None:
    leaving = replace(UNLOCKED, board=(*UNLOCKED.board[1:], Explained("leaving", asked=True, weight=0.7)))
    assert {"stay-nudge", "reassurance"} <= shut_out("reflect", leaving, content)
    assert not {"stay-nudge", "reassurance"} & shut_out("reflect", UNLOCKED, content)


def test_passages_come_best_first_and_each_names_its_place(assistant: Assistant, content: Content) -> None:
    for message in assistant.prepare(TEXTS):
        passages = assistant.retrieve(message, 5)
        assert len(passages) == 5
        scores = [passage.score for passage in passages]
        assert scores == sorted(scores, reverse=True)
        for passage in passages:
            assert passage.paragraphs == content.notes[passage.note].paragraphs
            assert passage.cite.startswith(f"[{content.articles_by_source[passage.source].code} ¶")
