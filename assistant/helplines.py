"""Which services to name: for this country and this need, open now first, never more than asked for.

Knows content and the clock it is given. A number that nobody has confirmed is never shown; without a country there
is only the directory.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from knowledge import Content, Country, Helpline, Route

NEEDS: Mapping[str, tuple[str, ...]] = {
    "emergency": ("suicide",), "crisis": ("suicide",), "safety": ("abuse", "sexual-assault"), "accountable": ("harm",),
    "harm-other": ("harm", "suicide"), "body-no": ("sexual-assault", "abuse"), "child": ("child", "parent"),
    "youth": ("child", "youth"),
}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(?P<days>[a-z,\- ]+?)\s+(?P<start>\d{1,2}:\d{2})\s*-\s*(?P<end>\d{1,2}:\d{2})", re.IGNORECASE)
_WAYS = ("call", "text", "chat", "web")


def helplines_for(
    content: Content, country: str | None, kinds: Sequence[str], now: datetime, most: int = 3
) -> tuple[Helpline, ...]:
    """Services of the country for the first of `kinds` that has any, open ones first; none without a country."""
    place = content.countries.get(country or "")
    if place is None:
        return ()
    for kind in kinds:
        fitting = [line for line in place.helplines if kind in line.for_whom and line.confirmed != "not-seen"]
        if fitting:
            return tuple(sorted(fitting, key=lambda line: not is_open(line, place, now))[:most])
    return ()


def is_open(line: Helpline, place: Country, now: datetime) -> bool:
    """Whether somebody answers at `now` (an aware time), by the country's own clock; nights run into the next day."""
    if line.hours.strip().lower() == "always":
        return True
    local = now.astimezone(ZoneInfo(place.timezone))
    yesterday = local - timedelta(days=1)
    minute = local.hour * 60 + local.minute
    for match in _HOURS.finditer(line.hours):
        days, start, end = _days(match["days"]), _minutes(match["start"]), _minutes(match["end"])
        overnight = end <= start
        if local.weekday() in days and start <= minute < (24 * 60 if overnight else end):
            return True
        if overnight and yesterday.weekday() in days and minute < end:
            return True
    return False


def spoken(content: Content, country: str | None, route: Route, now: datetime, most: int = 2) -> str:
    """The sentence a reply says for `{helplines}`: services of the country, else the directory."""
    words = content.wording["helplines"]
    lines = helplines_for(content, country, NEEDS.get(route, ("abuse",)), now, most)
    if not lines:
        return words["directory" if country is None else "none-here"]
    return " ".join(words["service"].format(service=line.service, reach=_reach(line, words)) for line in lines)


def emergency_number(content: Content, country: str | None) -> str:
    """The country's emergency number, or the words for not knowing it."""
    place = content.countries.get(country or "")
    return place.emergency if place else content.wording["helplines"]["local-emergency"]


def _reach(line: Helpline, words: Mapping[str, str]) -> str:
    ways = [words[way].format(value=line.reach[way]) for way in _WAYS if way in line.reach][:2]
    always = [words["always"]] if line.hours.strip().lower() == "always" else []
    return words["or"].join(ways) + "".join(always)


def _days(text: str) -> frozenset[int]:
    """Weekdays of "Mon-Fri", "Sat,Sun" or "Daily", Monday being 0."""
    found: set[int] = set()
    for part in re.split(r",\s*|\s+and\s+", text.strip().lower()):
        ends = [_DAYS.index(day[:3]) for day in part.replace(" ", "").split("-") if day[:3] in _DAYS]
        if len(ends) == 2:
            found.update((ends[0] + step) % 7 for step in range((ends[1] - ends[0]) % 7 + 1))
        elif ends:
            found.update(ends)
        elif part.startswith(("daily", "every")):
            found.update(range(7))
    return frozenset(found)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
