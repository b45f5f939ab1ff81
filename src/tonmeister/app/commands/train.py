"""``tonmeister train``: ear training from the user's own songs."""

from __future__ import annotations

import argparse
import os
import secrets
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.app.player import Player
    from tonmeister.studio.scores import Score

HELP = "train your ear on your own songs: bands, reverb, vocal level, compression and more"

_BARS = "▁▂▃▄▅▆▇█"
_SHOWN = 24  # sessions in the little picture
_MOST_ROUNDS = 500


def arguments(sub: argparse.ArgumentParser) -> None:
    """Take songs, and how to train on them."""
    add = sub.add_argument
    add("songs", nargs="*", type=Path, metavar="SONG", help="songs, or a folder of songs or stems")
    add("--stems", action="append", default=[], type=Path, metavar="FOLDER",
        help="the stems of one song, whatever they are called")  # fmt: skip
    add("--exercise", metavar="NAME", help="see --list (the one practised least)")
    add("--list", action="store_true", help="show the exercises and how far you are")
    add("--player", metavar="COMMAND", help="what plays a WAV file ($TONMEISTER_PLAYER)")
    add("--no-player", action="store_true", help="write the sounds, play them yourself")
    add("--rounds", type=int, default=10, metavar="N", help="how many questions (10)")
    add("--level", type=int, metavar="N", help="where to begin, 1 to 12 (where you ended)")
    add("--seed", type=int, metavar="N", help="the same questions again (others each time)")
    add("--scores", type=Path, metavar="FILE", help="your scores (in your own data folder)")
    add("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Show the exercises, or hold a session."""
    from tonmeister.studio.scores import FILE, data_folder, read_scores

    scores = asked.scores or data_folder() / FILE
    if asked.list:
        rows = _table(read_scores(scores))
        if not asked.json:
            print("\n".join(rows))
            return None
        return {"event": "done", "exercises": _told(read_scores(scores))}
    _sensible(asked)
    return _session(asked, scores, tell)


def _sensible(asked: argparse.Namespace) -> None:
    from tonmeister.flow.wishes import BadWish
    from tonmeister.training.staircase import LEVELS

    if not asked.songs and not asked.stems:
        raise BadWish("name a song, or a folder of songs or stems; --list shows the exercises")
    if not 1 <= asked.rounds <= _MOST_ROUNDS:
        raise BadWish(f"--rounds is {asked.rounds}, but goes from 1 to {_MOST_ROUNDS}")
    if asked.level is not None and not 1 <= asked.level <= LEVELS:
        raise BadWish(f"--level is {asked.level}, but goes from 1 to {LEVELS}")
    if asked.seed is not None and asked.seed < 0:
        raise BadWish(f"--seed is {asked.seed}, but starts at 0")
    if asked.player and asked.no_player:
        raise BadWish("--player and --no-player: one of the two")


def _session(asked: argparse.Namespace, scores: Path, tell: Teller) -> Event:
    from tonmeister.app.player import Player, player_command
    from tonmeister.app.player_keys import single_keys
    from tonmeister.flow.training import Lesson, train
    from tonmeister.studio.scores import read_scores

    command = None
    if not asked.no_player:
        command = player_command(asked.player or os.environ.get("TONMEISTER_PLAYER"))
    sounds = scores.parent / "ear-training-sounds"
    if command is None:
        why = "" if asked.no_player else "No player was found. "
        tell.say(f"{why}The sounds are written to {sounds}: play them there.")
    lesson = Lesson(
        songs=asked.songs,
        stems=asked.stems,
        exercise=asked.exercise,
        rounds=asked.rounds,
        level=asked.level,
        seed=secrets.randbelow(1 << 31) if asked.seed is None else asked.seed,
        scores=scores,
        sounds=sounds if command is None else None,
        today=date.today(),
    )
    player = Player(command, lambda words: tell.say(words, kind="problem")) if command else None
    with single_keys() as at_once:
        done = train(lesson, _Room(player, tell, at_once=at_once), tell)
    if done["asked"]:
        tell.say(f"\n{done['right']} of {done['asked']} right.\n")
    if not asked.json:
        tell.say("\n".join(_table(read_scores(scores), only=done["exercise"])))
        tell.say(f"kept in {scores}")
    return done


class _Room:
    """The user's terminal and loudspeakers."""

    def __init__(self, player: Player | None, tell: Teller, *, at_once: bool) -> None:
        self._player, self._tell, self._at_once = player, tell, at_once

    def play(self, sound: Path) -> None:
        """Play; where keys come as lines, wait for the end, so that no line cuts it short."""
        if self._player is None:
            self._tell.say(f"play {sound}")
            return
        self._player.play(sound)
        while not self._at_once and self._player.playing():
            self._tell.check()
            time.sleep(0.02)

    def hush(self) -> None:
        """Stop playing."""
        if self._player is not None:
            self._player.hush()

    def key(self) -> str | None:
        """Wait for a key."""
        from tonmeister.app.player_keys import one_key, one_line

        return one_key(self._tell.cancelled) if self._at_once else one_line()


def _table(scores: dict[str, Score], only: str | None = None) -> list[str]:
    """Write exercises, levels and what the ear can do as a small table with a picture."""
    from tonmeister.studio.scores import Score
    from tonmeister.training import exercises
    from tonmeister.units import say

    rows = [("exercise", "level", "heard 7 in 10", "right", "sessions", "what it is")]
    for one in exercises().values():
        if only not in (None, one.id):
            continue
        score = scores.get(one.id, Score())
        settled = score.stair.settled_level
        asked = sum(s.asked for s in score.sittings)
        right = sum(s.right for s in score.sittings)
        rows.append(
            (
                one.id,
                f"{score.stair.level}" if score.sittings else "-",
                say(one.amount, one.amount_at(settled)) if settled is not None else "-",
                f"{right} of {asked}" if asked else "-",
                _picture([s.level for s in score.sittings]) or "-",
                one.title,
            )
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]


def _picture(levels: list[int]) -> str:
    """Draw the level at the end of each of the last sessions."""
    from tonmeister.training.staircase import LEVELS

    top = len(_BARS) - 1
    return "".join(_BARS[round((lv - 1) / (LEVELS - 1) * top)] for lv in levels[-_SHOWN:])


def _told(scores: dict[str, Score]) -> list[dict[str, object]]:
    from tonmeister.studio.scores import Score
    from tonmeister.training import exercises

    out: list[dict[str, object]] = []
    for one in exercises().values():
        score = scores.get(one.id, Score())
        out.append(
            {
                "name": one.id,
                "title": one.title,
                "needs": one.needs,
                "by_ear": one.by_ear,
                "level": score.stair.level,
                "sessions": [
                    {"day": s.day.isoformat(), "asked": s.asked, "right": s.right, "level": s.level}
                    for s in score.sittings
                ],
            }
        )
    return out
