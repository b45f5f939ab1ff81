"""A chart in another key, for a singer or for anybody, written out for every musician."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tonmeister.exchange.charts import read_any_chart, write_chart_files
from tonmeister.exchange.clips_midi import file_name
from tonmeister.flow.made_folder import begin_folder, close_folder, open_folder
from tonmeister.flow.singer_heard import hear_voice, singer_words
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Chart, KeyAt
from tonmeister.music.chord_kinds import semitones
from tonmeister.music.chord_names import UnknownChord, read_note
from tonmeister.music.singers_key import (
    KeyForVoice,
    VoiceRange,
    keys_for,
)
from tonmeister.music.transposing import CannotTranspose, transposed, transposed_by
from tonmeister.studio.chart_file import ENDING

PROPOSALS = 3
FARTHEST_SEMITONES = 24
_IN_KEY = re.compile(r" in [A-G][#b]* [a-z ]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransposeAsked:
    """What is asked for: exactly one of the three ways."""

    chart: Path
    shift: str | None = None  # "+3"
    to: str | None = None  # "Bb major"
    singer: Path | None = None
    out: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transposed:
    """The chart in its new key, the files, and what was weighed for the singer."""

    chart: Chart
    shift_semitones: int
    files: dict[str, Path]
    folder: Path
    voice: VoiceRange | None = None
    proposals: tuple[KeyForVoice, ...] = ()
    said: tuple[str, ...] = ()


def transpose_chart(asked: TransposeAsked, tell: Teller) -> Transposed:
    """Transpose a chart and write all its files into a folder of its own.

    Raises ``BadWish`` or ``Unusable`` with one clear line.
    """
    ways = [w for w in (asked.shift, asked.to, asked.singer) if w is not None]
    if len(ways) != 1:
        raise BadWish('say how far: +3, or --to "Bb major", or --for-singer VOICE.wav')
    chart = read_any_chart(asked.chart)
    voice: VoiceRange | None = None
    proposals: tuple[KeyForVoice, ...] = ()
    said: tuple[str, ...] = ()
    if asked.singer is not None:
        if not chart.melody:
            raise BadWish(f"{asked.chart.name} has no melody to fit to a voice: say +3 or --to")
        voice = hear_voice(asked.singer, tell)
        proposals = tuple(keys_for(chart, voice)[:PROPOSALS])
        said = tuple(singer_words(chart, voice, proposals))
        shift, moved = proposals[0].semitones, transposed(chart, proposals[0].semitones)
    else:
        shift, moved = _moved(chart, asked)
    stem = _stem(asked.chart)
    folder = _folder(asked, stem, moved.keys[0].name)
    with tell.stage("write", f"Writing {moved.keys[0].name}"):
        begin_folder(folder)
        files = write_chart_files(folder, file_name(f"{stem} in {moved.keys[0].name}"), moved)
        close_folder(folder, list(files.values()))
    return Transposed(
        chart=moved, shift_semitones=shift, files=files, folder=folder, voice=voice,
        proposals=proposals, said=said,
    )  # fmt: skip


def _moved(chart: Chart, asked: TransposeAsked) -> tuple[int, Chart]:
    try:
        if asked.shift is not None:
            shift = _shift(asked.shift)
            return shift, transposed(chart, shift)
        fifths, shift = _way(chart.keys[0], asked.to or "")
        steps = 4 * fifths - 7 * ((7 * fifths - shift) // 12)
        return shift, transposed_by(chart, fifths, steps)
    except CannotTranspose as error:
        raise BadWish(str(error)) from error


def _shift(said: str) -> int:
    plain = said.strip().replace("−", "-")
    if not re.fullmatch(r"[+-]?\d{1,2}", plain) or abs(int(plain)) > FARTHEST_SEMITONES:
        raise BadWish(
            f"{said!r} is no number of semitones: write -{FARTHEST_SEMITONES} to "
            f"+{FARTHEST_SEMITONES}, as +3"
        )
    return int(plain)


def _way(key: KeyAt, said: str) -> tuple[int, int]:
    """Return the way to a named key: fifths, and semitones by the nearer side."""
    match = re.fullmatch(r"\s*([A-Ga-g])([#b♯♭]?)\s*(.*?)\s*", said)
    mode = {"": key.mode, "m": "minor", "min": "minor", "maj": "major"}
    if match is None:
        raise BadWish(f"--to is {said!r}, but takes a key, as 'Bb major'")
    wanted = mode.get(match[3], match[3].casefold())
    if wanted != key.mode:
        raise BadWish(
            f"--to is {said!r}, but the song is in {key.name}: a transposition keeps {key.mode}; "
            f"say '{match[1].upper()}{match[2]} {key.mode}'"
        )
    try:
        tonic = read_note(match[1].upper() + match[2])
    except UnknownChord as error:
        raise BadWish(f"--to is {said!r}: {error}") from error
    fifths = tonic - key.tonic_fifths
    return fifths, (semitones(fifths) + 5) % 12 - 5


def _stem(path: Path) -> str:
    if path.is_dir():
        path = next(iter(sorted(path.glob(f"*{ENDING}"))))
    name = path.name
    plain = name.removesuffix(ENDING) if name.endswith(ENDING) else path.stem
    return _IN_KEY.sub("", plain) or plain


def _folder(asked: TransposeAsked, stem: str, key_name: str) -> Path:
    """Return a folder of its own: new, or written by us and not changed by hand since."""
    beside = asked.chart if asked.chart.is_dir() else asked.chart.parent
    return open_folder(asked.chart, asked.out or beside / file_name(f"{stem} in {key_name}"))
