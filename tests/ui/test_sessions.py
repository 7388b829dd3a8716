"""Talks are held while they are used, and are gone when they should be gone."""

from dataclasses import replace

import pytest

from ui.sessions import Allowance, MemoryTalks, Shown, Talk


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


TALK = Talk(told_at=0.0, shown=(Shown("user", "the blue cup"),))


def test_a_talk_is_held_under_its_own_key_only(clock: Clock) -> None:
    talks = MemoryTalks(clock=clock)
    talks.begin("mine", TALK)
    assert talks.read("mine") == TALK
    assert talks.read("yours") is None


def test_a_forgotten_talk_stays_forgotten_when_a_late_reply_is_written(clock: Clock) -> None:
    talks = MemoryTalks(clock=clock)
    talks.begin("mine", TALK)
    talks.forget("mine")
    assert not talks.write("mine", replace(TALK, country="gb"))
    assert talks.read("mine") is None


def test_forgetting_twice_is_no_fault(clock: Clock) -> None:
    talks = MemoryTalks(clock=clock)
    talks.forget("never there")
    talks.forget("never there")


def test_an_unused_talk_is_wiped_even_when_nobody_asks_for_it(clock: Clock) -> None:
    talks = MemoryTalks(idle_seconds=60, clock=clock)
    talks.begin("mine", TALK)
    clock.now += 61
    talks.sweep()
    assert len(talks) == 0


def test_reading_and_writing_count_as_use(clock: Clock) -> None:
    talks = MemoryTalks(idle_seconds=60, clock=clock)
    talks.begin("mine", TALK)
    talks.begin("yours", TALK)
    clock.now += 50
    assert talks.read("mine")
    clock.now += 50
    talks.sweep()
    assert talks.read("mine")
    assert talks.read("yours") is None


def test_the_longest_unused_talk_makes_room(clock: Clock) -> None:
    talks = MemoryTalks(most=2, clock=clock)
    for key in ("first", "second"):
        talks.begin(key, TALK)
    talks.read("first")
    talks.begin("third", TALK)
    assert [bool(talks.read(key)) for key in ("first", "second", "third")] == [True, False, True]


def test_forgetting_all_leaves_nothing(clock: Clock) -> None:
    talks = MemoryTalks(clock=clock)
    talks.begin("mine", TALK)
    talks.forget_all()
    assert len(talks) == 0


def test_a_talk_printed_by_mistake_shows_no_words() -> None:
    assert "blue cup" not in repr(replace(TALK, unanswered="the blue cup"))


def test_an_allowance_gives_a_burst_and_then_a_steady_rate(clock: Clock) -> None:
    allowance = Allowance(burst=2, per_second=0.5, clock=clock)
    assert [allowance.take("mine") for _ in range(3)] == [True, True, False]
    assert allowance.take("yours")
    clock.now += 2
    assert [allowance.take("mine") for _ in range(2)] == [True, False]


def test_asking_whether_any_is_left_uses_none_up(clock: Clock) -> None:
    allowance = Allowance(burst=1, per_second=0, clock=clock)
    assert allowance.any_left("mine") and allowance.any_left("mine")
    allowance.take("mine")
    assert not allowance.any_left("mine")
    allowance.forget("mine")
    assert allowance.any_left("mine")
