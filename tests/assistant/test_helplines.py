"""Which services are named: this country's, confirmed, open ones first; by the country's own clock."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant import Assistant, emergency_number, helplines_for, is_open
from assistant.helplines import NEEDS, spoken
from knowledge import PROTECTIVE, Content, Country, Helpline

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def line(hours: str, name: str = "a-line", **changes: object) -> Helpline:
    values: dict[str, object] = {
        "id": name, "service": name, "for_whom": ("abuse",), "reach": {"call": "1"}, "hours": hours, "source": "s",
        "seen_on": "2026", "confirmed": "official",
    }
    return Helpline.model_validate(values | changes)


def country(*lines: Helpline, timezone: str = "Europe/London") -> Country:
    return Country(code="xx", name="Nowhere", timezone=timezone, emergency="000", helplines=lines)


def open_at(hours: str, when: str, timezone: str = "Europe/London") -> bool:
    return is_open(line(hours), country(timezone=timezone), datetime.fromisoformat(when))


# 22 November 2026 is a Sunday.
@pytest.mark.parametrize(("hours", "when", "expected"), [
    ("always", "2026-11-22T03:00+00:00", True), ("Always", "2026-11-22T03:00+00:00", True), ("unknown", "2026-11-23T12:00+00:00", False),
    ("Mon-Fri 10:00-16:00", "2026-11-23T10:00+00:00", True), ("Mon-Fri 10:00-16:00", "2026-11-23T09:59+00:00", False),
    ("Mon-Fri 10:00-16:00", "2026-11-23T16:00+00:00", False), ("Mon-Fri 10:00-16:00", "2026-11-22T12:00+00:00", False),
    ("Sat,Sun 10:00-16:00", "2026-11-22T12:00+00:00", True), ("Fri-Mon 10:00-16:00", "2026-11-22T12:00+00:00", True),
    ("Fri-Mon 10:00-16:00", "2026-11-24T12:00+00:00", False), ("Daily 10:00-16:00", "2026-11-22T12:00+00:00", True),
    ("Every day 10:00-16:00", "2026-11-22T12:00+00:00", True),
    ("Mon-Tue 09:30-16:00; Wed 09:30-20:00", "2026-11-25T19:00+00:00", True),
    ("Mon-Tue 09:30-16:00; Wed 09:30-20:00", "2026-11-24T19:00+00:00", False),
])
def test_a_line_is_open_in_its_hours_on_its_days(hours: str, when: str, expected: bool) -> None:
    assert open_at(hours, when) is expected


@pytest.mark.parametrize(("when", "expected"), [
    ("2026-11-21T21:59+00:00", False), ("2026-11-21T22:00+00:00", True), ("2026-11-21T23:59+00:00", True),
    ("2026-11-22T00:00+00:00", True), ("2026-11-22T05:59+00:00", True), ("2026-11-22T06:00+00:00", False),
    ("2026-11-22T23:00+00:00", False),
])
def test_a_night_line_stays_open_over_midnight_and_closes_in_the_morning(when: str, expected: bool) -> None:
    assert open_at("Sat 22:00-06:00", when) is expected


def test_a_line_that_closes_at_midnight_is_open_until_then() -> None:
    assert open_at("Sun 18:00-00:00", "2026-11-22T23:59+00:00")
    assert not open_at("Sun 18:00-00:00", "2026-11-23T00:00+00:00")


@pytest.mark.parametrize(("when", "expected"), [
    ("2026-03-27T17:30+00:00", True), ("2026-03-30T17:30+00:00", False),  # Clocks went forward on 29 March.
    ("2026-10-23T08:30+00:00", True), ("2026-10-26T08:30+00:00", False),  # And back on 25 October.
])
def test_daylight_saving_moves_the_hours_with_the_countrys_clock(when: str, expected: bool) -> None:
    assert open_at("Mon-Fri 09:00-18:00", when) is expected


def test_it_is_the_countrys_day_and_not_ours() -> None:
    assert open_at("Mon 08:00-10:00", "2026-11-22T20:00+00:00", "Pacific/Auckland")
    assert not open_at("Sun 08:00-10:00", "2026-11-22T20:00+00:00", "Pacific/Auckland")


def test_open_lines_come_first_and_no_more_than_asked(content: Content) -> None:
    place = country(line("Mon 09:00-10:00", "shut"), line("always", "open"), line("always", "open-too"))
    here = replace(content, countries={"xx": place})
    assert [one.id for one in helplines_for(here, "xx", ["abuse"], NOW)] == ["open", "open-too", "shut"]
    assert [one.id for one in helplines_for(here, "xx", ["abuse"], NOW, most=1)] == ["open"]


def test_an_unconfirmed_number_is_never_shown(content: Content, country: str) -> None:
    unseen = {one.id for one in content.countries[country].helplines if one.confirmed == "not-seen"}
    kinds = {kind for one in content.countries[country].helplines for kind in one.for_whom}
    shown = {one.id for kind in kinds for one in helplines_for(content, country, [kind], NOW, most=99)}
    assert not shown & unseen


def test_the_number_of_another_country_is_never_shown(content: Content, country: str) -> None:
    own = {one.id for one in content.countries[country].helplines}
    for route in PROTECTIVE:
        assert {one.id for one in helplines_for(content, country, NEEDS[route], NOW, most=99)} <= own


def test_without_a_country_there_is_the_directory_and_no_number(content: Content) -> None:
    for route in PROTECTIVE:
        said = spoken(content, None, route, NOW)
        assert "findahelpline.com" in said
        assert not any(char.isdigit() for char in said)
        assert helplines_for(content, None, NEEDS[route], NOW) == ()
    assert emergency_number(content, None) == content.wording["helplines"]["local-emergency"]


def test_every_protective_route_names_somebody_in_every_country(content: Content, country: str) -> None:
    for route in PROTECTIVE:
        said = spoken(content, country, route, NOW)
        own = [one.service for one in content.countries[country].helplines if one.confirmed != "not-seen"]
        assert any(service in said for service in own) or "findahelpline.com" in said, route


def test_every_country_has_a_clock_an_emergency_number_and_hours_that_can_be_read(content: Content, country: str) -> None:
    place = content.countries[country]
    assert place.emergency.strip()
    for one in place.helplines:
        known = one.hours in ("always", "unknown") or any(
            is_open(one, place, datetime(2026, 11, day, hour, tzinfo=UTC)) for day in range(16, 23) for hour in range(24)
        )
        assert known, f"{one.id}: {one.hours}"


def test_replies_of_a_talk_name_the_countrys_lines_only(assistant: Assistant, content: Content, country: str) -> None:
    from assistant import Conversation

    reply, _ = assistant.reply(Conversation.start(country), "he hit me last night")
    others = {number for place in content.countries.values() if place.code != country for one in place.helplines
              for number in one.reach.values()} - {
                  number for one in content.countries[country].helplines for number in one.reach.values()}
    long = [number for number in others if sum(char.isdigit() for char in number) >= 6]
    assert not [number for number in long if number in reply.text]
