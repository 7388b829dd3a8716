"""Everything that can be wrong with content beyond its form, all at once, in the words of the files.

Knows what entries refer to and what they promise. Changes nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.build import encoder_folder
from knowledge.cache import cache_folder, read_manifest
from knowledge.content import CONTENT, Content, read_content
from knowledge.encoder import Encoder
from knowledge.entries import Helpline, Move, Note, When
from knowledge.exemplars import exemplars
from knowledge.heads import fit
from knowledge.phrases import PhraseError, compile_phrase
from knowledge.vectors import KeptVectors
from knowledge.words import EXPLANATIONS, ROUTES

NEAR_DUPLICATE = 0.92
STALE_DAYS = 180
NOTE_WORDS = range(40, 121)
FIXED_SLOTS = frozenset((
    "partner", "they", "them", "their", "theirs", "helplines", "emergency", "directory", "signal", "explanation", "signs",
    "helper", "fits", "idea", "cite", "note",
))
_SLOT = re.compile(r"\{([^{}]+)\}")
_THE_CHECK = "the-check"


@dataclass(frozen=True)
class Report:
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    coverage: tuple[str, ...]
    stale_helplines: tuple[str, ...]
    heads: tuple[str, ...]
    summary: str


def examine(root: Path = CONTENT, *, today: date, near_duplicates: bool = False) -> Report:
    """Look at all content under `root`. Near duplicates and heads need the encoder, and are left out until it is built."""
    content, faults = read_content(root)
    found = [*faults, *_notes(content), *_references(content), *_phrases(content), *_slots(content), *_complete(content)]
    warnings: list[str] = list(_same_text(content))
    heads: tuple[str, ...] = ()
    if near_duplicates:
        folder = encoder_folder(cache_folder())
        if read_manifest(folder):
            alike, heads = _by_vectors(content, folder)
            warnings += alike
        else:
            warnings.append("near duplicates were not looked for: run `toward knowledge build` first")
    kinds = ("notes", "themes", "explanations", "signals", "moves", "questions", "frames", "rules")
    counts = ", ".join(f"{len(getattr(content, kind))} {kind}" for kind in kinds)
    summary = f"{counts}: " + (f"{len(found)} faults." if found else "no faults.") + f" {len(warnings)} warnings."
    return Report(tuple(found), tuple(warnings), tuple(_coverage(content)), tuple(_stale(content, today)), heads, summary)


def _notes(content: Content) -> Iterator[str]:
    for note in content.notes.values():
        article = content.articles_by_source.get(note.source)
        words = len(note.text.split())
        if article is None:
            yield f"notes: {note.id}: source: found {note.source!r}, expected one of {', '.join(content.articles_by_source)}"
        elif wrong := [n for n in note.paragraphs if not 1 <= n <= article.paragraphs]:
            yield f"notes: {note.id}: paragraphs: found {wrong}, expected 1 to {article.paragraphs}"
        if words not in NOTE_WORDS:
            yield f"notes: {note.id}: found {words} words, expected {NOTE_WORDS.start} to {NOTE_WORDS.stop - 1}"
    for article in content.articles.values():
        if missing := _missing(content, article.code):
            yield f"notes: {article.code}: paragraphs {missing} have no note and are not in left-out.yaml"


def _missing(content: Content, code: str) -> list[int]:
    article = content.articles[code]
    named = {n for note in content.notes.values() if note.source == article.source for n in note.paragraphs}
    left_out = {entry.paragraph for entry in content.left_out.get(code, ())}
    return sorted(set(range(1, article.paragraphs + 1)) - named - left_out)


def _coverage(content: Content) -> Iterator[str]:
    for article in content.articles.values():
        notes = [note for note in content.notes.values() if note.source == article.source]
        left_out = content.left_out.get(article.code, ())
        covered = article.paragraphs - len(_missing(content, article.code))
        phrasings = sum(len(note.phrasings) for note in notes)
        yield (f"{article.code}: {covered} of {article.paragraphs} paragraphs accounted for "
               f"({len(left_out)} left out with a reason); {len(notes)} notes, {phrasings} phrasings")


def _references(content: Content) -> Iterator[str]:
    for kind, entries in (("moves", content.moves), ("frames", content.frames)):
        for entry in entries.values():
            yield from _conditions(f"{kind}: {entry.id}", entry.when, content)
    for move in content.moves.values():
        yield from _move(move, content)
    for question in content.questions.values():
        for answer, effect in question.waits_for.items():
            if effect.signal and effect.signal not in content.signals:
                yield f"questions: {question.id}: {answer}: signal: found {effect.signal!r}, which is no signal"
    yield from _samples(content)
    for explanation in content.explanations.values():
        for name in explanation.notes:
            if name not in content.notes:
                yield f"explanations: {explanation.id}: notes: found {name!r}, which is no note"


def _samples(content: Content) -> Iterator[str]:
    for author, samples in content.messages.items():
        for number, sample in enumerate(samples, 1):
            where = f"messages: {author} {number}"
            for kind in (*(sign.kind for sign in sample.shows), *((sample.like,) if sample.like else ())):
                if kind not in content.signals:
                    yield f"{where}: found the kind {kind!r}, which is no signal"
            for sign in sample.shows:
                if sign.says not in sample.text:
                    yield f"{where}: says: found {sign.says[:40]!r}, expected words copied from its text"


def _conditions(where: str, when: When, content: Content) -> Iterator[str]:
    known: Mapping[str, Any] = {
        "signals": content.signals, "themes": content.themes, "to": {**content.questions, _THE_CHECK: None},
        "after": content.moves,
    }
    for field, ids in known.items():
        for name in getattr(when, field):
            if name not in ids:
                yield f"{where}: when.{field}: found {name!r}, which is no id there"


def _move(move: Move, content: Content) -> Iterator[str]:
    if move.asks and move.asks != _THE_CHECK and move.asks not in content.questions:
        yield f"moves: {move.id}: asks: found {move.asks!r}, which is no question"
    if not (move.says or move.asks or move.reflects):
        yield f"moves: {move.id}: says nothing, asks nothing and reflects nothing"
    if move.asks and any("?" in text for text in move.says):
        yield f"moves: {move.id}: says: found a question mark, expected none beside `asks` (one question a turn)"


def _phrases(content: Content) -> Iterator[str]:
    for signal in content.signals.values():
        for pattern in signal.patterns:
            yield from _unreadable(f"signals: {signal.id}", pattern.says, signal.words)
    for rule in content.rules.values():
        yield from _unreadable(f"rules: {rule.id}", [*rule.phrases, *rule.unless], rule.words)
    for name in ("grammar", "spans", "answers"):
        for key, phrases in (content.lexicons.get(name) or {}).items():
            yield from _unreadable(f"lexicons/{name}: {key}", phrases or (), {})
    asks = content.lexicons.get("asks") or {}
    for part in (asks, asks.get("not") or {}, asks.get("sure") or {}):
        for key, phrases in part.items():
            if isinstance(phrases, list):
                yield from _unreadable(f"lexicons/asks: {key}", phrases, {})
    for entry in content.lexicons.get("acts") or ():
        yield from _unreadable(f"lexicons/acts: {entry['act']} {entry['topic']}", entry["says"], {})


def _unreadable(where: str, phrases: Sequence[str], words: Mapping[str, str]) -> Iterator[str]:
    for phrase in phrases:
        try:
            assert compile_phrase(phrase, words).regex
        except PhraseError as error:
            yield f"{where}: {error}"


def _slots(content: Content) -> Iterator[str]:
    for move in content.moves.values():
        yield from _unknown_slots(f"moves: {move.id}", move.says, move.slots)
    for frame in content.frames.values():
        yield from _unknown_slots(f"frames: {frame.id}", (frame.says,), frame.slots)
        if "?" in frame.says:
            yield f"frames: {frame.id}: says: found a question mark, expected none in a reflection"
        for name in frame.slots:
            if f"{{{name}}}" not in frame.says:
                yield f"frames: {frame.id}: slots: {name!r} is not used"
    for question in content.questions.values():
        yield from _unknown_slots(f"questions: {question.id}", question.says, {})
    for explanation in content.explanations.values():
        for check in explanation.checks:
            yield from _unknown_slots(f"explanations: {explanation.id}", check.says, {})


def _unknown_slots(where: str, texts: Sequence[str], own: Mapping[str, Any]) -> Iterator[str]:
    for text in texts:
        for name in _SLOT.findall(text):
            base = name.removesuffix(".turn")
            if name.startswith("s:") or base in own or base[:1].lower() + base[1:] in FIXED_SLOTS:
                continue
            yield f"{where}: found the slot {{{name}}}, expected one of its own or {', '.join(sorted(FIXED_SLOTS))}"


def _complete(content: Content) -> Iterator[str]:
    for explanation in EXPLANATIONS:
        if explanation not in content.explanations:
            yield f"explanations: no file for {explanation}"
    for route in ROUTES:
        if route not in content.routes:
            yield f"routes.yaml: nothing for {route}"


def _same_text(content: Content) -> Iterator[str]:
    seen: dict[str, str] = {}
    for note in content.notes.values():
        for text in note.phrasings:
            key = re.sub(r"\W+", " ", text.lower()).strip()
            if key in seen and seen[key] != note.id:
                yield f"notes: {note.id}: the phrasing {text!r} stands in {seen[key]} too"
            seen[key] = note.id


def _by_vectors(content: Content, folder: Path) -> tuple[list[str], tuple[str, ...]]:
    encoder, kept = Encoder(folder), KeptVectors(folder / "content-vectors.npz")
    owners: list[tuple[Note, str]] = [(note, text) for note in content.notes.values() for text in note.phrasings]
    vectors = kept.of([text for _, text in owners], encoder, lambda _: None)
    alike = []
    for start in range(0, len(owners), 1000):
        close = vectors[start:start + 1000] @ vectors.T
        for row, column in np.argwhere(close > NEAR_DUPLICATE):
            if start + row < column and owners[start + row][1] != owners[column][1]:
                (one, text), (other, same) = owners[start + row], owners[column]
                alike.append(f"notes: {one.id} and {other.id}: {text!r} and {same!r} are nearly the same "
                             f"(cosine {close[row, column]:.2f})")
    examples = exemplars(content)
    _, reports = fit(examples, kept.of([example.text for example in examples], encoder, lambda _: None))
    lines = tuple(
        f"{report.label:44} {report.phrasings:4} phrasings, found {report.found:4.0%} unseen, "
        f"near misses taken {report.near_misses_taken:4.0%}, others taken {report.others_taken:5.1%}"
        for report in sorted(reports, key=lambda report: report.found)
    )
    return alike, lines


def _stale(content: Content, today: date) -> Iterator[str]:
    for country in content.countries.values():
        for line in country.helplines:
            yield from _too_old(f"helplines: {country.code}: {line.id}", line, today)


def _too_old(where: str, line: Helpline, today: date) -> Iterator[str]:
    when = line.verified_on or line.seen_on
    parts = [int(part) for part in re.findall(r"\d+", when)][:3]
    year, month, day = (*parts, 1, 1, 1)[:3] if parts else (1, 1, 1)
    age = (today - date(year, min(max(month, 1), 12), min(max(day, 1), 28))).days
    if age > STALE_DAYS:
        kind = "verified" if line.verified_on else "seen"
        yield f"{where}: {line.service}: {kind} {when}, {age} days ago ({line.confirmed})"
