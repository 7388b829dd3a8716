"""What is measured from outside, in processes of their own: starts, imports, memory, the screening door, builds.

Knows doors and clocks; knows nothing of what is behind a door.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from assistant import Assistant
from evals.processes import COMMAND, ROOT, Door, megabytes, served
from evals.table import Table, middle_and_ends

RUNS = 5
_A_LINE = "She says she is tired and then she is on her phone till one."


def starts_table() -> Table:
    """From the start of a process until a person has something before them; what is built once is there already."""
    page, first = [], []
    for _ in range(RUNS):
        with served() as (_, seconds):
            page.append(seconds)
        first.append(_first_reply())
    rows = (("page served", *middle_and_ends(page)), ("first reply of `toward talk`", *middle_and_ends(first)))
    return Table(f"Process start to ..., {RUNS} runs", ("until", "median", "least", "most"), rows)


def _first_reply() -> float:
    started = perf_counter()
    with Door("talk") as talk:
        talk.send({"id": 1, "text": _A_LINE})
        talk.answer()
        return perf_counter() - started


def imports_table() -> Table:
    """Whether torch is imported, by Python's own list of imports: serving the page, and answering a message."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "imports.txt"
        with log.open("w", encoding="utf-8") as errors, served("-X", "importtime", errors=errors):
            pass
        serving = log.read_text(encoding="utf-8")
    answering = subprocess.run(
        (sys.executable, "-X", "importtime", *COMMAND, "talk"), cwd=ROOT, input=_A_LINE + "\n", text=True,
        encoding="utf-8", capture_output=True, check=True,
    ).stderr
    rows = tuple((what, "yes" if imports("torch", listed) else "no") for what, listed in
                 (("serving the page", serving), ("answering a message", answering)))
    return Table("Is torch imported? (It must not be.)", ("while", "torch"), rows)


def imports(package: str, listed: str) -> bool:
    """Whether a list that `python -X importtime` wrote names this package or a part of it."""
    names = (line.rpartition("|")[2].strip() for line in listed.splitlines() if line.startswith("import time:"))
    return any(name == package or name.startswith(f"{package}.") for name in names)


def memory_table(said: Sequence[str]) -> Table:
    """Resident memory; `said` is one long talk."""
    with served() as (pid, _):
        page = megabytes(pid)
    with Door("talk") as talk:
        talk.send({"id": 1, "text": _A_LINE})
        talk.answer()
        one = megabytes(talk.pid)
        talk.send({"id": 2, "turns": list(said)})
        talk.answer()
        many = megabytes(talk.pid)
    rows = (
        ("`toward serve`, page served, nobody has written", f"{page:.0f} MB"),
        ("`toward talk`, after one turn", f"{one:.0f} MB"),
        (f"`toward talk`, after {len(said)} turns of one talk", f"{many:.0f} MB"),
    )
    return Table("Resident memory", ("process", "memory"), rows)


def screening_table(assistant: Assistant, lines: Sequence[str]) -> Table:
    """Lines a second through `toward screen`, beside the encoder alone on the same sentences."""
    sentences = [unit.text for message in assistant.prepare(lines) for unit in message.units]
    door, alone = [], []
    for _ in range(3):
        started = perf_counter()
        assistant.library.encoder.encode(sentences)
        alone.append(len(lines) / (perf_counter() - started))
        door.append(len(lines) / _seconds_to_screen(lines))
    rows = (
        ("`toward screen`", f"{median(door):.0f}", f"{median(door) / median(alone):.2f}"),
        ("encoder alone", f"{median(alone):.0f}", "1.00"),
    )
    remark = f"{len(lines)} lines, {len(sentences)} sentences, median of 3; the start of the process is not counted."
    return Table("Screening many lines", ("by", "lines a second", "share of the encoder's rate"), rows, remark)


def _seconds_to_screen(lines: Sequence[str]) -> float:
    with Door("screen") as screen:
        screen.send({"id": "opening", "text": _A_LINE})
        screen.answer()
        started = perf_counter()
        screen.send_all([{"id": number, "text": line} for number, line in enumerate(lines)])
        for _ in lines:
            screen.answer()
        return perf_counter() - started


def build_table() -> Table:
    """`toward knowledge build` in a temporary cache, each row with a little less to do than the one before."""
    with TemporaryDirectory() as folder:
        rows = [("from nothing (encoder, vectors, heads, index)", _build(folder))]
        _remove(folder, "knowledge-*", "*/content-vectors.npz")
        rows.append(("encoder there, no vectors kept", _build(folder)))
        _remove(folder, "knowledge-*")
        rows.append(("encoder there, vectors kept (as after an edit)", _build(folder)))
        rows.append(("nothing to do", _build(folder)))
    return Table("Building what is built once, process start included", ("given", "seconds"), tuple(rows))


def _build(cache: str) -> str:
    started = perf_counter()
    subprocess.run(
        (sys.executable, *COMMAND, "knowledge", "build"), cwd=ROOT, env={**os.environ, "TOWARD_CACHE": cache},
        check=True, capture_output=True,
    )
    return f"{perf_counter() - started:.1f} s"


def _remove(folder: str, *patterns: str) -> None:
    for path in [path for pattern in patterns for path in Path(folder).glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
