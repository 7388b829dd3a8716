"""Load and validate everything under content/, reporting all faults at once in the words of the files.

Knows the files and folders; knows nothing of vectors, of the index or of how an entry is used.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from knowledge.entries import (
    Article,
    AskEntry,
    Country,
    Entry,
    Explanation,
    Frame,
    Helpline,
    LeftOut,
    Move,
    Note,
    Question,
    RouteEntry,
    Rule,
    Sample,
    Signal,
    Theme,
)
from knowledge.errors import ContentError

E = TypeVar("E", bound=Entry)

CONTENT = Path(__file__).parent / "content"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML without its silent readings: yes, no, on, off, 9:30 and dates stay the words that were written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[-1] in ("null", "merge")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"), ("int", r"^-?[0-9]+$", "-0123456789"),
    ("float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


@dataclass(frozen=True)
class Content:
    """Every entry, by id, in the order of its file (files in order of their names)."""

    articles: Mapping[str, Article]
    notes: Mapping[str, Note]
    left_out: Mapping[str, tuple[LeftOut, ...]]
    themes: Mapping[str, Theme]
    explanations: Mapping[str, Explanation]
    asks: Mapping[str, AskEntry]
    signals: Mapping[str, Signal]
    messages: Mapping[str, tuple[Sample, ...]]
    """Whole messages, by who wrote them (the file's name)."""
    routes: Mapping[str, RouteEntry]
    moves: Mapping[str, Move]
    questions: Mapping[str, Question]
    frames: Mapping[str, Frame]
    rules: Mapping[str, Rule]
    countries: Mapping[str, Country]
    directories: tuple[Helpline, ...]
    lexicons: Mapping[str, Any]
    """Word lists of lexicons/, by file name: tuples or mappings of strings."""
    wording: Mapping[str, Mapping[str, str]]
    """Single sentences and labels of wording/, by file name and key."""
    stamp: str
    """sha256 over every content file."""

    @cached_property
    def articles_by_source(self) -> Mapping[str, Article]:
        """Articles by the file name that notes and passages carry."""
        return {article.source: article for article in self.articles.values()}


class _Reader:
    """Reads entries of one folder and gathers what is wrong instead of stopping at the first fault."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[str] = []

    def files(self, folder: str, pattern: str = "*.yaml") -> list[Path]:
        return sorted((self.root / folder).rglob(pattern))

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def parse(self, path: Path, text: str) -> Any:
        try:
            return yaml.load(text, Loader=_Loader)
        except yaml.YAMLError as error:
            self.faults.append(f"{self.name(path)}: is not readable YAML: {' '.join(str(error).split())[:200]}")
            return None

    def yaml(self, path: Path) -> Any:
        try:
            return self.parse(path, path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            self.faults.append(f"{self.name(path)}: cannot be read ({error.__class__.__name__})")
            return None

    def named(self, path: Path) -> dict[str, str]:
        """A file of single sentences, each under its name."""
        raw = self.yaml(path)
        if not isinstance(raw, dict) or not raw:
            if raw is not None or not self.faults:
                self.faults.append(f"{self.name(path)}: expected named sentences, found {_kind(raw)}")
            return {}
        wrong = [key for key, value in raw.items() if not isinstance(value, str)]
        self.faults += [f"{self.name(path)}: {key}: expected a text, found {_kind(raw[key])}" for key in wrong]
        return {key: value for key, value in raw.items() if isinstance(value, str)}

    def entry(self, kind: type[E], path: Path, raw: Any) -> E | None:
        if not isinstance(raw, dict):
            self.faults.append(f"{self.name(path)}: expected an entry with named fields, found {_kind(raw)}")
            return None
        try:
            return kind.model_validate(raw)
        except ValidationError as error:
            label = raw.get("id") or raw.get("code") or raw.get("title") or "entry"
            for fault in error.errors():
                field = ".".join(str(part) for part in fault["loc"]) or "entry"
                self.faults.append(f"{self.name(path)}: {label}: {field}: {fault['msg']}{_found(fault)}")
            return None

    def entries(self, kind: type[E], paths: Iterable[Path]) -> Iterator[tuple[Path, E]]:
        """Entries of files that hold one entry or a list of them."""
        for path in paths:
            raw = self.yaml(path)
            if raw is None:
                continue
            for one in raw if isinstance(raw, list) else [raw]:
                entry = self.entry(kind, path, one)
                if entry is not None:
                    yield path, entry

    def by_id(
        self, kind: type[E], paths: Iterable[Path], *, key: Callable[[E], str], one_per_file: bool = False
    ) -> dict[str, E]:
        found: dict[str, E] = {}
        for path, entry in self.entries(kind, paths):
            name = key(entry)
            if name in found:
                self.faults.append(f"{self.name(path)}: {name}: the id is used twice; ids are unique")
            if one_per_file and path.stem != name:
                self.faults.append(f"{self.name(path)}: {name}: the file should be called {name}{path.suffix}")
            found[name] = entry
        return found

    def notes(self) -> dict[str, Note]:
        found: dict[str, Note] = {}
        for path in self.files("notes", "*.md"):
            try:
                parts = path.read_text(encoding="utf-8").split("---\n", 2)
            except (OSError, UnicodeDecodeError) as error:
                self.faults.append(f"{self.name(path)}: cannot be read ({error.__class__.__name__})")
                continue
            if len(parts) != 3 or parts[0].strip():
                self.faults.append(f"{self.name(path)}: expected a header between two lines of ---, then the note")
                continue
            raw = self.parse(path, parts[1])
            if isinstance(raw, dict):
                raw = raw | {"id": path.stem, "text": " ".join(parts[2].split())}
            if (note := self.entry(Note, path, raw)) is None:
                continue
            if path.stem in found:
                self.faults.append(f"{self.name(path)}: {path.stem}: the id is used twice; ids are unique")
            found[path.stem] = note
        return found


def _kind(raw: Any) -> str:
    return "nothing" if raw is None else {"list": "a list", "str": "a text"}.get(type(raw).__name__, repr(raw))


def _found(fault: Any) -> str:
    value = fault.get("input")
    if fault["type"] in ("missing", "extra_forbidden") or isinstance(value, dict | list):
        return ""
    return f" (found {str(value)[:60]!r})"


def content_stamp(root: Path = CONTENT) -> str:
    """sha256 over the names and bytes of every content file."""
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def read_content(root: Path = CONTENT, *, messages: bool = True) -> tuple[Content, tuple[str, ...]]:
    """Everything that could be read, and every fault of form (references are checked by knowledge/checks.py).

    Without `messages`, the whole messages are left unread: only building needs them.
    """
    if not root.is_dir():
        raise ContentError(f"{root} is no folder; expected the folder that holds notes/, moves/ and the other content")
    reader = _Reader(root)

    def by_id(kind: type[E], folder: str, *, one_per_file: bool = False) -> dict[str, E]:
        return reader.by_id(
            kind, reader.files(folder), key=lambda entry: str(entry.id), one_per_file=one_per_file  # type: ignore[attr-defined]
        )

    countries = [path for path in reader.files("helplines") if path.stem != "directories"]
    content = Content(
        articles=reader.by_id(Article, [root / "articles.yaml"], key=lambda article: article.code),
        notes=reader.notes(),
        left_out={
            path.parent.name: tuple(entry for _, entry in reader.entries(LeftOut, [path]))
            for path in reader.files("notes", "left-out.yaml")
        },
        themes=by_id(Theme, "themes"),
        explanations=by_id(Explanation, "explanations", one_per_file=True),
        asks=by_id(AskEntry, "asks", one_per_file=True),
        signals=by_id(Signal, "signals", one_per_file=True),
        messages={
            path.stem: tuple(entry for _, entry in reader.entries(Sample, [path]))
            for path in (reader.files("messages") if messages else ())
        },
        routes=reader.by_id(RouteEntry, [root / "routes.yaml"], key=lambda route: route.id),
        moves=by_id(Move, "moves"),
        questions=by_id(Question, "questions"),
        frames=by_id(Frame, "frames"),
        rules=reader.by_id(Rule, [root / "rules.yaml"], key=lambda rule: rule.id),
        countries=reader.by_id(Country, countries, key=lambda country: country.code, one_per_file=True),
        directories=tuple(entry for _, entry in reader.entries(Helpline, [root / "helplines" / "directories.yaml"])),
        lexicons={path.stem: reader.yaml(path) for path in reader.files("lexicons")},
        wording={path.stem: reader.named(path) for path in reader.files("wording")},
        stamp=content_stamp(root),
    )
    return content, tuple(reader.faults)


def load_content(root: Path = CONTENT, *, messages: bool = True) -> Content:
    """The content, or a ContentError that names every fault."""
    content, faults = read_content(root, messages=messages)
    _stop_at(list(faults), root)
    return content


def read_wording(name: str, root: Path = CONTENT) -> Mapping[str, str]:
    """One file of wording/ alone, for a screen that cannot wait for all content."""
    reader = _Reader(root)
    found = reader.named(root / "wording" / f"{name}.yaml")
    _stop_at(reader.faults, root)
    return found


def read_helplines(root: Path = CONTENT) -> tuple[Mapping[str, Country], tuple[Helpline, ...]]:
    """Countries and directories alone, for the same reason."""
    reader = _Reader(root)
    paths = [path for path in reader.files("helplines") if path.stem != "directories"]
    countries = reader.by_id(Country, paths, key=lambda country: country.code, one_per_file=True)
    directories = tuple(entry for _, entry in reader.entries(Helpline, [root / "helplines" / "directories.yaml"]))
    _stop_at(reader.faults, root)
    return countries, directories


def read_articles(root: Path = CONTENT) -> Mapping[str, Article]:
    """The articles alone."""
    reader = _Reader(root)
    articles = reader.by_id(Article, [root / "articles.yaml"], key=lambda article: article.code)
    _stop_at(reader.faults, root)
    return articles


def _stop_at(faults: list[str], root: Path) -> None:
    if faults:
        raise ContentError(f"{len(faults)} faults in {root.name}/:\n  " + "\n  ".join(faults))
