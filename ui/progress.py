"""A progress bar on the error stream for what is built once; silent when there is nothing to build.

Its estimate is honest: it comes from how fast this computer has worked so far.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from knowledge import Progress

_FORMAT = "{desc}: {percentage:3.0f}% |{bar:24}| {elapsed} gone, about {remaining} to go"


@contextmanager
def bar() -> Iterator[Progress]:
    """A function to be told of work done; the bar appears with the first word of it."""
    shown: list[tqdm] = []  # type: ignore[type-arg]

    def progress(step: str, done: int, whole: int) -> None:
        if not shown:
            print("First start: preparing once. This takes about two minutes and needs no network.", file=sys.stderr)
            shown.append(tqdm(total=whole, file=sys.stderr, bar_format=_FORMAT, smoothing=0.02, leave=True))
        shown[0].set_description_str(f"  {step:22}", refresh=False)
        shown[0].update(done)

    try:
        yield progress
    finally:
        for one in shown:
            one.update(max(0, (one.total or 0) - one.n))
            one.close()
