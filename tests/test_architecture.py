"""The layout is what DESIGN.md says: who imports whom, where the heavy libraries are, how long a module may be."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "knowledge": set[str](),
    "assistant": {"knowledge"},
    "evals": {"assistant", "knowledge"},
    "ui": {"assistant", "knowledge", "evals"},
}
ONLY_IN = {
    "chromadb": {"knowledge/index.py"},
    "torch": {"knowledge/export.py"},
    "sentence_transformers": {"knowledge/export.py"},
    "onnxruntime": {"knowledge/encoder.py"},
    "inspect_ai": {"evals/inspect.py"},
}
AT_MOST_ONE = (
    "gradio", "langchain_chroma", "langchain_openai", "langchain_ollama", "langchain_anthropic",
)
PRINT = ("ui/", "evals/__main__.py")
"""Where words may go to a terminal: the screen, and the judgement's own command."""
MODULES = sorted(
    path.relative_to(ROOT).as_posix() for folder in MAY_IMPORT for path in (ROOT / folder).rglob("*.py")
)


def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), module)


def under_type_checking(root: ast.Module) -> set[ast.AST]:
    return {
        inner for node in ast.walk(root) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }


def imported(module: str, *, at_run_time: bool = False) -> Iterator[str]:
    """Full names of what a module imports."""
    root = tree(module)
    left_out = under_type_checking(root) if at_run_time else set()
    for node in ast.walk(root):
        if node in left_out:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import"
            yield node.module or ""


@pytest.mark.parametrize("module", MODULES)
def test_a_folder_imports_only_what_lies_below_it(module: str) -> None:
    folder = module.split("/")[0]
    ours = {name.split(".")[0] for name in imported(module)} & set(MAY_IMPORT)
    assert ours <= {folder, *MAY_IMPORT[folder]}


@pytest.mark.parametrize("module", MODULES)
def test_other_folders_are_used_by_their_public_names(module: str) -> None:
    """`knowledge.errors` is public too: it is what a command needs before anything heavy is imported."""
    folder = module.split("/")[0]
    deep = {
        name for name in imported(module)
        if "." in name and name.split(".")[0] in MAY_IMPORT and name.split(".")[0] != folder
    }
    assert deep <= {"knowledge.errors"}


@pytest.mark.parametrize("folder", ["assistant", "knowledge"])
def test_public_names_are_there_and_listed_once(folder: str) -> None:
    module = __import__(folder)
    assert len(module.__all__) == len(set(module.__all__))
    assert all(hasattr(module, name) for name in module.__all__)


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_heavy_library_is_imported_in_one_module_only(library: str) -> None:
    users = {module for module in MODULES if any(name.split(".")[0] == library for name in imported(module, at_run_time=True))}
    assert users <= ONLY_IN[library]


@pytest.mark.parametrize("library", AT_MOST_ONE)
def test_a_screen_or_a_provider_is_imported_in_one_module_at_most(library: str) -> None:
    users = {module for module in MODULES if any(name.split(".")[0] == library for name in imported(module, at_run_time=True))}
    assert len(users) <= 1, users


def test_no_provider_of_a_language_model_is_imported_by_the_turn() -> None:
    names = {name for module in MODULES if module.startswith("assistant/") for name in imported(module)}
    assert not [name for name in names if re.match(r"openai|anthropic|ollama|langchain_(?!core)", name)]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_at_most_three_hundred_lines(module: str) -> None:
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_does(module: str) -> None:
    if (ROOT / module).stat().st_size:
        assert ast.get_docstring(tree(module))


def sentences(module: str) -> list[str]:
    """Strings of more than five words that are neither docstring, pattern nor the text of an exception."""
    root = tree(module)
    left_out: set[int] = set()
    for node in ast.walk(root):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        elif isinstance(node, ast.FunctionDef) and node.returns is not None:
            left_out.update(id(inner) for inner in ast.walk(node.returns))
        elif isinstance(node, ast.Raise) or (
            isinstance(node, ast.Call) and re.match(r"re\.|_?any_word", ast.unparse(node.func))
        ):
            left_out.update(id(inner) for inner in ast.walk(node))
    return [
        node.value for node in ast.walk(root)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out
        and len(re.findall(r"[A-Za-z']{2,}", node.value)) > 5 and " " in node.value and "|" not in node.value
    ]


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("assistant/")])
def test_no_sentence_that_a_person_reads_stands_in_the_turns_code(module: str) -> None:
    assert sentences(module) == []


def test_a_sentence_in_code_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spoilt.py").write_text('"""A docstring may be as long as it likes."""\nX = "I am sorry you are going through this"\n', "utf-8")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert sentences("spoilt.py") == ["I am sorry you are going through this"]


@pytest.mark.parametrize("module", [module for module in MODULES if not module.startswith(PRINT)])
def test_only_commands_print(module: str) -> None:
    assert not [node for node in ast.walk(tree(module)) if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"]


def test_no_folder_under_tests_is_a_package() -> None:
    """With one, `import assistant` would find the tests of the assistant."""
    assert not list((ROOT / "tests").rglob("__init__.py"))
