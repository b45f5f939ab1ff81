"""Ear training: questions from the user's own songs, asked, played, answered and kept."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np

from tonmeister.flow.tell import Event, Teller
from tonmeister.flow.training_songs import Song, songs_of
from tonmeister.flow.wishes import BadWish
from tonmeister.studio import NotWritable, WavSink
from tonmeister.studio.scores import Score, Sitting, read_scores, write_scores
from tonmeister.training import CannotAsk, Exercise, Question, exercises
from tonmeister.training.staircase import LEVELS, Stair

AGAIN, QUIT = "r", "q"
_TRIES = 12  # excerpts to look at before an exercise is given up for these songs


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What was asked for; ``exercise`` or ``level`` None: as the scores suggest.

    ``stems`` are folders of the stems of one song each. ``sounds`` is the folder that the
    questions' WAV files are written to; None: one that goes away with the session.
    """

    songs: Sequence[Path]
    stems: Sequence[Path]
    exercise: str | None
    rounds: int
    level: int | None
    seed: int
    scores: Path
    sounds: Path | None
    today: date


class Room(Protocol):
    """Where one sits: something that plays, and keys to press."""

    def play(self, sound: Path) -> None:
        """Play a file; what plays already stops."""
        ...

    def hush(self) -> None:
        """Stop playing."""
        ...

    def key(self) -> str | None:
        """Wait for a key, in small letters; None when no more will come."""
        ...


@dataclass
class _Sitting:
    """A session under way."""

    chosen: Exercise
    before: Score
    stair: Stair
    asked: int = 0
    right: int = 0

    def answered(self, right: bool) -> None:
        self.asked += 1
        self.right += right
        self.stair = self.stair.after(right)

    def score(self, today: date) -> Score:
        so_far = Sitting(today, self.asked, self.right, self.stair.level)
        return self.before.with_sitting(self.stair, so_far)


def train(lesson: Lesson, room: Room, tell: Teller) -> Event:
    """Ask so many questions, one after the other; every answer is kept at once."""
    if lesson.exercise is not None and lesson.exercise not in exercises():
        raise BadWish(
            f"there is no exercise {lesson.exercise!r}; there are {', '.join(exercises())}"
        )
    scores = read_scores(lesson.scores)
    _can_write(lesson.scores)
    with (
        songs_of(lesson.songs, lesson.stems, tell) as songs,
        tempfile.TemporaryDirectory(prefix="tonmeister-") as aside,
    ):
        sounds = lesson.sounds or Path(aside)
        chosen, instead_of = _choose(lesson, songs, scores)
        if instead_of:
            tell.say(f"{instead_of}; so it is {chosen.id} instead.", kind="problem")
        before = scores.get(chosen.id, Score())
        stair = before.stair if lesson.level is None else Stair(level=lesson.level)
        sat = _Sitting(chosen, before, stair)
        tell.say(f"{chosen.title.rstrip('?')}. How to listen: {_ended(chosen.by_ear)}")
        try:
            for number in range(1, lesson.rounds + 1):
                tell.check()
                question = _question(chosen, songs, sat.stair.level, lesson.seed, number)
                files = _write(question, sounds)
                if not _ask(question, files, f"{number} of {lesson.rounds}", sat, room, tell):
                    break
                scores[chosen.id] = sat.score(lesson.today)
                write_scores(lesson.scores, scores)
        except CannotAsk as cannot:
            tell.say(f"{cannot}; the session ends here.", kind="problem")
        finally:
            room.hush()
    return {
        "event": "done", "exercise": chosen.id, "asked": sat.asked, "right": sat.right,
        "level": sat.stair.level, "scores": str(lesson.scores),
    }  # fmt: skip


def _can_write(path: Path) -> None:
    """Find out before the first question whether the score can be kept."""
    probe = path.with_name(f".{path.name}.try")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise NotWritable(
            f"{path.parent} cannot be written to ({(error.strerror or 'refused').lower()}): "
            "name another place with --scores FILE"
        ) from error


def _choose(
    lesson: Lesson, songs: Sequence[Song], scores: Mapping[str, Score]
) -> tuple[Exercise, str]:
    """Return the exercise asked for, or the one practised least that these songs can carry.

    With it, why it is another than the one asked for.
    """
    shelf = exercises()
    usual = sorted(shelf.values(), key=lambda e: len(scores.get(e.id, Score()).sittings))
    row = usual
    if lesson.exercise is not None:
        wanted = shelf[lesson.exercise]
        row = [wanted, shelf[wanted.instead], *usual]
    why: list[str] = []
    for one in row:
        level = lesson.level or scores.get(one.id, Score()).stair.level
        try:
            _question(one, songs, level, lesson.seed, 0)
        except CannotAsk as cannot:
            why.append(str(cannot))
            continue
        asked_for = lesson.exercise in (None, one.id)
        return one, "" if asked_for else why[0]
    raise BadWish(f"no exercise can be made of these songs: {why[0]}")


def _question(
    chosen: Exercise, songs: Sequence[Song], level: int, seed: int, number: int
) -> Question:
    """Make the question of a round: a song and a place by chance, the same for a seed."""
    chance = np.random.default_rng([seed, number, *chosen.id.encode()])
    for tried in range(_TRIES):
        song = songs[int(chance.integers(len(songs)))]
        try:
            return chosen.ask(song.excerpt(chance), level, int(chance.integers(1 << 30)))
        except CannotAsk:
            if tried == _TRIES - 1:
                raise
    raise AssertionError("there is at least one try")


def _ask(
    question: Question,
    files: Mapping[str, Path],
    number: str,
    sat: _Sitting,
    room: Room,
    tell: Teller,
) -> bool:
    """Ask one question till it is answered; False if one wants to stop."""
    answers = ", ".join(f"{n} {words}" for n, words in enumerate(question.answers, 1))
    keys = "/".join(files)
    tell.listener({
        "event": "note", "about": "question", "round": number, "level": sat.stair.level,
        "asks": question.asks, "answers": list(question.answers),
        "sounds": {key: str(path) for key, path in files.items()},
        "words": f"\n{number} (level {sat.stair.level} of {LEVELS}): "
        f"{question.asks}\n  {answers}\n  {keys} play, {AGAIN} again, a number answers, "
        f"{QUIT} stops and keeps the score",
    })  # fmt: skip
    last = next(iter(files))
    while True:
        key = room.key()
        tell.check()
        if key is None or key == QUIT:
            return False
        if key in files or key == AGAIN:
            last = last if key == AGAIN else key
            room.play(files[last])
        elif key.isdecimal() and 1 <= int(key) <= len(question.answers):
            room.hush()
            _answered(question, int(key) - 1, sat, tell)
            return True
        else:
            tell.say(
                f"{key!r} is no key here: {keys} play, {AGAIN} again, "
                f"1 to {len(question.answers)} answer, {QUIT} stops"
            )


def _answered(question: Question, answer: int, sat: _Sitting, tell: Teller) -> None:
    right = answer == question.right
    level = sat.stair.level
    sat.answered(right)
    verdict = "Right" if right else f"No, it was {question.right + 1}"
    moved = ""
    if sat.stair.level != level:
        moved = f" {'Up' if sat.stair.level > level else 'Down'} to level {sat.stair.level}."
    tell.listener({
        "event": "note", "about": "answer", "right": right, "answer": answer + 1,
        "was": question.right + 1, "level": sat.stair.level,
        "words": f"{verdict}: {question.was}.\n  By ear: {_ended(question.by_ear)}{moved}",
    })  # fmt: skip


def _ended(words: str) -> str:
    return words if words.endswith(("?", "!", ".")) else f"{words}."


def _write(question: Question, folder: Path) -> dict[str, Path]:
    """Write the question's sounds, 24 bit: ``a.wav``, ``b.wav``, ``x.wav``."""
    files = {key: folder / f"{key}.wav" for key in question.sounds}
    for key in "abx":
        if key not in files:
            (folder / f"{key}.wav").unlink(missing_ok=True)  # of the question before
    for key, sound in question.sounds.items():
        with WavSink(files[key], question.rate_hz, bits=24) as sink:
            sink.write(sound)
    return files
