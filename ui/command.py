"""The `toward` command: which door is meant, with which settings.

Knows arguments, exit statuses and how an error is told; each door lives in its own module.
"""

import argparse
import os
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from knowledge.errors import TowardError
from ui.quiet import keep_quiet

EPILOG = """\
A line is {"id": …, "text": "…"} or {"id": …, "turns": ["…", "…"]}; a line that is no JSON is taken as the text itself.
Every line is answered by one line, in order. A line that cannot be read is answered by {"id", "error"}, and the
command then ends with status 1; status 2 means that nothing could be done at all. Nothing anybody writes is kept.

  echo "he goes quiet and I keep texting" | toward understand
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    given = parser().parse_args(arguments)
    keep_quiet()
    try:
        return int(given.run(given))
    except TowardError as error:
        print(f"toward: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """All commands with their help."""
    top = argparse.ArgumentParser(
        prog="toward",
        description="A private place to look at closeness and distance with a partner. Alone, it opens the browser app.",
        epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.set_defaults(run=_serve, host="127.0.0.1", port=7860, password=None, no_browser=False)
    commands = top.add_subparsers(title="commands", metavar="")
    serve = commands.add_parser("serve", help="the browser app (what `toward` alone does)")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on; others than this computer need a password")
    serve.add_argument("--port", type=int, default=7860, help="first port to try (7860)")
    serve.add_argument("--password", default=os.environ.get("TOWARD_PASSWORD"), help="or set TOWARD_PASSWORD")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    serve.set_defaults(run=_serve)
    _stage(commands, "talk", "a whole conversation; in a terminal, a chat",
           "Answers every turn of each line. With a keyboard instead of a pipe it is a chat in the terminal.", _talk
           ).add_argument("--country", help="two letters, for helplines in the terminal chat; lines carry their own")
    _stage(commands, "screen", "what may need protection: who does what to whom",
           "Level, route and signals as they stand after the last message of each line.", _door("screen_door"))
    _stage(commands, "understand", "themes, simpler explanations, who reached or stepped back, what is asked",
           "What the last message of each line says, in the light of the others.", _door("understand_door"))
    _stage(commands, "retrieve", "the nearest passages of the four articles, as notes in our own words",
           "The nearest passages to the last message of each line, whatever the route.", _retrieve
           ).add_argument("--k", type=_positive, default=5, help="how many passages (5)")
    _stage(commands, "check", "what a text breaks: words to or about a partner, or an assistant's reply",
           'Rules that each text breaks. With "as": "reply" it is judged as an assistant\'s reply (and "route" may be '
           "given); otherwise as words said to or about a partner.", _door("check_door"))
    _knowledge(commands)
    return top


def _stage(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, short: str, long: str,
           run: object) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name, help=short, description=textwrap.fill(long, 100), epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.set_defaults(run=run)
    return command


def _knowledge(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    knowledge = commands.add_parser("knowledge", help="the content: build it, check it, look at it")
    parts = knowledge.add_subparsers(title="commands", metavar="", required=True)
    build = parts.add_parser("build", help="build what is built once: encoder, heads, index")
    build.set_defaults(run=_content("build_command"))
    check = parts.add_parser("check", help="every fault of every content file at once, and what of each article is covered")
    check.add_argument("--helplines", action="store_true", help="list services whose number was seen too long ago")
    check.add_argument("--heads", action="store_true", help="how each head does on phrasings it did not see")
    check.add_argument("--content", type=Path, help="another content folder")
    check.set_defaults(run=_content("check_command"))
    listing = parts.add_parser("list", help="ids of entries")
    listing.add_argument("kind", nargs="?", help="notes, themes, explanations, signals … (all, when left out)")
    listing.set_defaults(run=_content("list_command"))
    show = parts.add_parser("show", help="one entry, whole")
    show.add_argument("id")
    show.set_defaults(run=_content("show_command"))


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 100:
        raise argparse.ArgumentTypeError("expected a number from 1 to 100")
    return number


def _open() -> "object":
    from assistant import Assistant
    from ui.progress import bar

    with bar() as progress:
        return Assistant.open(progress)


def _door(name: str) -> object:
    def run(_given: argparse.Namespace) -> int:
        from ui import doors

        return doors.run_door(getattr(doors, name), _open())  # type: ignore[arg-type]

    return run


def _retrieve(given: argparse.Namespace) -> int:
    from ui.doors import retrieve_door, run_door

    return run_door(retrieve_door(given.k), _open())  # type: ignore[arg-type]


def _talk(given: argparse.Namespace) -> int:
    if sys.stdin.isatty():
        from ui.terminal import chat

        return chat(_open(), given.country)  # type: ignore[arg-type]
    from ui.doors import run_door, talk_door

    return run_door(talk_door, _open())  # type: ignore[arg-type]


def _content(name: str) -> object:
    def run(given: argparse.Namespace) -> int:
        from ui import content

        return int(getattr(content, name)(given))

    return run


def _serve(given: argparse.Namespace) -> int:
    from ui.server import serve

    serve(host=given.host, port=given.port, password=given.password, open_browser=not given.no_browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
