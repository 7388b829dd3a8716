"""Processes of the command that the benchmark starts, speaks to and ends: a served page, a door held open.

Knows the command line and nothing of what is measured on it.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[1]
COMMAND = ("-m", "ui.command")
_POLL_SECONDS, _PATIENCE_SECONDS = 0.01, 60.0


def megabytes(process: int) -> float:
    """Resident memory of a process."""
    return float(psutil.Process(process).memory_info().rss) / (1024 * 1024)


@contextmanager
def served(*options: str, errors: int | IO[str] = subprocess.DEVNULL) -> Iterator[tuple[int, float]]:
    """A serving process: its id, and the seconds it took until the page was there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = perf_counter()
    process = subprocess.Popen(
        (sys.executable, *options, *COMMAND, "serve", "--no-browser", "--port", str(port)),
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors,
    )
    try:
        _wait_for_page(f"http://127.0.0.1:{port}/", process)
        yield process.pid, perf_counter() - started
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)


def _wait_for_page(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = perf_counter() + _PATIENCE_SECONDS
    while perf_counter() < until and process.poll() is None:
        try:
            with urlopen(address, timeout=_PATIENCE_SECONDS) as page:
                if page.status == 200:
                    return
        except URLError:
            sleep(_POLL_SECONDS)
    raise RuntimeError(f"{address} was not served")


class Door:
    """A door held open: a line in, a line out. Leaving it ends the process."""

    def __init__(self, name: str) -> None:
        """Open the door of this name."""
        self._name = name
        self._process = subprocess.Popen(
            (sys.executable, *COMMAND, name), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            encoding="utf-8",
        )

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def send(self, given: Mapping[str, object]) -> None:
        """Write one line."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(given) + "\n")
        self._process.stdin.flush()

    def send_all(self, given: Sequence[Mapping[str, object]]) -> None:
        """Write all lines without waiting: both pipes are short, and a door that is not read from stops reading."""
        def write() -> None:
            for line in given:
                self.send(line)

        Thread(target=write, daemon=True).start()

    def answer(self) -> str:
        """Read one line; an error is not an answer."""
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer or "error" in json.loads(answer):
            raise RuntimeError(f"toward {self._name}: expected an answer, found {answer!r}")
        return answer

    def __enter__(self) -> "Door":
        """The open door."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(_PATIENCE_SECONDS)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
