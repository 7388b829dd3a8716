"""The phrase language in which content names wordings, and its compiler.

Knows nothing of what a phrase is for. The language, for people who edit content:

    checks my phone           these words in this order, whatever the capitals; an apostrophe may be missing
    (hit|slapped) me          either
    check* my [own] phone     any ending; a word that may be absent
    said no .. carried on     up to four words between
    # (times|texts)           a number
    <strike> me               one of the alternatives listed under `words: strike:` in the same file
    {they} {them} {their}     the other person: he, my wife, her bf, a Name
    {i} {me} {my}             the person who writes
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")
_WORD = re.compile(r"\w+")

ROLES = (
    r"(?:husband|wife|hubby|partner|boy ?friend|girl ?friend|bf|gf|fianc[eé]e?|spouse|ex"
    r"|ex[- ](?:husband|wife|bf|gf|partner)"
    r"|other half|man|guy|girl|missus|old man|so|dh|dw|hus|wifey|baby ?daddy|bloke|lover|mrs)"
)
# A capital alone does not make a name: these begin sentences.
_NOT_NAMES = (
    "I|It|Its|That|This|What|When|Why|How|Who|Where|And|But|So|Or|If|Then|The|A|An|My|Your|His|Her|Our|Their|He|She|They"
    "|We|You|Not|Never|No|Yes|Just|Maybe|Please|Nothing|Something|Someone|Everyone|There|Is|Was|Do|Does|Did|Am|Are|Have"
    "|Has|Had|Can|Could|Would|Should|Will|To|In|On|At|For|Of|With|After|Before|Last|Now|Today|Yesterday|Sometimes|Once"
    "|Because|Also|Even|Still|Only|Always|Okay|Ok|Like|One|Some|Any|Every|All|Reality|Life|Work|God|Monday|Tuesday"
    "|Wednesday|Thursday|Friday|Saturday|Sunday"
)
_NAME = rf"(?-i:\b(?!(?:{_NOT_NAMES})\b)[A-Z][a-z]{{2,}})"
_ROLE = rf"(?:my|the|her|his|our) (?:\w+ )?{ROLES}"
SLOTS = {
    "they": rf"(?:he|she|they|{_ROLE}|{_NAME})(?:'?s|'?ll|'?d|'?ve|'?re)?",
    "them": rf"(?:him|her|them|{_ROLE}|{_NAME})",
    "their": r"(?:his|her|their|(?:my|the) \w+'?s)",
    "i": r"(?:i|we)(?:'?m|'?ve|'?ll|'?d)?",
    "me": r"(?:me|us|myself)",
    "my": r"(?:my|our)",
}
# Scripts written without spaces have no word edges to hold a phrase to.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_GAP = r"(?:\W+[\w']+){0,4}?\W+"
_TOKEN = re.compile(r"\{(\w+)\}|<([\w-]+)>|([()|\[\]])|(\.\.)|([^\s(){}|\[\]<>.]+|\.(?!\.))")


class PhraseError(ValueError):
    """A phrase that the language cannot read; the message names the phrase and the place."""


def compile_phrase(phrase: str, words: Mapping[str, str] | None = None) -> "Phrase":
    """Compile one phrase; `words` gives the alternatives of its <names>."""
    return _compile(phrase, tuple(sorted((words or {}).items())))


Keys = frozenset[str]
"""Words (`phone`) and beginnings of words (`check*`)."""


class Phrase:
    """A compiled phrase, with what a text must hold for it: of each of `needs`, at least one."""

    def __init__(self, text: str, regex: str, needs: tuple[Keys, ...]) -> None:
        self.text = text
        self._regex = regex
        self.needs = tuple(sorted(needs, key=lambda keys: (-min(map(len, keys)), len(keys), sorted(keys))))

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when first needed: of thousands of phrases a talk touches a few hundred."""
        try:
            return re.compile(self._regex, re.IGNORECASE)
        except re.error as error:
            raise PhraseError(f"{self.text!r}: cannot be read ({error})") from None


class Phrases(Generic[T]):
    """Many phrases, each with what it stands for. Only those whose telling words stand in a text are tried on it."""

    def __init__(self, phrases: Iterable[tuple[Phrase, T]]) -> None:
        self._all = tuple(phrases)
        self._always = tuple(at for at, (phrase, _) in enumerate(self._all) if not phrase.needs)
        self._by_key: dict[str, list[int]] = {}
        for at, (phrase, _) in enumerate(self._all):
            for key in phrase.needs[0] if phrase.needs else ():
                self._by_key.setdefault(key, []).append(at)

    def compile(self) -> None:
        """Compile all of them now, where a moment is free, and not when they are first tried."""
        for phrase, _ in self._all:
            assert phrase.regex

    def find(self, text: str, keys: Keys) -> Iterator[tuple[T, re.Match[str]]]:
        """Every place of every phrase, in the order of the phrases; `keys` are the text's."""
        for at in self._candidates(keys):
            phrase, stands_for = self._all[at]
            for match in phrase.regex.finditer(text):
                yield stands_for, match

    def holds(self, text: str, keys: Keys) -> bool:
        """Whether any phrase stands in the text; `keys` are the text's."""
        return any(self._all[at][0].regex.search(text) for at in self._candidates(keys))

    def _candidates(self, keys: Keys) -> list[int]:
        found = set(self._always)
        for key in self._by_key.keys() & keys:
            found.update(at for at in self._by_key[key] if not any(map(keys.isdisjoint, self._all[at][0].needs[1:])))
        return sorted(found)


def keys_of(text: str) -> Keys:
    """The words of a text and all their beginnings, as phrases need them."""
    words = set(_WORD.findall(text.lower()))
    beginnings = (word[:length] + "*" for word in words for length in range(1, len(word) + 1))
    return frozenset(words).union(beginnings, (letter + "*" for letter in _UNSPACED.findall(text)))


@lru_cache(maxsize=20_000)
def _compile(phrase: str, words: tuple[tuple[str, str], ...]) -> Phrase:
    named = dict(words)
    regex, needs = _join(phrase, _tokens(phrase), named)
    return Phrase(phrase, regex if _UNSPACED.search(phrase) else rf"(?<!\w){regex}(?!\w)", needs)


def _tokens(phrase: str) -> list[str]:
    position, found = 0, []
    while position < len(phrase):
        if phrase[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(phrase, position)
        if not match:
            raise PhraseError(f"{phrase!r}: cannot read {phrase[position:position + 10]!r}")
        found.append(match.group(0))
        position = match.end()
    return found


def _join(phrase: str, tokens: list[str], named: Mapping[str, str]) -> tuple[str, tuple[Keys, ...]]:
    elements, position = _sequence(phrase, tokens, 0, named)
    if position != len(tokens):
        raise PhraseError(f"{phrase!r}: a bracket closes that was not opened")
    return _with_gaps(elements), tuple(element.keys for element in elements if element.keys and not element.optional)


class _Element:
    """A piece of the pattern: its regex, and the keys of which a text that holds it has one (none: any text may)."""

    def __init__(self, regex: str, keys: Keys = frozenset(), *, optional: bool = False, gap: bool = False) -> None:
        self.regex, self.keys, self.optional, self.gap = regex, keys, optional, gap


def _sequence(phrase: str, tokens: list[str], at: int, named: Mapping[str, str]) -> tuple[list[_Element], int]:
    elements: list[_Element] = []
    while at < len(tokens) and tokens[at] not in (")", "|", "]"):
        token = tokens[at]
        if token in ("(", "["):
            closing = ")" if token == "(" else "]"
            options, at = _options(phrase, tokens, at + 1, closing, named)
            elements.append(_either(options, optional=token == "["))
            continue
        elements.append(_element(phrase, token, named))
        at += 1
    return elements, at


def _options(
    phrase: str, tokens: list[str], at: int, closing: str, named: Mapping[str, str]
) -> tuple[list[list[_Element]], int]:
    options: list[list[_Element]] = []
    while True:
        option, at = _sequence(phrase, tokens, at, named)
        options.append(option)
        if at >= len(tokens):
            raise PhraseError(f"{phrase!r}: {closing!r} is missing")
        if tokens[at] == closing:
            return options, at + 1
        if tokens[at] != "|":
            raise PhraseError(f"{phrase!r}: found {tokens[at]!r} where {closing!r} was expected")
        at += 1


def _either(options: list[list[_Element]], *, optional: bool) -> _Element:
    regex = "(?:" + "|".join(_with_gaps(option) for option in options) + ")"
    needs = [next((element.keys for element in option if element.keys and not element.optional), None)
             for option in options]
    keys = frozenset[str]().union(*(need for need in needs if need)) if all(needs) else frozenset[str]()
    return _Element(regex, keys, optional=optional)


def _element(phrase: str, token: str, named: Mapping[str, str]) -> _Element:
    if token == "#":
        return _Element(r"\d+")
    if "?" in token:
        raise PhraseError(f"{phrase!r}: a question mark means nothing here; [word] is a word that may be absent")
    if token == "..":
        return _Element(_GAP, gap=True)
    if token.startswith("{"):
        if token[1:-1] not in SLOTS:
            raise PhraseError(f"{phrase!r}: no slot {token}; expected one of {', '.join(f'{{{s}}}' for s in SLOTS)}")
        return _Element(SLOTS[token[1:-1]])
    if token.startswith("<"):
        name = token[1:-1]
        if name not in named:
            raise PhraseError(f"{phrase!r}: no words named <{name}> in this entry")
        options, _ = _options(phrase, [*_tokens(named[name]), ")"], 0, ")", named)
        return _either(options, optional=False)
    return _word(token)


def _word(token: str) -> _Element:
    stem = token.removesuffix("*")
    regex = "".join("['’]?" if char in "'’" else re.escape(char) for char in stem)
    head = _UNSPACED.match(stem) or _WORD.match(stem.lower())
    if token.endswith("*"):
        regex += r"[\w']*"
    # A word may run on where an apostrophe is left out, or where words are not set apart.
    ending = "*" if token.endswith("*") or "'" in stem or "’" in stem or _UNSPACED.match(stem) else ""
    return _Element(regex, frozenset((head.group() + ending,)) if head else frozenset())


def _with_gaps(elements: list[_Element]) -> str:
    """Join the pieces by white space or light punctuation; an optional piece takes its space with it."""
    regex, needs_space = "", False
    for element in elements:
        if element.gap:
            regex, needs_space = regex + element.regex, False
            continue
        space = r"[\s,;:\-\"'*]+" if needs_space else ""
        if element.optional:
            regex += f"(?:{space}{element.regex})?" if needs_space else f"(?:{element.regex}\\s+)?"
            continue
        regex, needs_space = regex + space + element.regex, True
    return regex
