"""``tonmeister arrange``: a chart goes in, a band's stems, MIDI and parts come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.exchange.clips_midi import file_name
from tonmeister.flow.arranging.players import Hired, check_wanted, hire
from tonmeister.flow.arranging.playing import Played, play
from tonmeister.flow.arranging.sheet import write_arrangement
from tonmeister.flow.made_folder import begin_folder, check_folder, close_folder
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Arrangement, Chart, TempoAt
from tonmeister.music.clock import pickup_quarters, seconds
from tonmeister.music.words import has_words

if TYPE_CHECKING:
    from tonmeister.knowledge.grooves import Groove
    from tonmeister.knowledge.styles import Style

SHEET = "arrangement.toml"
RATES_HZ = (44100, 48000, 88200, 96000)
PARTS = ("drums", "bass", "keys", "guitar", "pad", "strings", "lead")


@dataclass(frozen=True, kw_only=True)
class ArrangeWish:
    """What was asked for; ``None`` leaves it to the style.

    ``instruments`` names a preset or a file of samples by part; ``voice`` is who sings the
    words, "off" for nobody.
    """

    chart: Path
    style: str
    parts: tuple[str, ...] | None = None
    feel_percent: float = 100.0
    seed: int = 1
    tempo_bpm: float | None = None
    semitones: int = 0
    groove: Path | None = None
    instruments: Mapping[str, str] = field(default_factory=dict)
    soundfont: Path | None = None
    voice: str | None = None
    rate_hz: int = 48000
    audio: bool = True
    out: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Arranged:
    """What the band left: files by kind, and what there is to say."""

    folder: Path
    genre: str
    arrangement: Arrangement
    hired: Mapping[str, Hired]
    played: Played | None
    midi: Mapping[str, Path]
    notes: tuple[str, ...]


def arrange_chart(wish: ArrangeWish, tell: Teller) -> Arranged:
    """Arrange a chart for a band and let it play; raises ``BadWish`` with one clear line."""
    _check(wish)
    chart, notes = _read(wish)
    style, groove = _style(wish)
    folder = (wish.out or wish.chart.parent / f"{file_name(chart.title)} - {wish.style}").resolve()
    check_folder(folder)
    with tell.stage("arrange", "Arranging"):
        arrangement = _arranged(chart, style, groove, wish)
    hired: dict[str, Hired] = {}
    played: Played | None = None
    if wish.audio:
        check_wanted(wish.instruments, arrangement.clips)
        sings = has_words(chart.melody) and wish.voice != "off"
        hired = {
            clip.name: hire(clip, wish.instruments, wish.soundfont, sings=sings)
            for clip in arrangement.clips
        }
    begin_folder(folder)
    if wish.audio:
        played = play(arrangement, hired, folder, tell, rate_hz=wish.rate_hz, voice=wish.voice)
        if played.turned_db < 0.0:
            notes.append(f"All stems stand {-played.turned_db:.1f} dB lower, so that the sum fits.")
    midi = _paper(folder, arrangement, tell)
    write_arrangement(folder / SHEET, arrangement, hired, notes)
    stems = [*played.stems.values(), played.rough_mix] if played else []
    close_folder(folder, [*stems, *midi.values(), folder / SHEET])
    return Arranged(
        folder=folder, genre=style.genre, arrangement=arrangement, hired=hired, played=played,
        midi=midi, notes=tuple(notes),
    )  # fmt: skip


def _check(wish: ArrangeWish) -> None:
    if wish.rate_hz not in RATES_HZ:
        raise BadWish(
            f"--rate {wish.rate_hz}: give one of {', '.join(str(rate) for rate in RATES_HZ)}"
        )
    for part in wish.parts or ():
        if part not in PARTS:
            raise BadWish(f"--parts: there is no part {part!r}; there are {', '.join(PARTS)}")
    if wish.voice not in (None, "off"):
        from tonmeister.instruments.voice import GUIDE_VOICES

        if wish.voice not in GUIDE_VOICES:
            raise BadWish(f"--voice {wish.voice}: there are {', '.join(GUIDE_VOICES)}, and off")
    if wish.soundfont is not None and not wish.soundfont.is_file():
        raise BadWish(f"--soundfont {wish.soundfont}: there is no such file")


def _read(wish: ArrangeWish) -> tuple[Chart, list[str]]:
    from tonmeister.exchange.charts import read_any_chart
    from tonmeister.music.transposing import CannotTranspose, transposed

    chart = read_any_chart(wish.chart)
    notes: list[str] = []
    if wish.semitones:
        try:
            chart = transposed(chart, wish.semitones)
        except CannotTranspose as error:
            raise BadWish(f"--transpose: {error}") from error
        notes.append(f"Moved by {wish.semitones:+d} semitones to {chart.keys[0].name}.")
    if wish.tempo_bpm is not None:
        each = chart.meters[0].beat_quarters
        first = chart.tempos[0].at_quarters
        tempo = TempoAt(at_quarters=first, quarter_bpm=wish.tempo_bpm * float(each))
        chart = replace(chart, tempos=(tempo,), first_s=0.0)
        notes.append(f"Played at {wish.tempo_bpm:g} BPM, as asked.")
    return chart, notes


def _style(wish: ArrangeWish) -> tuple[Style, Groove | None]:
    from tonmeister.knowledge.styles.read import UnknownStyle, style

    try:
        found = style(wish.style)
    except UnknownStyle as error:
        raise BadWish(str(error)) from error
    if wish.groove is None:
        return found, None
    from tonmeister.studio.groove_file import GrooveError, read_groove

    try:
        return found, read_groove(wish.groove)
    except GrooveError as error:
        raise BadWish(str(error)) from error


def _arranged(chart: Chart, style: Style, groove: Groove | None, wish: ArrangeWish) -> Arrangement:
    from tonmeister.producer.arranging.arranger import CannotArrange, arrange

    try:
        arrangement = arrange(
            chart, style, groove=groove, parts=wish.parts, feel_percent=wish.feel_percent,
            seed=wish.seed,
        )  # fmt: skip
    except CannotArrange as error:
        raise BadWish(f"{wish.chart.name}: {error}") from error
    playing = tuple(clip for clip in arrangement.clips if clip.notes)
    return replace(arrangement, chart=_from_the_start(arrangement.chart), clips=playing)


def _from_the_start(chart: Chart) -> Chart:
    """Let the tape begin with the bar of the first note, as the MIDI files do."""
    bar = chart.meters[0].bar_quarters
    before = -(-pickup_quarters(chart) // bar) * bar
    at_zero = replace(chart, first_s=0.0)
    return replace(chart, first_s=-seconds(at_zero, -before))


def _paper(folder: Path, arrangement: Arrangement, tell: Teller) -> dict[str, Path]:
    """Write the MIDI of all parts, and the chart that the band has before it."""
    from tonmeister.exchange.charts import write_chart_files
    from tonmeister.exchange.clips_midi import write_clips_midi

    with tell.stage("paper", "Writing MIDI and charts"):
        midi = write_clips_midi(folder / "midi", arrangement)
        write_chart_files(folder / "chart", file_name(arrangement.chart.title), arrangement.chart)
    return midi
