"""`python -m evals <verb>`: the judgement's own command.

Knows verbs and arguments; what a verb does lies in the module it names.
"""

import argparse
import sys
from collections.abc import Sequence

from knowledge import TowardError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; the exit status."""
    top = argparse.ArgumentParser(prog="python -m evals", description="Measure the assistant.")
    verbs = top.add_subparsers(title="verbs", metavar="", required=True)
    bench = verbs.add_parser("bench", help="starts, turns, memory, screening, hearing, retrieval and building, as one text")
    bench.add_argument("parts", nargs="*", help="only these: starts, turns, memory, screening, hearing, retrieval, build")
    bench.set_defaults(run=_bench)
    given = top.parse_args(arguments)
    try:
        return int(given.run(given))
    except TowardError as error:
        print(f"evals: {error}", file=sys.stderr)
        return 2


def _bench(given: argparse.Namespace) -> int:
    from evals.bench import PARTS, bench  # Needs the packages of the test extra, which other verbs do not.

    if unknown := [name for name in given.parts if name not in PARTS]:
        raise TowardError(f"no part called {', '.join(unknown)}; expected some of {', '.join(PARTS)}")
    for text in bench(given.parts):
        print(text, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
