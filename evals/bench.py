"""The benchmark: what is measured, in order, as one text.

Knows the order; how each figure comes about lies in the module it names. Asserts nothing: seconds are this machine's,
and only ratios within one run can be held against another run.
"""

import os
import platform
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from assistant import Assistant
from evals.baselines import SOURCES, baselines, read_articles
from evals.hearing import hearing_table, load_samples
from evals.outside import build_table, imports_table, memory_table, screening_table, starts_table
from evals.retrieval import load_sets, notes_search, retrieval_table
from evals.table import Table
from evals.turns import DEPTHS, Script, latency_table, ordinary, replay, stages_table, talks_at


def bench(parts: Sequence[str] = ()) -> Iterator[str]:
    """Measure everything, or only the named parts: each table as text as soon as it is ready."""
    yield _machine()
    assistant = Assistant.open()
    for name in parts or PARTS:
        for table in PARTS[name](assistant):
            yield f"\n{table.shown()}"


def _machine() -> str:
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return (f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.system()} {platform.machine()}, "
            f"{os.cpu_count()} processors{load}, Python {platform.python_version()}")


def _starts(_assistant: Assistant) -> Iterator[Table]:
    yield starts_table()
    yield imports_table()


def _turns(assistant: Assistant) -> Iterator[Table]:
    script = ordinary(Script.read(), assistant)
    talks = talks_at(assistant, script)
    yield latency_table(assistant, script, talks)
    yield stages_table(assistant, script, talks)


def _memory(assistant: Assistant) -> Iterator[Table]:
    yield memory_table(replay(assistant, ordinary(Script.read(), assistant), 0, DEPTHS[-1])[1])


def _screening(assistant: Assistant) -> Iterator[Table]:
    yield screening_table(assistant, [query.text for queries in load_sets().values() for query in queries])


def _hearing(assistant: Assistant) -> Iterator[Table]:
    yield hearing_table(assistant, load_samples())


def _retrieval(assistant: Assistant) -> Iterator[Table]:
    articles = read_articles()
    searches = {"notes (ours)": notes_search(assistant)} | baselines(articles, assistant.library.encoder)
    yield retrieval_table(searches, load_sets(), "" if articles else f"Baselines skipped: no articles in {SOURCES}.")


def _build(_assistant: Assistant) -> Iterator[Table]:
    yield build_table()


PARTS: dict[str, Callable[[Assistant], Iterator[Table]]] = {
    "starts": _starts, "turns": _turns, "memory": _memory, "screening": _screening, "hearing": _hearing,
    "retrieval": _retrieval,
    "build": _build,
}
