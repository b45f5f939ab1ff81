"""The words the command line understands."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

from tonmeister import __version__
from tonmeister.app import commands as one_file_each
from tonmeister.app.steps import step_arguments

EXITS = """exit codes:
  0    done
  1    an error inside tonmeister (please report it)
  2    the command was not understood
  3    nothing to work with: bad or missing input
  4    could not write: no permission, disk full, another run at work
  130  stopped by Ctrl-C; the same command goes on where it was
"""


class Misunderstood(ValueError):
    """The command was not understood; one line says what would do."""


class _Parser(argparse.ArgumentParser):
    """A parser that leaves it to the caller how a mistake is told."""

    def error(self, message: str) -> NoReturn:
        """Raise ``Misunderstood``."""
        raise Misunderstood(f"{message}; see `{self.prog} --help`")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = _Parser(
        prog="tonmeister",
        description="A folder of raw tracks becomes a finished record that explains itself.",
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"tonmeister {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, words in _STEPS.items():
        step_arguments(commands.add_parser(name, help=words, description=words), name)
    _look(commands)
    warm = commands.add_parser("warm-up", help="compile the sound engine for this machine, once")
    warm.add_argument("--json", action="store_true", help="print one JSON object a line")
    demo = commands.add_parser("demo", help="record the demo session into a folder")
    demo.add_argument("folder", type=Path, metavar="FOLDER", help="where the raw tracks go")
    demo.add_argument("--short", action="store_true", help="only the first half minute")
    demo.add_argument("--hum", action="store_true", help="only a hummed minute: idea.wav")
    demo.add_argument("--json", action="store_true", help="print one JSON object a line")
    for name in one_file_each.names():
        module = one_file_each.command(name)
        module.arguments(commands.add_parser(name, help=module.HELP, description=module.HELP))
    return top


_STEPS = {
    "produce": "take a folder of raw tracks to a finished record, with its reasons",
    "decide": "listen, then write the recall sheet: recall.toml",
    "render": "play the recall sheet as it stands: the mix and the master",
    "check": "listen to the rendered sound with the same ears",
    "deliver": "write the delivery files and the report",
}


def _look(commands: argparse._SubParsersAction[_Parser]) -> None:
    why = commands.add_parser("why", help="every decision on a strip, with its reason")
    why.add_argument("song", type=Path, metavar="SONG", help="the song's folder or its project")
    why.add_argument("strip", nargs="?", metavar="STRIP", help="a strip, as in recall.toml (all)")
    why.add_argument("--out", type=Path, metavar="DIR", help="project folder")
    tracks = commands.add_parser("tracks", help="what was recognised as what, and how sure")
    tracks.add_argument("song", type=Path, metavar="SONG", help="the song's folder or its project")
    tracks.add_argument("--out", type=Path, metavar="DIR", help="project folder")
    for name, words in (
        ("genres", "what each genre expects, and how we know"),
        ("effects", "the effects and their knobs"),
        ("checks", "what the house listens for"),
    ):
        sub = commands.add_parser(name, help=words)
        sub.add_argument("name", nargs="?", metavar="NAME", help="one of them, in full")
