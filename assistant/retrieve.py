"""The passages a reply may use: the notes nearest to the message that the route and the talk allow.

Knows flags and routes; knows nothing of wording.
"""

from collections.abc import Collection

from assistant.records import Map, Message, Passage, Reading, Screening
from knowledge import Article, Content, Flag, Found, Note, NoteSearch, Route

_SIMPLER_SOURCE = "000"
"""The only article that asks for simpler explanations first: all that may speak before they were looked at."""
_NUDGES: frozenset[Flag] = frozenset(("closeness-nudge", "reassurance", "stay-nudge"))
_LEAVING = ("lost-interest", "leaving")


def retrieve(
    message: Message, reading: Reading, talk: Map, screening: Screening, notes: NoteSearch, content: Content,
    limit: int = 5,
) -> tuple[Passage, ...]:
    """Best passages first; none on a protective route."""
    route = content.routes[screening.route]
    if route.notes == "off":
        return ()
    # A question of fact may be answered before the gates are open, as long as nothing points to danger.
    plain_question = asks_for_facts(reading, screening)
    shut = _NUDGES if plain_question else shut_out(screening.route, talk, content)

    only = _SIMPLER_SOURCE if route.notes == "simpler" and not plain_question else None

    def allowed(note: Note) -> bool:
        if only is not None and content.articles_by_source[note.source].code != only:
            return False
        return not shut.intersection(note.flags)

    return passages(notes.find(message.vectors[-1], message.grams, limit, allowed), content)


def asks_for_facts(reading: Reading, screening: Screening) -> bool:
    """Whether the person asks what something means, in a talk without any signal."""
    return reading.asks == "facts" and not screening.signals


def shut_out(route: Route, talk: Map, content: Content) -> frozenset[Flag]:
    """Flags of notes that may not be used now."""
    shut = set(content.routes[route].shuts_out)
    for past in talk.routes:
        shut.update(content.routes[past].shuts_out)
    if not talk.unlocked:
        shut.update(("mutual", "reassurance"))
    if any(entry.id in _LEAVING and entry.weight > 0.6 for entry in talk.board):
        shut.update(("stay-nudge", "reassurance"))
    return frozenset(shut)


def passages(found: Collection[Found], content: Content) -> tuple[Passage, ...]:
    """Notes as passages, each with the article and paragraphs it stands for."""
    return tuple(_passage(one.note, one.score, one.near, content.articles_by_source[one.note.source]) for one in found)


def _passage(note: Note, score: float, near: float, article: Article) -> Passage:
    marks = ", ".join(f"¶{paragraph}" for paragraph in note.paragraphs[:2])
    return Passage(
        note.source, note.paragraphs, note.id, note.title, note.text, round(score, 4), round(near, 4), note.offer,
        f"[{article.code} {marks}]", note.flags, note.research,
    )
