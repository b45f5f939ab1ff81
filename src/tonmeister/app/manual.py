"""The manual: pages written from the declarations, so that they cannot be out of date.

``python -m tonmeister.app.manual docs/manual`` writes them.
"""

from __future__ import annotations

import argparse
import inspect
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tonmeister.app.arguments import EXITS, parser
from tonmeister.effects import Effect, Knob, effects, knobs_of
from tonmeister.instruments.declare import Instrument, engines
from tonmeister.instruments.shelf import presets
from tonmeister.knowledge import Genre, genre, genres
from tonmeister.knowledge.roles import KEPT_OUT, group_of, priority_of, roles
from tonmeister.knowledge.voices import voice
from tonmeister.listening.check import Check, checks
from tonmeister.units import UNITS, say

_MARK = "Written by `make docs` from the declarations; change those, not this page."
_ASKED = {
    "tracks": "the raw tracks",
    "mix": "the rendered record",
    "file": "finished sound: a mix or master handed over as a file, and our own masters",
    "both": "the raw tracks and, with the same ears, the rendered record",
}


def pages() -> dict[str, str]:
    """Return every page of the manual: path inside the manual -> Markdown."""
    sentences = voice("plain")
    made = {"index.md": _index(), "commands.md": _commands(), "roles.md": _roles()}
    made |= {"units.md": _units(), "sentences.md": _sentences(sentences)}
    made |= {f"effects/{name}.md": _effect(cls) for name, cls in effects().items()}
    made |= {f"instruments/{name}.md": _engine(cls) for name, cls in engines().items()}
    made |= {"presets.md": _presets()}
    made |= {f"checks/{_file(id_)}.md": _check(c, sentences) for id_, c in checks().items()}
    made |= {f"genres/{name}.md": _genre(genre(name)) for name in genres()}
    return {path: f"<!-- {_MARK} -->\n\n{text.strip()}\n" for path, text in made.items()}


def main(argv: Sequence[str] | None = None) -> int:
    """Write the manual into a folder; pages of an older manual there go away."""
    words = argparse.ArgumentParser(prog="tonmeister.app.manual", description="Write the manual.")
    words.add_argument("folder", type=Path, help="where the pages go")
    folder: Path = words.parse_args(argv).folder
    if folder.exists() and not _is_manual(folder):
        print(f"{folder} holds something that is no manual: choose another folder", file=sys.stderr)
        return 2
    shutil.rmtree(folder, ignore_errors=True)
    made = pages()
    for path, text in made.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    print(f"{len(made)} pages in {folder}; begin with {folder / 'index.md'}")
    return 0


def _is_manual(folder: Path) -> bool:
    if not any(folder.iterdir()):
        return True
    index = folder / "index.md"
    return index.is_file() and _MARK in index.read_text("utf-8")


def _file(check_id: str) -> str:
    return check_id.replace("/", "-")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
                     for row in lines)  # fmt: skip


def _index() -> str:
    shelf = [f"[{n}](effects/{n}.md): {_first(c.__doc__)}" for n, c in effects().items()]
    played = [f"[{n}](instruments/{n}.md): {_first(c.__doc__)}" for n, c in engines().items()]
    ears = [f"[{n}](checks/{_file(n)}.md): {c.title}" for n, c in checks().items()]
    kinds = [f"[{genre(n).title}](genres/{n}.md): {genre(n).reads_as}" for n in genres()]
    return (
        "# The manual\n\n"
        "What the house knows: [commands](commands.md), [roles](roles.md), [units](units.md), "
        "[sentences](sentences.md), [presets](presets.md).\n\n"
        f"## Effects\n\n{_list(shelf)}\n\n## Instruments\n\n"
        f"{_list(played)}\n\n## Checks\n\n{_list(ears)}\n\n## Genres\n\n{_list(kinds)}"
    )


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _first(doc: str | None) -> str:
    return inspect.cleandoc(doc or "").split("\n\n")[0].replace("\n", " ")


def _effect(cls: type[Effect]) -> str:
    rows = [
        (f"`{k.name}`", _range(k), _setting(k, k.default), _rest(k), k.doc) for k in knobs_of(cls)
    ]
    key = "\n\nListens to another strip: give it a `key`." if cls.needs_key else ""
    return (
        f"# {cls.name}\n\n{inspect.cleandoc(cls.__doc__ or '')}{key}\n\n"
        + _table(("knob", "goes", "usual", "rests at", "what it does"), rows)
        + f"\n\nSource: {cls.source}.\n\nA knob that rests moves there when a decision's "
        "`amount_percent` goes to 0."
    )


def _engine(cls: type[Instrument]) -> str:
    rows = [(f"`{k.name}`", _range(k), _setting(k, k.default), k.doc) for k in knobs_of(cls)]
    used = _list(f"`{p.name}`: {p.about}" for p in presets().values() if type(p.engine) is cls)
    return (
        f"# {cls.name}\n\n{inspect.cleandoc(cls.__doc__ or '')}\n\n"
        + _table(("knob", "goes", "usual", "what it does"), rows)
        + f"\n\nSource: {cls.source}.\n\n## Presets\n\n{used}"
    )


def _presets() -> str:
    rows = [
        (f"`{p.name}`", f"[{p.engine.name}](instruments/{p.engine.name}.md)",
         ", ".join(e.name for e in p.effects), f"{p.low_midi} to {p.high_midi}", p.about)
        for p in presets().values()
    ]  # fmt: skip
    return "# Presets\n\nThe sounds of the band.\n\n" + _table(
        ("preset", "engine", "then through", "keys", "what one should hear"), rows
    )


def _range(k: Knob) -> str:
    if k.is_number:
        automated = ", can ride" if k.automatable else ""
        return f"{say(k.name, k.low)} to {say(k.name, k.high)}{automated}"
    if isinstance(k.default, bool):
        return "on or off"
    return ", ".join(k.choices) or "any text"


def _setting(k: Knob, value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return say(k.name, value) if isinstance(value, int | float) else str(value)


def _rest(k: Knob) -> str:
    return "" if k.rest is None else say(k.name, k.rest)


def _check(check: Check, sentences: Mapping[str, str]) -> str:
    said = sentences.get(check.id)
    kept = [genre(name).title for name in genres() if check.id in genre(name).keep]
    return "\n\n".join(
        part
        for part in (
            f"# {check.title}\n\n`{check.id}`, asked of {_ASKED[check.when]}.",
            f"**Hears**: {check.hears}.",
            f"**Why it matters**: {check.matters}.",
            f"**How to tell by ear**: {check.by_ear}.",
            f"**What mends it**: {check.fix}." if check.fix else "",
            f"**Source**: {check.source}.",
            f"Told as: \u201c{said}\u201d" if said else "Told by its facts.",
            f"Kept on purpose in {', '.join(kept)}." if kept else "",
        )
        if part
    )


def _genre(kind: Genre) -> str:
    rows = [
        (f"`{key}`", say(key, e.low), say(key, e.high), e.grade, e.source)
        for key, e in kind.expected.items()
    ]
    kept = _list(
        f"[{check}](../checks/{_file(check)}.md): {why}" if check in checks() else f"{check}: {why}"
        for check, why in kind.keep.items()
    )
    return (
        f"# {kind.title}\n\n{kind.reads_as}\n\n"
        "How sure we are: standard, published, measured, practice, guess.\n\n"
        + _table(("what", "from", "to", "grade", "source"), rows)
        + (f"\n\n## Broken on purpose\n\nFaults elsewhere, kept here.\n\n{kept}" if kept else "")
    )


def _roles() -> str:
    rows = [
        (role, group_of(role) or "kept out of the mix", f"{priority_of(role):g}")
        for role in roles()
    ]
    return (
        "# Roles\n\nWhat a track plays. The bus follows from it, and who gets the room when two "
        "parts want the same place in the spectrum (10 goes first). Correct a role in "
        f"`session.toml`. Kept out of every mix: {', '.join(KEPT_OUT)}.\n\n"
        + _table(("role", "bus", "priority"), rows)
    )


def _units() -> str:
    rows = [(f"`_{ending}`", unit.symbol or "a plain number") for ending, unit in UNITS.items()]
    return (
        "# Units\n\nThe last word of a number's name is its unit: in files, in code, on the "
        "command line.\n\n" + _table(("a name that ends in", "is in"), rows)
    )


def _sentences(sentences: Mapping[str, str]) -> str:
    heard = [(f"`{key}`", text) for key, text in sentences.items() if key in checks()]
    done = [(f"`{key}`", text) for key, text in sentences.items() if key not in checks()]
    return (
        "# Sentences\n\nHow things are told. Numbers come only from facts, predictions and "
        "settings, by name.\n\n## What was heard\n\n"
        + _table(("check", "sentence"), heard)
        + "\n\n## What is done about it\n\n"
        + _table(("rule", "sentence"), done)
    )


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return every command's own parser, by name."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


def _commands() -> str:
    parts = ["# Commands", parser().description or ""]
    for name, sub in commands().items():
        rows = [(f"`{_spelled(a)}`", a.help or "") for a in sub._actions if a.dest != "help"]
        table = f"\n\n{_table(('word', 'what it does'), rows)}" if rows else ""
        parts.append(f"## tonmeister {name}\n\n{sub.description or _help_of(name)}{table}")
    parts.append(f"## Exit codes\n\n```text\n{EXITS.strip()}\n```")
    return "\n\n".join(parts)


def _spelled(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else action.dest
    if not action.option_strings:
        return f"[{value}]" if action.nargs == "?" else value
    takes = "" if action.nargs == 0 else f" {value if action.metavar else value.upper()}"
    return f"{action.option_strings[-1]}{takes}"


def _help_of(name: str) -> str:
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                if choice.dest == name:
                    return choice.help or ""
    return ""


if __name__ == "__main__":
    sys.exit(main())
