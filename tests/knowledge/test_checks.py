"""The content holds together, and what does not is told in the words of its files."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge import CONTENT, EXPLANATIONS, ROUTES, Content, Report, examine

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def report() -> Report:
    return examine(CONTENT, today=TODAY)


def test_the_content_has_no_faults(report: Report) -> None:
    assert report.faults == ()


def test_every_paragraph_of_every_article_is_accounted_for(report: Report) -> None:
    assert len(report.coverage) == 4
    for line, paragraphs in zip(report.coverage, (21, 23, 24, 40), strict=True):
        assert f"{paragraphs} of {paragraphs} paragraphs accounted for" in line


def test_every_explanation_of_the_design_has_its_file(content: Content) -> None:
    assert set(content.explanations) == set(EXPLANATIONS)
    assert len(EXPLANATIONS) == 27


def test_what_entries_refer_to_must_be_there(tmp_path: Path) -> None:
    root = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    (root / "moves" / "spoilt.yaml").write_text("""
- id: spoilt-one
  step: hear
  routes: [reflect]
  when: {signals: [no-such-signal], themes: [no-such-theme], to: [no-such-question], after: [no-such-move]}
  says: ["You said {nothing-of-mine}, did you?"]
  asks: no-such-question
- {id: spoilt-two, step: hear, routes: [reflect], reflects: false}
""", encoding="utf-8")
    (root / "frames" / "spoilt.yaml").write_text("""
- {id: spoilt-frame, says: "Is it {quote}?", slots: {quote: [fact], other: [fact]}, opens_with: plain}
""", encoding="utf-8")
    (root / "questions" / "spoilt.yaml").write_text("""
- {id: spoilt-question, says: ["Is it?"], waits_for: {"yes": {signal: no-such-signal}}}
""", encoding="utf-8")
    faults = examine(root, today=TODAY).faults
    for fault in (
        "moves: spoilt-one: when.signals: found 'no-such-signal'", "moves: spoilt-one: when.themes: found 'no-such-theme'",
        "moves: spoilt-one: when.to: found 'no-such-question'", "moves: spoilt-one: when.after: found 'no-such-move'",
        "moves: spoilt-one: asks: found 'no-such-question'", "moves: spoilt-one: says: found a question mark",
        "moves: spoilt-one: found the slot {nothing-of-mine}", "moves: spoilt-two: says nothing, asks nothing",
        "frames: spoilt-frame: says: found a question mark", "frames: spoilt-frame: slots: 'other' is not used",
        "questions: spoilt-question: yes: signal: found 'no-such-signal'",
    ):
        assert any(found.startswith(fault) for found in faults), f"not told: {fault}"


def test_an_unreadable_phrase_is_told_with_its_entry(tmp_path: Path) -> None:
    root = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    path = root / "rules.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("i (diagnose|", "i ((diagnose|", 1), encoding="utf-8")
    assert any(fault.startswith("rules: no-diagnosis: 'i ((diagnose|") for fault in examine(root, today=TODAY).faults)


def test_a_paragraph_that_nothing_stands_for_is_told(tmp_path: Path) -> None:
    root = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    path = root / "articles.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("paragraphs: 21", "paragraphs: 22", 1), encoding="utf-8")
    assert "notes: 000: paragraphs [22] have no note and are not in left-out.yaml" in examine(root, today=TODAY).faults


def test_a_number_that_was_seen_long_ago_is_stale(report: Report) -> None:
    assert any(line.startswith("helplines: ") and "days ago" in line for line in report.stale_helplines)
    assert examine(CONTENT, today=date(2010, 1, 1)).stale_helplines == ()


def test_every_route_has_an_entry_and_they_stand_most_protective_first(content: Content) -> None:
    assert tuple(content.routes) == ROUTES


@pytest.mark.parametrize("name", ROUTES)
def test_every_route_can_say_something_whatever_happens(content: Content, name: str) -> None:
    fallback = content.wording["fallback"]
    assert any(key.startswith((f"{name}-", "any-")) for key in fallback)
    assert any(name in move.routes and move.step in content.routes[name].steps for move in content.moves.values())
