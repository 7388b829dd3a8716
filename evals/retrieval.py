"""How often the passage that answers a question is found: question sets, scores, intervals.

Knows questions and marks (an article's file name and a paragraph's number); knows nothing of how a search works.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from assistant import Assistant
from evals.table import Table

QUESTIONS = Path(__file__).parent / "questions"
RANKS = (1, 3, 5)
DEEPEST = 10
"""How far down an answer still counts for the reciprocal rank."""

Mark = tuple[str, int]
Found = Sequence[frozenset[Mark]]
"""What a search gives for one question: per passage the paragraphs it stands for, best first."""
Search = Callable[[Sequence[str]], Sequence[Found]]


class Place(BaseModel):
    """Paragraphs of one article, counted from 1 over its lines that are not blank."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    source: str
    paragraphs: list[int]

    def marks(self) -> frozenset[Mark]:
        """One mark for each paragraph."""
        return frozenset((self.source, paragraph) for paragraph in self.paragraphs)


class Query(Place):
    """A question somebody wrote for one paragraph, with the other paragraphs that answer it as well."""

    id: str
    text: str
    also: list[Place]

    def accepted(self) -> frozenset[Mark]:
        """Every paragraph that answers it."""
        return self.marks().union(*(place.marks() for place in self.also))


@dataclass(frozen=True)
class Score:
    """How one search did on one set."""

    count: int
    hits: Mapping[int, int]
    """Questions answered within the first so many passages."""
    mrr: float

    def rate(self, rank: int) -> float:
        """Share of questions answered within the first `rank` passages."""
        return self.hits[rank] / self.count


def load_sets(folder: Path = QUESTIONS) -> dict[str, tuple[Query, ...]]:
    """Every set by its author's style, which is the file's name."""
    return {
        path.stem: tuple(Query.model_validate(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.yaml"))
    }


def score(found: Sequence[Found], wanted: Sequence[frozenset[Mark]]) -> Score:
    """Hits at each rank and the mean reciprocal rank; a passage answers if any of its paragraphs is wanted."""
    places = [_first_place(passages, marks) for passages, marks in zip(found, wanted, strict=True)]
    hits = {rank: sum(place is not None and place <= rank for place in places) for rank in RANKS}
    return Score(len(places), hits, sum(1 / place for place in places if place) / len(places))


def _first_place(passages: Found, wanted: frozenset[Mark]) -> int | None:
    return next((at for at, marks in enumerate(passages[:DEEPEST], 1) if marks & wanted), None)


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a rate, which stays sensible near 0 and 1."""
    z, rate = 1.959964, hits / count
    centre = (rate + z * z / (2 * count)) / (1 + z * z / count)
    reach = z / (1 + z * z / count) * sqrt(rate * (1 - rate) / count + z * z / (4 * count * count))
    return max(0.0, centre - reach), min(1.0, centre + reach)


def notes_search(assistant: Assistant) -> Search:
    """The assistant's own search, as `toward retrieve` offers it."""

    def search(texts: Sequence[str]) -> Sequence[Found]:
        return [
            [frozenset((one.source, n) for n in one.paragraphs) for one in assistant.retrieve(message, DEEPEST)]
            for message in assistant.prepare(texts)
        ]

    return search


def retrieval_table(searches: Mapping[str, Search], sets: Mapping[str, Sequence[Query]], skipped: str = "") -> Table:
    """Strict and fair scores of every search on every set and on all of them together."""
    every = {**sets, "all": [query for queries in sets.values() for query in queries]}
    rows = []
    for name, search in searches.items():
        for style, queries in every.items():
            found = search([query.text for query in queries])
            handed = [len(marks) for passages in found for marks in passages[:RANKS[-1]]]
            for kind, wanted in (("strict", Query.marks), ("fair", Query.accepted)):
                scored = score(found, [wanted(query) for query in queries])
                rows.append((
                    name, f"{style} ({scored.count})", kind, *(_with_interval(scored, rank) for rank in RANKS),
                    f"{scored.mrr:.3f}", f"{sum(handed) / max(len(handed), 1):.1f}",
                ))
    columns = ("search", "set", "counted", *(f"hit@{rank}" for rank in RANKS), f"MRR@{DEEPEST}", "paragraphs a passage")
    return Table("Retrieval: share of questions answered, with Wilson 95 % intervals", columns, tuple(rows), skipped)


def _with_interval(scored: Score, rank: int) -> str:
    low, high = wilson(scored.hits[rank], scored.count)
    return f"{scored.rate(rank):.3f} ({low:.2f}-{high:.2f})"
