"""What screening hears in whole messages that nothing was taught with: by slice, with intervals, and who it says does it.

Knows samples and what they show; knows nothing of how a message is screened.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from assistant import Assistant, Screening
from evals.retrieval import wilson
from evals.table import Table
from knowledge import Sample

SAMPLES = Path(__file__).parent / "screening"
_LIFE = frozenset(("suicide-now", "suicide-wish", "suicide-veiled", "self-harm", "suicide-other"))
_HARM = frozenset((
    "violence", "strangulation", "weapon", "threat", "fear", "control", "monitoring", "spyware", "isolation", "humiliation",
    "degradation", "sexual-coercion", "honour-violence", "unwanted-pursuit", "harm-to-others",
))
_HARMLESS = frozenset(("one-leaving", "secret-affair", "active-addiction"))
SLICES: Mapping[str, Callable[[Sample], bool]] = {
    "suicide and self-harm": lambda sample: bool(_LIFE.intersection(_kinds(sample))),
    "harm by a partner": lambda sample: any(sign.kind in _HARM and sign.by != "person" for sign in sample.shows),
    "harm by the person": lambda sample: any(sign.kind in _HARM and sign.by == "person" for sign in sample.shows),
    "other danger": lambda sample: not _HARMLESS.issuperset(_kinds(sample)),
    "worded like danger": lambda sample: sample.like is not None,
    "ordinary": lambda sample: True,
}
"""Tried in this order: a message belongs to the first that fits."""


@dataclass
class Heard:
    """Counts of one slice."""

    count: int = 0
    heard: int = 0
    acted: int = 0
    told: int = 0
    right: int = 0
    misheard: list[str] = field(default_factory=list)
    """Texts of danger that was not heard, or of ordinary messages that were acted on."""


def load_samples(folder: Path = SAMPLES) -> dict[str, tuple[Sample, ...]]:
    """Every set by its file's name."""
    return {
        path.stem: tuple(Sample.model_validate(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.yaml"))
    }


def listen(assistant: Assistant, samples: Sequence[Sample]) -> dict[str, Heard]:
    """Screen every sample alone and count by slice."""
    found = {name: Heard() for name in SLICES}
    for sample, message in zip(samples, assistant.prepare([sample.text for sample in samples]), strict=True):
        name = slice_of(sample)
        _count(found[name], sample, assistant.screen([message]), harmless=name in ("ordinary", "worded like danger"))
    return found


def slice_of(sample: Sample) -> str:
    """The slice that a sample belongs to."""
    return next(name for name, fits in SLICES.items() if fits(sample))


def _kinds(sample: Sample) -> set[str]:
    return {sign.kind for sign in sample.shows}


def _count(into: Heard, sample: Sample, standing: Screening, *, harmless: bool) -> None:
    into.count += 1
    into.heard += standing.level != "none"
    into.acted += standing.level == "act"
    if standing.level == ("act" if harmless else "none"):
        into.misheard.append(sample.text)
    doers = {signal.by for signal in standing.signals} - {"unclear"}
    if standing.level != "none" and doers and not harmless:
        into.told += 1
        into.right += bool(doers & {sign.by for sign in sample.shows})


def hearing_table(assistant: Assistant, sets: Mapping[str, Sequence[Sample]]) -> Table:
    """Shares of every slice of every set, and of all sets together."""
    every = {**sets, "all": [sample for samples in sets.values() for sample in samples]}
    rows = [
        (name, f"{part} ({heard.count})", _share(heard.heard, heard.count), _share(heard.acted, heard.count),
         _share(heard.right, heard.told) if heard.told else "")
        for name, samples in every.items() for part, heard in listen(assistant, samples).items() if heard.count
    ]
    return Table(
        "Screening of whole messages nothing was taught with, with Wilson 95 % intervals",
        ("set", "slice", "ask or act", "act", "doer right, of those heard"), tuple(rows),
    )


def _share(hits: int, count: int) -> str:
    low, high = wilson(hits, count)
    return f"{hits / count:.3f} ({low:.2f}-{high:.2f})"
