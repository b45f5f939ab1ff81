"""``tonmeister sing``: a chart's guide vocal as a file, counted in, and what was sung as text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from tonmeister.flow.made_folder import check_free
from tonmeister.flow.singing import sung_words
from tonmeister.flow.singing_espeak import espeak_reader
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.instruments.voice import (
    GUIDE_VOICES,
    NoSuchVoice,
    SungWord,
    clicks,
    guide_voice,
    sing,
)
from tonmeister.model import Chart
from tonmeister.music.clock import bar_start, meter_at, pickup_quarters, seconds
from tonmeister.music.words import has_words, place_words, words_of
from tonmeister.signal import Samples
from tonmeister.studio import WavSink
from tonmeister.studio.disk import write_text

RATES_HZ = (44100, 48000, 88200, 96000)
MOST_SEMITONES = 24
_AFTER_S = 1.5
_MARK = "# The guide vocal, sung by Tonmeister. The next run writes this anew.\n"


@dataclass(frozen=True, kw_only=True)
class SingAsked:
    """What was asked for: ``words`` is a text file, ``voice`` None the one that fits the tune.

    ``language`` has espeak-ng read the words. With ``count_in_bars`` 0 the file begins where the
    chart does.
    """

    words: Path | None = None
    voice: str | None = None
    language: str | None = None
    transpose_semitones: int = 0
    filler: str = "la"
    count_in_bars: int = 1
    out: Path | None = None
    rate_hz: int = 48000
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class SungFile:
    """What was written, and what there is to say about it. ``first_s``: the first downbeat."""

    path: Path
    text: Path
    voice: str
    notes: int
    first_s: float
    length_s: float
    said: tuple[str, ...]


def sing_chart(path: Path, tell: Teller, asked: SingAsked) -> SungFile:
    """Sing a chart's melody into a WAV file. Raises ``BadWish`` or ``Unusable``: one clear line."""
    from tonmeister.exchange.charts import read_any_chart

    out = asked.out if asked.out is not None else _beside(path)
    _check(asked, out)
    chart = read_any_chart(path)
    said: list[str] = []
    if asked.words is not None:
        placed = place_words(chart, _text(asked.words))
        chart = placed.chart
        said += placed.notes
    read = None
    if asked.language is not None and has_words(chart.melody):
        read = espeak_reader(words_of(chart.melody), asked.language)
    sung = sung_words(chart, asked.filler, read=read)
    words = [_moved(w, asked.transpose_semitones) for w in sung]
    if not has_words(chart.melody):
        said.append(f'there are no words: it is sung on "{asked.filler}"')
    voice = _voice(asked.voice, words)
    said += _out_of_range(words, voice)
    lead_s, count = _count_in(chart, asked.count_in_bars)
    length_s = lead_s + max(w.note.start_s + w.note.length_s for w in words) + _AFTER_S
    with tell.stage("sing", "Singing"):
        later = [_later(w, lead_s) for w in words]
        sound = sing(later, length_s, asked.rate_hz, voice, asked.seed)
        if count:
            times_s, accents = zip(*count, strict=True)
            sound += clicks([t + lead_s for t in times_s], accents, length_s, asked.rate_hz)
    _write(out, sound, asked.rate_hz)
    text = out.with_suffix(".toml")
    write_text(text, _told(path, later, voice))
    return SungFile(
        path=out, text=text, voice=voice, notes=len(words), said=tuple(said),
        first_s=lead_s + seconds(chart, Fraction(0)), length_s=length_s,
    )  # fmt: skip


def _beside(path: Path) -> Path:
    if path.is_dir():
        return path / f"{path.resolve().name} guide.wav"
    stem = path.stem.removesuffix(".chart")
    return path.with_name(f"{stem} guide.wav")


def _check(asked: SingAsked, out: Path) -> None:
    if asked.rate_hz not in RATES_HZ:
        raise BadWish(f"--rate is {asked.rate_hz}, but may be {', '.join(map(str, RATES_HZ))} Hz")
    if abs(asked.transpose_semitones) > MOST_SEMITONES:
        raise BadWish(
            f"--transpose is {asked.transpose_semitones}, but goes from -{MOST_SEMITONES} to "
            f"{MOST_SEMITONES} semitones"
        )
    if not 0 <= asked.count_in_bars <= 8:
        raise BadWish(f"--count-in is {asked.count_in_bars}, but goes from 0 to 8 bars")
    if out.suffix.lower() != ".wav":
        raise BadWish(f"--out {out}: the voice becomes a WAV file; end its name in .wav")
    text = out.with_suffix(".toml")
    check_free((out, text), text, _MARK)


def _text(path: Path) -> str:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise BadWish(f"--words {path}: it cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadWish(f"--words {path}: it is no UTF-8 text; save it as plain text") from error
    if not any(c.isalpha() for c in text):
        raise BadWish(f"--words {path}: there are no words in it")
    return text


def _voice(name: str | None, words: list[SungWord]) -> str:
    """Return the voice asked for, else the one in whose middle the tune lies."""
    if name is not None:
        try:
            return guide_voice(name).name
        except NoSuchVoice as error:
            raise BadWish(f"--voice: {error}") from error
    middle = float(np.median([w.note.midi for w in words]))
    return min(
        GUIDE_VOICES.values(), key=lambda v: abs((v.low_midi + v.high_midi) / 2.0 - middle)
    ).name


def _out_of_range(words: list[SungWord], voice: str) -> list[str]:
    who = guide_voice(voice)
    low, high = min(w.note.midi for w in words), max(w.note.midi for w in words)
    if low >= who.low_midi and high <= who.high_midi:
        return []
    middle = (low + high) / 2.0
    octaves = round(((who.low_midi + who.high_midi) / 2.0 - middle) / 12.0)
    try_this = f": --transpose {12 * octaves:+d} would lie better" if octaves else ""
    return [f"the tune leaves the range of {voice} (it is sung all the same){try_this}"]


def _moved(word: SungWord, semitones: int) -> SungWord:
    return replace(word, note=replace(word.note, midi=word.note.midi + semitones))


def _later(word: SungWord, by_s: float) -> SungWord:
    return replace(word, note=replace(word.note, start_s=word.note.start_s + by_s))


def _count_in(chart: Chart, bars: int) -> tuple[float, list[tuple[float, bool]]]:
    """Return how much later everything comes, and the clicks in the chart's own time."""
    if bars == 0:
        return 0.0, []
    first = min(bar_start(chart, 0), -pickup_quarters(chart))
    meter = meter_at(chart, 0)
    begin = -bars * meter.bar_quarters
    while begin > first - meter.beat_quarters:  # a pickup longer than the count-in gets a bar more
        begin -= meter.bar_quarters
    count = []
    at = begin
    while at < 0:
        count.append((seconds(chart, at), (at - begin) % meter.bar_quarters == 0))
        at += meter.beat_quarters
    return max(0.25 - seconds(chart, begin), 0.0), count


def _write(path: Path, sound: Samples, rate_hz: int) -> None:
    with WavSink(path, rate_hz, bits=24, frames=sound.shape[1]) as sink:
        sink.write(sound)


def _told(path: Path, words: list[SungWord], voice: str) -> str:
    import tomlkit

    document = tomlkit.document()
    document["from"] = path.name
    document["voice"] = voice
    rows = tomlkit.aot()
    for word in words:
        row = tomlkit.table()
        row["start_s"] = round(word.note.start_s, 4)
        row["length_s"] = round(word.note.length_s, 4)
        row["midi"] = word.note.midi
        row["sounds"] = " ".join(word.sounds)
        rows.append(row)
    document["sung"] = rows
    return _MARK + "\n" + tomlkit.dumps(document)
