"""The manual says all that is declared, and every sentence can be said."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import tonmeister
from tonmeister.app.manual import commands, main, pages
from tonmeister.effects import effects, knobs_of
from tonmeister.knowledge import genre, genres
from tonmeister.knowledge.roles import roles
from tonmeister.knowledge.voices import voice
from tonmeister.listening.check import checks
from tonmeister.units import UNITS, unit_of

SOURCES = Path(tonmeister.__file__).parent
DOCS = Path(__file__).resolve().parents[2] / "docs"
README = DOCS.parent / "README.md"
COMMANDS = {
    "produce", "listen", "decide", "render", "check", "deliver", "why", "tracks", "genres",
    "effects", "checks", "warm-up", "demo", "compare", "translate", "train", "master", "album",
    "platforms", "room", "setup", "check-lines", "undo", "hold", "edits", "takes", "tune",
    "chart", "drums", "clean", "tighten", "instruments", "play", "hum", "plan",
    "transpose", "arrange", "sketch", "styles", "beat", "groove", "chop", "sing", "mcp", "export",
    "plugins", "import",
}  # fmt: skip


@pytest.mark.parametrize("name", effects())
def test_every_effect_and_each_of_its_knobs_is_in_the_manual(name: str) -> None:
    page = pages()[f"effects/{name}.md"]
    cls = effects()[name]
    assert cls.source in page
    for knob in knobs_of(cls):
        assert f"`{knob.name}`" in page
        assert knob.doc.replace("|", "\\|") in page


@pytest.mark.parametrize("name", checks())
def test_every_check_is_in_the_manual_with_its_reason(name: str) -> None:
    page = pages()[f"checks/{name.replace('/', '-')}.md"]
    check = checks()[name]
    for words in (check.id, check.title, check.hears, check.matters, check.by_ear, check.source):
        assert words
        assert words in page


@pytest.mark.parametrize("name", genres())
def test_every_genre_is_in_the_manual_with_grades_and_sources(name: str) -> None:
    page = pages()[f"genres/{name}.md"]
    for key, expected in genre(name).expected.items():
        assert f"`{key}`" in page
        assert expected.grade in page
        assert expected.source.replace("|", "\\|") in page
    for reason in genre(name).keep.values():
        assert reason in page


def test_every_role_and_unit_and_command_is_in_the_manual() -> None:
    made = pages()
    assert all(f"| {role} |" in made["roles.md"] for role in roles())
    assert all(f"`_{ending}`" in made["units.md"] for ending in UNITS)
    assert set(commands()) == COMMANDS
    assert all(f"## tonmeister {name}" in made["commands.md"] for name in commands())


def test_every_option_of_every_command_says_what_it_does() -> None:
    for name, sub in commands().items():
        for action in sub._actions:
            assert action.help, f"tonmeister {name}: {action.dest}"


def test_links_inside_the_manual_lead_somewhere() -> None:
    made = pages()
    for path, text in made.items():
        for link in re.findall(r"\]\(([^)#]+\.md)\)", text):
            target = (Path("/") / path).parent / link
            assert str(target.resolve().relative_to("/")) in made, f"{path}: {link}"


def test_the_manual_is_written_and_renewed_but_nothing_else_is_thrown_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "manual"
    assert main([str(folder)]) == 0
    (folder / "effects" / "forgotten.md").write_text("an effect that is no more")
    assert main([str(folder)]) == 0
    assert not (folder / "effects" / "forgotten.md").exists()
    assert (folder / "index.md").read_text("utf-8") == pages()["index.md"]
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "index.md").write_text("my own notes")
    assert main([str(mine)]) == 2
    assert (mine / "index.md").read_text() == "my own notes"
    assert "choose another folder" in capsys.readouterr().err


# --- sentences --------------------------------------------------------------------------------

ALWAYS = {"strip", "where", "genre", "share", "key"}
"""What ``producer.explain`` gives every sentence."""


def _names_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@cache
def _trees(*floors: str) -> tuple[ast.AST, ...]:
    files = [p for floor in floors for p in sorted((SOURCES / floor).rglob("*.py"))]
    return tuple(ast.parse(p.read_text("utf-8")) for p in files)


def _given(*floors: str) -> Iterator[str]:
    """Every name that is given to something: keywords of calls and keys of dictionaries."""
    for tree in _trees(*floors):
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg:
                yield node.arg
            elif isinstance(node, ast.Dict):
                for key in node.keys:
                    yield from _words(key)
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                yield str(node.slice.value)


def _words(key: ast.expr | None) -> Iterator[str]:
    """Every word that a key may be: ``{"under_lu" if under else "over_lu": ...}``."""
    if key is not None:
        yield from (str(n.value) for n in ast.walk(key) if isinstance(n, ast.Constant))


def _rules() -> set[str]:
    """Every rule that is written out in the producer: ``rule="vocal/ride"``."""
    return {
        str(word.value)
        for tree in _trees("producer")
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "rule"
        for word in ast.walk(node.value)
        if isinstance(word, ast.Constant) and re.fullmatch(r"[a-z_]+/[a-z_]+", str(word.value))
    }


@pytest.mark.parametrize("key", [key for key in voice("plain") if key in checks()])
def test_a_sentence_about_something_heard_names_only_facts_that_checks_give(key: str) -> None:
    unknown = _names_in(voice("plain")[key]) - ALWAYS - set(_given("listening", "studio"))
    assert unknown == set()


@pytest.mark.parametrize("key", [key for key in voice("plain") if key not in checks()])
def test_a_sentence_about_a_move_names_only_settings_and_predictions(key: str) -> None:
    knobs = {knob.name for cls in effects().values() for knob in knobs_of(cls)}
    given = set(_given("producer", "flow"))
    named = {name.removeprefix("was_") for name in _names_in(voice("plain")[key])}
    assert named - ALWAYS - knobs - given == set()


@pytest.mark.parametrize("key", checks())
def test_every_check_has_a_sentence(key: str) -> None:
    assert voice("plain").get(key), f"knowledge/voices/plain.toml has no sentence for {key}"


@pytest.mark.parametrize("rule", sorted(_rules()))
def test_every_rule_of_the_producer_has_a_sentence_and_a_name_of_its_own(rule: str) -> None:
    assert voice("plain").get(rule), f"knowledge/voices/plain.toml has no sentence for {rule}"
    assert rule not in checks(), f"{rule} is a check; a rule needs another name"


def test_every_number_in_a_sentence_says_its_unit() -> None:
    for key, sentence in voice("plain").items():
        for name in _names_in(sentence):
            if "_" in name:
                unit_of(name)
        assert not re.search(r"\}\s?(dB|Hz|LUFS|ms|%)", sentence), f"{key} says a unit twice"


# --- hand-written pages -----------------------------------------------------------------------


def _written() -> list[Path]:
    return [README, *sorted(DOCS.glob("*.md")), *sorted((DOCS / "decisions").glob("*.md"))]


@pytest.mark.parametrize("page", _written(), ids=lambda page: page.name)
def test_links_of_written_pages_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        inside = re.search(r"manual/(.+)$", link)
        if inside:
            assert inside[1] in pages(), f"{page.name}: {link}"
        else:
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_commands_named_on_written_pages_exist() -> None:
    for page in _written():
        for command in re.findall(
            r"`(?:\.venv/bin/)?tonmeister ([a-z-]+)", page.read_text("utf-8")
        ):
            assert command in commands(), f"{page.name}: tonmeister {command}"


def test_every_make_task_named_on_written_pages_exists() -> None:
    tasks = set(re.findall(r"^([a-z-]+):", (DOCS.parent / "Makefile").read_text(), re.MULTILINE))
    for page in _written():
        for task in re.findall(r"`make ([a-z-]+)", page.read_text("utf-8")):
            assert task in tasks, f"{page.name}: make {task}"
