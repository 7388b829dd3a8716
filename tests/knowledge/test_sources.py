"""The notes stand for the four articles as they were, and none of the articles' sentences is in the project."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import CONTENT, Content

SOURCES = Path(__file__).resolve().parents[3] / "shared" / "sources"
RUN = 10

pytestmark = pytest.mark.skipif(not SOURCES.is_dir(), reason="the articles are not in this project")


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[\w']+", text.lower().replace("’", "'"))
    return (tuple(words[at:at + RUN]) for at in range(len(words) - RUN + 1))


@pytest.fixture(scope="module")
def theirs() -> frozenset[tuple[str, ...]]:
    return frozenset(run for path in SOURCES.glob("*.txt") for run in runs(path.read_text(encoding="utf-8")))


def test_paragraphs_and_hashes_are_those_of_the_articles(content: Content) -> None:
    assert {article.source for article in content.articles.values()} == {path.name for path in SOURCES.glob("*.txt")}
    for article in content.articles.values():
        data = (SOURCES / article.source).read_bytes()
        lines = [line for line in data.decode("utf-8").splitlines() if line.strip()]
        assert (article.paragraphs, article.sha256) == (len(lines), hashlib.sha256(data).hexdigest()), article.code


def test_no_ten_words_in_a_row_come_from_an_article(theirs: frozenset[tuple[str, ...]]) -> None:
    assert len(theirs) > 3000
    taken = {
        f"{path.relative_to(CONTENT)}: {' '.join(run)}"
        for path in CONTENT.rglob("*") if path.is_file() for run in runs(path.read_text(encoding="utf-8")) if run in theirs
    }
    assert sorted(taken) == []
