"""The commands that show something."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.units import say

if TYPE_CHECKING:
    from tonmeister.studio import Project


def why(asked: argparse.Namespace, tell: Teller) -> None:
    """``tonmeister why``: every decision on a strip, every edit of its recording, with reasons."""
    from tonmeister import studio
    from tonmeister.app.why import reasons

    project = studio.Project.find(asked.out or asked.song)
    known = reasons(project)
    wanted = list(known)
    if asked.strip is not None:
        if one := [line for lines in known.values() for line in lines if _is_id(line, asked.strip)]:
            _print_block(asked.strip, one)
            return
        wanted = [_named(project, asked.strip, wanted)]
    for name in wanted:
        _print_block(name, known[name] or ["Nothing was done here."])


def _is_id(line: str, said: str) -> bool:
    """Whether a line is about the move with this id."""
    return "/" in said and line.casefold().startswith(
        (f"{said.casefold()}:", f"{said.casefold()},")
    )


def _named(project: Project, said: str, names: Sequence[str]) -> str:
    """Return the name that is meant: whole, by its role, or by a part of it."""
    from tonmeister import studio

    roles: dict[str, str] = {}
    if project.recall_file.exists():
        sheet = studio.read_sheet(project.recall_file)
        roles = {s.role.casefold(): s.name for s in reversed(sheet.strips) if s.role}
    folded = {name.casefold(): name for name in names}
    part = [name for key, name in folded.items() if said.casefold() in key]
    found = folded.get(said.casefold()) or roles.get(said.casefold())
    found = found or (part[0] if len(part) == 1 else None)
    if found is None:
        raise BadWish(f"there is no strip {said!r}; there are {', '.join(names)}")
    return found


def tracks(asked: argparse.Namespace, tell: Teller) -> None:
    """``tonmeister tracks``: what was recognised as what, how sure, how to correct it."""
    from tonmeister import studio

    project = studio.Project.find(asked.out or asked.song)
    session = studio.read_session(project)
    rows = [("track", "role", "from", "sure", "in the mix", "what is wrong with it")]
    rows += [
        (
            track.name,
            track.role,
            track.role_from,
            "-" if track.role_from == "person" else f"{100 * track.confidence:.0f} %",
            "yes" if track.use else f"no: {track.why_not}",
            ", ".join(track.wrong),
        )
        for track in session.tracks
    ]
    _print_table(rows)
    print(f"\nTo correct it, change role or use in {project.session_file} and run again.")


def genres(asked: argparse.Namespace, tell: Teller) -> None:
    """``tonmeister genres [NAME]``."""
    from tonmeister.knowledge import genre
    from tonmeister.knowledge import genres as names

    if asked.name is None:
        _print_table([(name, genre(name).reads_as) for name in names()])
        return
    chosen = genre(asked.name.casefold())
    print(f"{chosen.title}: {chosen.reads_as}\n")
    rows = [("what", "from", "to", "known by", "source")]
    rows += [
        (key, say(key, e.low), say(key, e.high), e.grade, e.source)
        for key, e in chosen.expected.items()
    ]
    _print_table(rows)
    for check, reason in chosen.keep.items():
        print(f"\nkeeps {check}: {reason}")


def effects(asked: argparse.Namespace, tell: Teller) -> None:
    """``tonmeister effects [NAME]``."""
    from tonmeister.effects import effects as shelf
    from tonmeister.effects import knobs_of

    if asked.name is None:
        _print_table([(name, _first(cls.__doc__)) for name, cls in shelf().items()])
        return
    cls = shelf().get(asked.name.casefold())
    if cls is None:
        raise BadWish(f"there is no effect {asked.name!r}; there are {', '.join(shelf())}")
    print(f"{textwrap.dedent(cls.__doc__ or '').strip()}\n\nsource: {cls.source}\n")
    rows = [("knob", "from", "to", "usual", "does")]
    for k in knobs_of(cls):
        if k.is_number:
            number = float(k.default)
            rows.append(
                (k.name, say(k.name, k.low), say(k.name, k.high), say(k.name, number), k.doc)
            )
        else:
            rows.append((k.name, "/".join(k.choices), "", str(k.default), k.doc))
    _print_table(rows)


def checks(asked: argparse.Namespace, tell: Teller) -> None:
    """``tonmeister checks [NAME]``."""
    from tonmeister.listening.check import checks as shelf

    if asked.name is None:
        _print_table([(name, one.title) for name, one in shelf().items()])
        return
    one = shelf().get(asked.name.casefold())
    if one is None:
        raise BadWish(f"there is no check {asked.name!r}; there are {', '.join(shelf())}")
    _print_block(
        f"{one.id}: {one.title}",
        [
            f"hears: {one.hears}",
            f"why it matters: {one.matters}",
            f"by ear: {one.by_ear}",
            f"what mends it: {one.fix}",
            f"source: {one.source}",
        ],
    )


def _first(doc: str | None) -> str:
    return (doc or "").strip().split("\n\n")[0].replace("\n", " ")


def _print_block(title: str, lines: Iterable[str]) -> None:
    print(f"\n{title}")
    for line in lines:
        print(textwrap.fill(line, 98, initial_indent="  - ", subsequent_indent="    "))


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
