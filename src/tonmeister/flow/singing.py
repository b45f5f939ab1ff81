"""The guide vocal of a chart: its melody sung with its words, for a singer to hear how it goes."""

from __future__ import annotations

from fractions import Fraction

from tonmeister.flow.wishes import BadWish
from tonmeister.instruments.voice import NoSuchVoice, SungWord, guide_voice, sing
from tonmeister.model import Chart, SoundNote
from tonmeister.music.clock import bar_of, bar_start, meter_at, seconds
from tonmeister.music.words import FILLERS, Reader, sung_notes
from tonmeister.signal import Samples


def guide_vocal(
    chart: Chart, rate_hz: int, length_s: float, seed: int = 1, voice: str = "alto",
    filler: str = "la", later_s: float = 0.0,
) -> Samples:  # fmt: skip
    """Sing a chart's melody, ``[2, round(length_s * rate_hz)]``, where the chart has it in time.

    Notes without words are sung on ``filler``. ``later_s`` moves all of it. Raises ``BadWish``.
    """
    return sing(sung_words(chart, filler, later_s), length_s, rate_hz, _checked(voice), seed)


def sung_words(
    chart: Chart, filler: str = "la", later_s: float = 0.0, read: Reader | None = None
) -> list[SungWord]:
    """Return a chart's melody as it is sung, in seconds. Raises ``BadWish``."""
    if not chart.melody:
        raise BadWish(f"{chart.title or 'the chart'} has no melody, only chords: nothing to sing")
    if filler not in FILLERS:
        raise BadWish(f"--on is {filler!r}, but a tune is sung on {', '.join(FILLERS)}")
    out = []
    for sung in sung_notes(chart.melody, filler, read):
        note = sung.note
        start_s = seconds(chart, note.start_quarters)
        end_s = seconds(chart, note.start_quarters + note.length_quarters)
        strong = _beat_strength(chart, note.start_quarters)
        out.append(SungWord(
            SoundNote(start_s + later_s, end_s - start_s, float(note.pitch.midi), strong),
            sung.sounds,
        ))  # fmt: skip
    return out


def _beat_strength(chart: Chart, at: Fraction) -> float:
    """Return how loud a note is sung by where it stands in its bar."""
    bar = bar_of(chart, at)
    inside = at - bar_start(chart, bar)
    if inside == 0:
        return 0.8
    return 0.7 if inside % meter_at(chart, bar).beat_quarters == 0 else 0.6


def _checked(voice: str) -> str:
    try:
        return guide_voice(voice).name
    except NoSuchVoice as error:
        raise BadWish(f"--voice: {error}") from error
