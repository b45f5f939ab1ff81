"""``tonmeister takes``: score every take, say what to ask for next, comp the best."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.people.tone import Tone

HELP = "score every take of a part, say what to ask for next and when to stop, comp the best"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("song", type=Path, metavar="SONG", help="the song's folder with the takes")
    add = sub.add_argument
    add("--part", metavar="NAME", help="only this part (all that have several takes)")
    add("--genre", metavar="NAME", help="how strict to be: see `tonmeister genres`")
    add("--guide", type=Path, metavar="FILE", help="a recording that shows how it goes")
    add("--score", type=Path, metavar="FILE.mid", help="the melody as MIDI, in song time")
    add("--lyrics", type=Path, metavar="FILE.txt", help="the words, one phrase a line")
    add("--base", type=int, metavar="N", help="the take to stay with where it is as good")
    add("--tone", metavar="HOW", help="how the artist likes to be told: encouraging, direct, "
        "challenging, or a tone.toml")  # fmt: skip
    add(
        "--lanes", action="store_true", help="write every take as a lane beside the comp, for a DAW"
    )
    add("--out", type=Path, metavar="DIR", help="project folder (SONG/tonmeister)")
    add("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Judge, comp, say."""
    from tonmeister.app.takes_told import say_takes, told_takes
    from tonmeister.app.wishes import genre_asked
    from tonmeister.flow.takes.wishes import TakeWishes
    from tonmeister.flow.takes.work import judge_takes

    wishes = TakeWishes(
        part=asked.part,
        genre=genre_asked(asked.genre),
        guide=asked.guide,
        score=asked.score,
        lyrics=_lyrics(asked.lyrics),
        base=asked.base,
        lanes=asked.lanes,
        tone=_tone(asked.tone),
    )
    done = judge_takes(asked.song, wishes, tell, out=asked.out)
    if asked.json:
        return {"event": "done", "parts": [told_takes(one, wishes) for one in done]}
    for one in done:
        say_takes(one, wishes)
    return None


def _lyrics(path: Path | None) -> tuple[str, ...]:
    from tonmeister.flow.wishes import BadWish

    if path is None:
        return ()
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        raise BadWish(
            f"--lyrics {path} is not there: give a text with one phrase a line"
        ) from error
    except UnicodeDecodeError as error:
        raise BadWish(f"--lyrics {path} is no UTF-8 text ({error.reason})") from error
    words = tuple(line.strip() for line in lines if line.strip())
    if not words:
        raise BadWish(f"--lyrics {path} is empty: give a text with one phrase a line")
    return words


def _tone(said: str | None) -> Tone:
    from tonmeister.flow.wishes import BadWish
    from tonmeister.people.tone import Tone, WrongTone, read_tone

    try:
        if said is None:
            return Tone()
        return read_tone(Path(said)) if said.endswith(".toml") else Tone(manner=said)
    except WrongTone as error:
        raise BadWish(f"--tone {error}") from error
