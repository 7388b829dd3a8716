"""A text as numbers that stand for its words in their order: what sentence vectors lose, such as who did it to whom.

Pronouns and partners are made alike first, so that "my wife hit me" and "he hit me" have their telling words in common.
"""

import re
from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Grams = NDArray[np.uint32]
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_APART = range(2, 5)
_ALIKE = {
    spoken: word
    for word, forms in {
        "they": "he she they he's she's they're he'll she'll they'll he'd she'd they'd they've hes shes theyre",
        "them": "him them himself herself themselves", "their": "his their hers theirs", "her": "her",
        "i": "i im i'm ive i've i'd i'll we we're we've we'd we'll", "me": "me myself us ourselves",
        "my": "my our mine ours",
    }.items() for spoken in forms.split()
}
_PARTNERS = frozenset((
    "husband", "wife", "hubby", "partner", "boyfriend", "girlfriend", "bf", "gf", "fiance", "fiancé", "fiancee", "fiancée",
    "ex", "spouse", "man", "missus", "dh", "dw", "so", "mrs", "wifey", "bloke",
))


def grams(text: str) -> Grams:
    """One number for each word, each two or three in a row, and each two that stand a little apart; sorted, once each."""
    return np.unique(np.fromiter((crc32(gram.encode()) for gram in _all(_words(text))), np.uint32))


def merged(parts: Sequence[Grams]) -> Grams:
    """All numbers of several texts, once each."""
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.uint32)


def _all(words: Sequence[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        yield word
        if at + 1 < len(words):
            pair = f"{word} {words[at + 1]}"
            yield pair
            if at + 2 < len(words):
                yield f"{pair} {words[at + 2]}"
        for far in _APART:
            if at + far < len(words):
                yield f"{word}~{words[at + far]}"


def _words(text: str) -> list[str]:
    spoken = _TOKEN.findall(text.lower())
    words: list[str] = []
    at = 0
    while at < len(spoken):
        word = _ALIKE.get(spoken[at], spoken[at])
        if word == "my" and (steps := _to_partner(spoken, at)):
            word = "they"
            at += steps
        words.append("0" if word.isdigit() else word.replace("'", ""))
        at += 1
    return words


def _to_partner(spoken: Sequence[str], at: int) -> int:
    """How many words after "my" the partner is named: "my husband", "my new boyfriend's"; 0 if not."""
    for steps in (1, 2):
        if at + steps < len(spoken) and spoken[at + steps].removesuffix("'s") in _PARTNERS:
            return steps
    return 0
