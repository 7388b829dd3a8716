"""Turn words into markup that shows exactly those words: messages, sources, helplines, the pages of static/.

Knows nothing of events, of serving or of what a talk is about. Whoever wrote a text, it is escaped here.
"""

import html
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from assistant import Passage
    from knowledge import Content, Country, Helpline

Wording = Mapping[str, str]
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:>=])")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_ITALIC = re.compile(r"\\\*(?=\S)([^\n]{1,200}?)(?<=\S)\\\*")


def filled(template: str, words: Wording) -> str:
    """A page of ui/static/ with its {keys} filled in; a key without words is a KeyError."""
    return re.sub(r"\{([a-z][a-z-]*)\}", lambda match: html.escape(words[match[1]]), template)


def plain(text: str) -> str:
    """Markdown that shows exactly this text: no markup, link or picture in it can come alive."""
    readable = _UNSEEN.sub("", text.encode("utf-8", "replace").decode())
    lines = (line.strip() for line in html.escape(readable, quote=False).splitlines())
    return re.sub(r"\n{3,}", "\n\n", _MARKS.sub(r"\\\1", "\n".join(lines))).strip()


def spoken(text: str) -> str:
    """The same for a reply, which may set single words in *italics*."""
    return _ITALIC.sub(r"<em>\1</em>", plain(text))


def sources(passages: "tuple[Passage, ...]", articles: Mapping[str, str], words: Wording) -> str:
    """The folded panel under a reply: note, article and paragraphs, and where research sees it otherwise."""
    if not passages:
        return ""
    label = words["sources-one" if len(passages) == 1 else "sources-many"].format(count=len(passages))
    inside = "".join(_source(passage, articles.get(passage.source, passage.source), words) for passage in passages)
    return "\n\n" + _tag("details", _tag("summary", html.escape(label)) + inside)


def _source(passage: "Passage", article: str, words: Wording) -> str:
    key = "source-paragraph" if len(passage.paragraphs) == 1 else "source-paragraphs"
    where = words[key].format(numbers=", ".join(map(str, passage.paragraphs)))
    cite = words["source-cite"].format(title=article, paragraphs=where)
    remark = passage.research and words["source-research"].format(text=passage.research)
    parts = [_tag("strong", _line(passage.title)), _tag("p", _line(passage.text)), _tag("p", _tag("cite", _line(cite)))]
    return _tag("section", "".join([*parts, _tag("p", _line(remark)) if remark else ""]))


def _tag(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>"


def _line(text: str) -> str:
    # A blank line would end the block of HTML and let Markdown read the rest.
    return html.escape(" ".join(text.split()))


def helplines_list(
    countries: "Mapping[str, Country]", directories: "Iterable[Helpline]", words: Wording, country: str | None
) -> str:
    """The inside of the helplines panel: the country's emergency number and lines by need, then lists for elsewhere."""
    place = countries.get(country or "")
    choices = _choices(countries, words, country)
    # A number that spans some countries is a wrong number in the others; lists of lines are right everywhere.
    lists = [line for line in directories if "call" not in line.reach and "text" not in line.reach]
    elsewhere = _section(words["helplines-directories"], lists, words)
    if place is None:
        return _danger(words["helplines-danger-unknown"]) + choices + elsewhere
    needs = "".join(
        _section(words.get(f"need-{need}", words["need-other"]), lines, words)
        for need, lines in _by_need(countries, place).items()
    )
    return _danger(words["helplines-danger"].format(number=place.emergency)) + needs + elsewhere + choices


def _danger(text: str) -> str:
    return f'<p class="emergency">{html.escape(text)}</p>'


def _choices(countries: "Mapping[str, Country]", words: Wording, country: str | None) -> str:
    names = sorted((place.name, code) for code, place in countries.items())
    buttons = "".join(_choice(name, code, code == country) for name, code in names)
    label = html.escape(words["helplines-choose"])
    return f'<h3 id="choose">{label}</h3><div class="countries" role="group" aria-labelledby="choose">{buttons}</div>'


def _choice(name: str, code: str, chosen: bool) -> str:
    pressed = "true" if chosen else "false"
    return f'<button type="button" data-country="{code}" aria-pressed="{pressed}">{html.escape(name)}</button>'


def _by_need(countries: "Mapping[str, Country]", place: "Country") -> "dict[str, list[Helpline]]":
    from assistant import helplines_for

    now = datetime.now(UTC)
    named: set[str] = set()
    needs: dict[str, list[Helpline]] = {}
    for need in dict.fromkeys(kind for line in place.helplines for kind in line.for_whom):
        content = cast("Content", SimpleNamespace(countries=countries))
        lines = [line for line in helplines_for(content, place.code, [need], now) if line.id not in named]
        named.update(line.id for line in lines)
        if lines:
            needs[need] = lines
    return needs


def _section(heading: str, lines: "Iterable[Helpline]", words: Wording) -> str:
    items = "".join(_helpline(line, words) for line in lines if line.confirmed != "not-seen")
    return f"<section><h3>{html.escape(heading)}</h3><ul>{items}</ul></section>" if items else ""


def _helpline(line: "Helpline", words: Wording) -> str:
    ways = [_way(way, line.reach[way], words) for way in ("call", "text", "chat", "web") if way in line.reach]
    known = {"always": words["helplines-always"], "unknown": words["helplines-hours-unknown"]}
    hours = known.get(line.hours, line.hours)
    unsure = words["helplines-secondary"] if line.confirmed == "secondary" else None
    notes = "".join(_tag("small", html.escape(note)) for note in (hours, line.languages, line.trace, unsure) if note)
    return f"<li><strong>{html.escape(line.service)}</strong><span>{'<br>'.join(ways)}</span>{notes}</li>"


def _way(way: str, value: str, words: Wording) -> str:
    label = html.escape(words[f"helplines-{way}"].format(value=value))
    digits = re.sub(r"[^\d+*#]", "", value)
    if way == "call" and re.fullmatch(r"[\d+*#() -]+", value):
        return f'<a href="tel:{digits}">{label}</a>'
    if way in ("chat", "web") and re.fullmatch(r"[\w.-]+\.[a-z]{2,}(/[\w./-]*)?", value):
        return f'<a href="https://{value}" target="_blank" rel="noopener noreferrer">{label}</a>'
    return label
