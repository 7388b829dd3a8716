"""Prepare a message once for every stage: plain letters, units, vectors.

Knows nothing of meaning. Refuses what cannot be read, and says why without repeating it.
"""

import unicodedata
from collections.abc import Sequence

import numpy as np

from assistant.records import Message
from knowledge import CONCERNS, Library, TowardError, Unit, Vectors, grams, keys_of, merged, units

MOST_CHARACTERS = 40_000
_LOOK_ALIKES = str.maketrans(
    "‘’‛′´`“”„‟«»–—‐‑−аеорсухіѕԁһӏјΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαικνρτυ",
    "''''''\"\"\"\"\"\"-----aeopcyxisdhljABEZHIKMNOPTYXoaiknptu",
)
_LEET = str.maketrans("013457@$!", "oieastasi")


class MessageError(TowardError):
    """A message that cannot be read; the text never repeats it."""


def checked(text: object) -> str:
    """The text itself, if it is one that can be read."""
    if not isinstance(text, str):
        raise MessageError(f"text: expected a string, found {_json_kind(text)}")
    if len(text) > MOST_CHARACTERS:
        raise MessageError(f"text: {len(text):,} characters; at most {MOST_CHARACTERS:,} can be read at once")
    for char in text:
        if (char < " " and char not in "\n\r\t") or char == "\x7f":
            raise MessageError(f"text: holds the control character U+{ord(char):04X}; leave it out")
        if "\ud800" <= char <= "\udfff":
            raise MessageError("text: holds half a character (a lone surrogate); send it as UTF-8")
    if not text.strip():
        raise MessageError("text: is empty; write at least one word")
    return text


def prepare(text: str, library: Library) -> Message:
    """Fold and embed one message."""
    return prepare_all([text], library)[0]


def prepare_all(texts: Sequence[str], library: Library) -> list[Message]:
    """Fold and embed messages, all their units in one run of the encoder."""
    folded = [fold(checked(text)) for text in texts]
    pieces = [units(text) for text in folded]
    vectors = library.encoder.encode([piece.text for found in pieces for piece in found])
    messages, start = [], 0
    for text, plain, found in zip(texts, folded, pieces, strict=True):
        messages.append(_message(text, plain, found, vectors[start:start + len(found)], library))
        start += len(found)
    return messages


def _message(text: str, folded: str, pieces: tuple[Unit, ...], vectors: Vectors, library: Library) -> Message:
    whole = vectors.sum(0, keepdims=True)
    rows = np.concatenate([vectors, whole / max(float(np.linalg.norm(whole)), 1e-9)])
    parts, words = [grams(piece.text) for piece in pieces], len(text.split())
    concerns, places = library.concerns.read(rows, parts, words)
    return Message(
        text=text, folded=folded, keys=keys_of(folded), units=pieces, vectors=rows, scores=library.heads.scores(rows),
        concerns=dict(zip(CONCERNS, zip(concerns.tolist(), places.tolist(), strict=True), strict=True)),
        grams=merged(parts), words=words,
    )


def fold(text: str) -> str:
    """The same length with look-alike letters, accents and curly quotes made plain, and l33t words read."""
    plain = "".join(_plain(char) for char in text.translate(_LOOK_ALIKES)) if not text.isascii() else text
    return " ".join(_unleet(word) for word in plain.split(" ")) if any(c in plain for c in "013457@$") else plain


def _plain(char: str) -> str:
    if char.isascii():
        return char
    base = unicodedata.normalize("NFKD", char)[0]
    return base if base.isascii() and base.isalnum() else char


def _unleet(word: str) -> str:
    letters = sum(char.isalpha() for char in word)
    core = word.strip(".,!?:;()\"'")
    mixed = letters >= 2 and core[:1].isalpha() and core[-1:].isalpha() and any(c in "013457@$" for c in core)
    return word.replace(core, core.translate(_LEET)) if mixed else word


def _json_kind(value: object) -> str:
    return {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}.get(type(value), "a number")
