"""The command: every command explains itself, errors are one sentence, and statuses mean what the help says."""

import shutil
from pathlib import Path

import pytest

from assistant import Assistant
from knowledge import CONTENT, Content
from ui.command import main, parser

COMMANDS: tuple[list[str], ...] = (
    [], ["serve"], ["talk"], ["screen"], ["understand"], ["retrieve"], ["check"], ["knowledge"], ["knowledge", "build"],
    ["knowledge", "check"], ["knowledge", "list"], ["knowledge", "show"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([*command, "--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: {' '.join(['toward', *command])}")


def test_no_line_of_help_is_wider_than_a_wide_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit):
            main([*command, "--help"])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 120


@pytest.mark.parametrize("arguments", [["sing"], ["retrieve", "--k", "0"], ["retrieve", "--k", "101"], ["retrieve", "--k", "many"], ["knowledge"], ["knowledge", "show"]])
def test_what_is_no_command_is_refused_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage: toward" in capsys.readouterr().err


def test_alone_it_opens_the_browser_app_on_this_computer_only() -> None:
    given = parser().parse_args([])
    assert (given.run.__name__, given.host) == ("_serve", "127.0.0.1")


def test_list_counts_every_kind_or_names_the_ids_of_one(content: Content, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "list"]) == 0
    assert "signals" in capsys.readouterr().out
    assert main(["knowledge", "list", "signals"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(content.signals)


def test_show_prints_an_entry_in_the_words_of_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "show", "one-question"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# rules\nid: one-question\n")
    assert "questions-at-most" in shown


@pytest.mark.parametrize(("arguments", "says"), [
    (["knowledge", "show", "no-such-entry"], "no entry has the id 'no-such-entry'"),
    (["knowledge", "list", "poems"], "no kind 'poems'; expected one of"),
])
def test_what_is_not_there_is_one_sentence_and_status_2(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"toward: {says}")


def test_a_cache_that_cannot_be_written_is_one_sentence_and_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TOWARD_CACHE", str(tmp_path / "file"))
    assert main(["screen"]) == 2
    told = capsys.readouterr().err
    assert "cannot be written" in told
    assert "Traceback" not in told


def test_check_prints_every_fault_and_gives_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the encoder, so that near duplicates, half a minute's work, are not looked for; it says so."""
    monkeypatch.setenv("TOWARD_CACHE", str(tmp_path / "empty"))
    root = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    path = root / "articles.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("paragraphs: 21", "paragraphs: many", 1), encoding="utf-8")
    assert main(["knowledge", "check", "--content", str(root)]) == 1
    shown = capsys.readouterr().out
    assert "fault: articles.yaml: 000: paragraphs: Input should be a valid integer" in shown
    assert "warning: near duplicates were not looked for" in shown
    assert " faults." in shown.splitlines()[-1] or " fault" in shown.splitlines()[-1]


def test_a_content_folder_that_is_not_there_ends_without_a_traceback(assistant: Assistant, tmp_path: Path) -> None:
    assert main(["knowledge", "check", "--content", str(tmp_path / "nowhere")]) in (1, 2)
