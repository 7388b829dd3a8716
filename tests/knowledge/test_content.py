"""Loading content: strict, and every fault of every file in one run, with the entry's id."""

import shutil
from pathlib import Path

import pytest

from knowledge import CONTENT, ContentError, load_content, read_content
from knowledge.content import content_stamp


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the content that may be spoilt."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(f"{path.read_text(encoding='utf-8').rstrip()}\n{text}", encoding="utf-8")


def test_all_faults_are_told_in_one_run_with_the_ids_of_their_entries(root: Path) -> None:
    append(root / "frames" / "image.yaml", "- id: [never closed\n")
    append(root / "signals" / "violence.yaml", "nmae: a key that no signal has\n")
    append(root / "rules.yaml", "- {id: one-question, title: again, on: [reply], check: phrases, why: w, instead: i, passes: [a], fails: [b]}\n")
    spoil(root / "articles.yaml", "paragraphs: 21", "paragraphs: many")
    spoil(root / "helplines" / "gb.yaml", "confirmed: official", "confirmed: perhaps")
    spoil(root / "routes.yaml", "id: emergency", "id: emergancy")
    with pytest.raises(ContentError) as error:
        load_content(root)
    told = str(error.value)
    for fault in (
        "frames/image.yaml: is not readable YAML",
        "signals/violence.yaml: violence: nmae: Extra inputs are not permitted",
        "rules.yaml: one-question: the id is used twice",
        "articles.yaml: 000: paragraphs: Input should be a valid integer",
        "(found 'many')",
        "helplines/gb.yaml: gb: helplines.0.confirmed",
        "(found 'perhaps')",
        "routes.yaml: emergancy: id",
    ):
        assert fault in told, f"not told: {fault}"
    assert told.startswith("6 faults in content/")


def test_a_fault_names_what_was_found_but_no_stack(root: Path) -> None:
    spoil(root / "articles.yaml", "paragraphs: 21", "paragraphs: many")
    with pytest.raises(ContentError) as error:
        load_content(root)
    assert "Traceback" not in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_faulty_entries_are_left_out_and_the_others_are_read(root: Path) -> None:
    append(root / "signals" / "violence.yaml", "nmae: x\n")
    content, faults = read_content(root)
    assert len(faults) == 1
    assert "violence" not in content.signals
    assert "threat" in content.signals


def test_no_and_on_and_half_past_nine_stay_the_words_that_were_written(root: Path) -> None:
    (root / "lexicons" / "words.yaml").write_text("- no\n- on\n- off\n- yes\n- 9:30\n- 2026-01-05\n- 1_000\n- 0x1F\n- y\n", encoding="utf-8")
    assert load_content(root).lexicons["words"] == ["no", "on", "off", "yes", "9:30", "2026-01-05", "1_000", "0x1F", "y"]


def test_numbers_and_true_and_nothing_are_still_read(root: Path) -> None:
    (root / "lexicons" / "kinds.yaml").write_text("[3, -1, 1.5, true, ~]", encoding="utf-8")
    assert load_content(root).lexicons["kinds"] == [3, -1, 1.5, True, None]


def test_answers_of_questions_keep_their_no(root: Path) -> None:
    content = load_content(root)
    answers = {answer for question in content.questions.values() for answer in question.waits_for}
    assert {"yes", "no"} <= answers


def test_a_file_is_called_as_its_entry(root: Path) -> None:
    (root / "signals" / "violence.yaml").rename(root / "signals" / "violance.yaml")
    with pytest.raises(ContentError, match=r"violance\.yaml: violence: the file should be called violence\.yaml"):
        load_content(root)


def test_a_note_without_its_header_is_named(root: Path) -> None:
    (root / "notes" / "000" / "no-header.md").write_text("Just text.", encoding="utf-8")
    with pytest.raises(ContentError, match=r"no-header\.md: expected a header between two lines of ---"):
        load_content(root)


@pytest.mark.parametrize(("text", "found"), [("", None), ("just words", "a text"), ("- - a\n", "a list"), ("3", "3")])
def test_a_file_of_another_shape_is_named(root: Path, text: str, found: str | None) -> None:
    (root / "themes" / "shape.yaml").write_text(text, encoding="utf-8")
    _, faults = read_content(root)
    if found is None:
        assert faults == ()
    else:
        assert faults == (f"themes/shape.yaml: expected an entry with named fields, found {found}",)


def test_a_file_that_is_no_utf_8_is_named(root: Path) -> None:
    (root / "themes" / "latin.yaml").write_bytes(b"caf\xe9")
    (root / "notes" / "000" / "latin.md").write_bytes(b"---\ncaf\xe9\n---\n")
    with pytest.raises(ContentError) as error:
        load_content(root)
    assert "themes/latin.yaml: cannot be read" in str(error.value)
    assert "notes/000/latin.md: cannot be read" in str(error.value)


@pytest.mark.parametrize("text", ["", "just words\n", "- a list\n"])
def test_a_wording_file_without_named_sentences_is_a_fault(root: Path, text: str) -> None:
    (root / "wording" / "fallback.yaml").write_text(text, encoding="utf-8")
    _, faults = read_content(root)
    assert any("wording/fallback.yaml" in fault for fault in faults)


def test_the_stamp_changes_with_every_byte_and_name(root: Path) -> None:
    stamps = {content_stamp(root)}
    spoil(root / "rules.yaml", "No diagnosis", "No diagnoses")
    stamps.add(content_stamp(root))
    (root / "frames" / "image.yaml").rename(root / "frames" / "picture.yaml")
    stamps.add(content_stamp(root))
    assert len(stamps) == 3


def test_the_stamp_is_the_same_for_a_copy(root: Path) -> None:
    assert content_stamp(root) == content_stamp(CONTENT)
