"""`toward knowledge`: build, check, list and show content, for the people who write it.

Knows how faults and entries are printed; what a fault is, knowledge/checks.py knows.
"""

import argparse
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml
from pydantic import BaseModel

from knowledge import CONTENT, Content, TowardError, examine, load_content

_KINDS = ("notes", "themes", "explanations", "signals", "asks", "moves", "questions", "frames", "rules", "routes")


def build_command(_given: argparse.Namespace) -> int:
    """Build what is missing."""
    from assistant import Assistant
    from ui.progress import bar

    with bar() as progress:
        library = Assistant.open(progress).library
    print(f"Ready: {len(library.content.notes)} notes, {len(library.heads.labels)} heads, "
          f"{sum(map(len, library.notes.lines))} lines in the index.")
    return 0


def check_command(given: argparse.Namespace) -> int:
    """Print every fault, warning and the coverage; 1 if there is a fault."""
    report = examine(given.content or CONTENT, today=date.today(), near_duplicates=True)
    print("\n".join(report.coverage))
    for warning in report.warnings:
        print(f"warning: {warning}")
    if given.helplines:
        print("\n".join(report.stale_helplines) or "No service was seen longer than 180 days ago.")
    if given.heads:
        print("\n".join(report.heads))
    for fault in report.faults:
        print(f"fault: {fault}")
    print(report.summary)
    return 1 if report.faults else 0


def list_command(given: argparse.Namespace) -> int:
    """Ids of one kind, or how many there are of each."""
    content = load_content()
    if given.kind is None:
        for kind in (*_KINDS, "helplines"):
            print(f"{len(_entries(content, kind)):6} {kind}")
        return 0
    for name, entry in _entries(content, given.kind).items():
        title = getattr(entry, "title", None) or getattr(entry, "name", None) or getattr(entry, "service", "")
        print(f"{name:44} {title}".rstrip())
    return 0


def show_command(given: argparse.Namespace) -> int:
    """One entry in the words of its file; ids are looked for in every kind."""
    content = load_content()
    found = [(kind, entries[given.id]) for kind in (*_KINDS, "helplines")
             if given.id in (entries := _entries(content, kind))]
    if not found:
        raise TowardError(f"no entry has the id {given.id!r}; `toward knowledge list` shows them")
    for kind, entry in found:
        print(f"# {kind}")
        yaml.safe_dump(entry.model_dump(mode="json", exclude_defaults=True), sys.stdout, sort_keys=False,
                       allow_unicode=True, width=110)
    return 0


def _entries(content: Content, kind: str) -> Mapping[str, BaseModel]:
    if kind == "helplines":
        return {line.id: line for country in content.countries.values() for line in country.helplines}
    if kind not in _KINDS:
        raise TowardError(f"no kind {kind!r}; expected one of {', '.join((*_KINDS, 'helplines'))}")
    entries: Any = getattr(content, kind)
    return dict(entries)
