"""Figures as plain text: a table with a title, and the few statistics that go into its cells.

Knows nothing of what is measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Table:
    """Rows of figures under their columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    remark: str = ""

    def shown(self) -> str:
        """The table as text: the first column flush left, figures flush right."""
        lines = (self.columns, *self.rows)
        widths = [max(len(line[at]) for line in lines) for at in range(len(self.columns))]
        body = ["  ".join(map(_cell, line, widths, range(len(widths)))).rstrip() for line in lines]
        rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
        return "\n".join([self.title, rule, body[0], rule, *body[1:], *([self.remark] if self.remark else [])])


def _cell(text: str, width: int, at: int) -> str:
    return text.ljust(width) if at == 0 else text.rjust(width)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]


def middle_and_ends(values: Sequence[float]) -> tuple[str, str, str]:
    """Median, least and most, in seconds."""
    return f"{median(values):.2f} s", f"{min(values):.2f} s", f"{max(values):.2f} s"
