"""The chat in a terminal: quiet, wrapped, nothing kept.

Knows keyboards and screens; knows nothing of how a reply comes about. Every sentence is content (wording/terminal.yaml).
"""

import contextlib
import shutil
import sys
import textwrap

from assistant import Assistant, Conversation, MessageError, Reply

_WIDEST = 78


def chat(assistant: Assistant, country: str | None = None) -> int:
    """Talk until the person stops; 0."""
    with contextlib.suppress(ImportError):
        import readline

        readline.set_auto_history(False)  # What was typed must not come back with an arrow key.
    words = assistant.library.content.wording["terminal"]
    if country is not None and country not in assistant.library.content.countries:
        country = None
        _say(words["unknown-country"].format(known=", ".join(sorted(assistant.library.content.countries))))
    _say(words["welcome"])
    conversation, last = Conversation.start(country), None
    while True:
        text = _ask(words["prompt"])
        command = "/quit" if text is None else text.strip().lower()
        if command in ("/quit", "/exit"):
            _say(words["goodbye"])
            return 0
        if command == "/clear":
            sys.stdout.write("\033[2J\033[3J\033[H")
            continue
        if command == "/help":
            _say(words["help"])
        elif command == "/sources":
            _say(_sources(last) or words["no-sources"])
        elif command.startswith("/country"):
            conversation = conversation.with_country(_country(command, assistant))
            _say(words["country-set" if conversation.country else "country-none"].format(country=conversation.country))
        elif command:
            try:
                last, conversation = assistant.reply(conversation, text or "")
            except MessageError as error:
                _say(str(error))
                continue
            _say(last.text)


def _ask(prompt: str) -> str | None:
    try:
        return input(f"\n{prompt} ")
    except (EOFError, KeyboardInterrupt):
        return None


def _say(text: str) -> None:
    width = min(_WIDEST, shutil.get_terminal_size().columns - 2)
    print()
    for paragraph in text.strip().split("\n\n"):
        print(textwrap.fill(" ".join(paragraph.split()), width, initial_indent="  ", subsequent_indent="  "))
        print()


def _sources(reply: Reply | None) -> str:
    passages = reply.passages if reply else ()
    return "\n\n".join(f"{one.cite} {one.title}. {one.text} {one.research or ''}" for one in passages)


def _country(command: str, assistant: Assistant) -> str | None:
    code = command.removeprefix("/country").strip()
    return code if code in assistant.library.content.countries else None
