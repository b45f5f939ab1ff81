"""A chart in another key, for a singer or for anybody, written out for every musician."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tonmeister.exchange.charts import read_any_chart, write_chart_files
from tonmeister.exchange.clips_midi import file_name
from tonmeister.flow.humming.folder import close_folder, open_folder
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Chart, KeyAt
from tonmeister.music.chord_kinds import semitones
from tonmeister.music.chord_names import UnknownChord, read_note
from tonmeister.music.singers_key import (
    KeyForVoice,
    VoiceRange,
    has_hook,
    keys_for,
    pitch_words,
    shift_words,
    voice_range,
)
from tonmeister.music.transposing import CannotTranspose, transposed, transposed_by
from tonmeister.studio.chart_file import ENDING
from tonmeister.studio.probe import Unusable

LEAST_SUNG_S, LEAST_HELD = 3.0, 0.5
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
        files = write_chart_files(folder, file_name(f"{stem} in {moved.keys[0].name}"), moved)
        close_folder(folder, list(files.values()))
    return Transposed(
        chart=moved, shift_semitones=shift, files=files, folder=folder, voice=voice,
        proposals=proposals, said=said,
    )  # fmt: skip


def hear_voice(path: Path, tell: Teller) -> VoiceRange:
    """Return the range of a recorded voice; raises ``Unusable``."""
    from tonmeister.listening.humming.hearable import held_share
    from tonmeister.listening.pitch import notes_of, pitch_curve
    from tonmeister.listening.pitch.single import one_voice
    from tonmeister.studio import Project, file_source
    from tonmeister.studio.pitch_model import pitch_model

    if not path.is_file():
        raise BadWish(f"{path} is not there: give a recording of the singer alone")
    with (
        tempfile.TemporaryDirectory(prefix="tonmeister-") as folder,
        tell.stage("listen", f"Listening to {path.name}"),
    ):
        source = file_source(path, project=Project(Path(folder), Path(folder)))
        sound = source.read(0, source.frames)
        curve = pitch_curve(sound, source.rate_hz, pitch_model())
    notes = notes_of(curve)
    sung_s = sum(n.end_s - n.start_s for n in notes)
    if sung_s < LEAST_SUNG_S:
        raise Unusable(
            f"{path.name}: {sung_s:.1f} s of singing are heard in it; {LEAST_SUNG_S:.0f} s or more "
            "of the voice alone would do"
        )
    if not one_voice(sound, source.rate_hz, curve).is_one:
        raise Unusable(f"{path.name} is more than one voice: give the singer alone, without a band")
    if held_share(curve) < LEAST_HELD:
        raise Unusable(f"{path.name} sounds spoken: let the singer sing high, low and at ease")
    return voice_range([n.pitch for n in notes], [n.end_s - n.start_s for n in notes])


def singer_words(chart: Chart, voice: VoiceRange, proposals: Sequence[KeyForVoice]) -> list[str]:
    """Say what the voice can do and what each key means, a sentence each."""

    def name(pitch: float) -> str:
        return pitch_words(pitch, chart)

    out = [
        f"The voice sang from {name(voice.low_semitones)} to {name(voice.high_semitones)}, at ease "
        f"from {name(voice.ease_low_semitones)} to {name(voice.ease_high_semitones)}."
    ]
    if octaves := proposals[0].octaves:
        many = "an octave" if abs(octaves) == 1 else f"{abs(octaves)} octaves"
        out.append(f"It sings {many} {'above' if octaves > 0 else 'below'} what is written.")
    what = "the top of the chorus" if has_hook(chart) else "the top of the melody"
    for number, one in enumerate(proposals, 1):
        how = shift_words(one.semitones)
        out.append(
            f"{number}. {one.key_name}, {how}: {what} is {one.top.name}, "
            f"{_under(one.under_top_semitones)}; {_outside(one.outside_count)}."
        )
    return out


def _under(semitones: int) -> str:
    if semitones == 0:
        return "your top"
    many = f"{abs(semitones)} semitone" + ("s" if abs(semitones) != 1 else "")
    return f"{many} {'under' if semitones > 0 else 'over'} your top"


def _outside(count: int) -> str:
    if count == 0:
        return "every note lies in your range"
    return f"{count} note{'s' if count != 1 else ''} outside of what you sang"


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
