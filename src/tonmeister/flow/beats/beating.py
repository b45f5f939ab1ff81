"""``tonmeister beat``: a drum loop of a style, as steps, MIDI and sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from tonmeister.flow.beats.folders import file_name, our_folder
from tonmeister.flow.beats.loop_midi import write_clip
from tonmeister.flow.beats.looping import write_loops
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.grooves import Bar, Groove, Stroke, groove
from tonmeister.listening.grooves import rolled
from tonmeister.model import BarPlan, Chart, Clip, MeterAt, TempoAt
from tonmeister.producer.arranging.drums import drum_clip
from tonmeister.producer.arranging.drums_sub import sub_clip
from tonmeister.producer.arranging.drums_vary import varied
from tonmeister.studio.groove_file import ENDING, GrooveError, read_groove, write_groove

ENERGY = 0.6
MOST_BARS = 128
RATE_HZ = 48_000
_FOUR = MeterAt(bar=0)


@dataclass(frozen=True, kw_only=True)
class BeatWish:
    """What was asked for; ``None`` leaves it to the groove."""

    style: str | None = None
    groove: Path | None = None
    bars: int = 8
    bpm: float | None = None
    meter: MeterAt = _FOUR
    seed: int = 1
    feel_percent: float = 100.0
    variation: int = 0
    swing_percent: float | None = None
    energy_score: float = ENERGY
    root_midi: int = 29
    audio: bool = True
    out: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Beat:
    """A beat that was made: its clips, its bars as steps, its files."""

    groove: Groove
    quarter_bpm: float
    swing_percent: float
    meter: MeterAt
    clips: tuple[Clip, ...]
    bars: tuple[Bar, ...]
    folder: Path
    files: Mapping[str, Path]


def beat(wish: BeatWish, tell: Teller) -> Beat:
    """Make a beat and write it; raises ``BadWish`` with one clear line."""
    found = _groove(wish)
    one = varied(_swung(found, wish.swing_percent), wish.variation)
    bpm = one.tempo_bpm.usual if wish.bpm is None else wish.bpm
    tempo = TempoAt(at_quarters=Fraction(0), quarter_bpm=bpm)
    chart = Chart(title=one.title, meters=(wish.meter,), tempos=(tempo,), bars=wish.bars)
    drums = drum_clip(chart, _plan(wish), one, seed=wish.seed, feel_percent=wish.feel_percent)
    end = float(wish.bars * wish.meter.bar_quarters)
    clips = [drums]
    if one.kit == "drums/808":
        sub = sub_clip(
            drums, root_midi=wish.root_midi, end_quarters=end,
            bar_quarters=float(wish.meter.bar_quarters), seed=wish.seed,
        )  # fmt: skip
        clips += [sub] if sub else []
    extra = f" v{wish.variation}" if wish.variation else ""
    name = file_name(f"{one.name} {bpm:g} beat{extra}")
    folder = our_folder(wish.out or Path(name), f"*{ENDING}", "a beat")
    files = {"groove": folder / f"{file_name(one.name)}{ENDING}"}
    write_groove(files["groove"], one)  # first: it marks the folder as ours
    if wish.audio:
        with tell.stage("play", "Playing the beat"):
            files |= write_loops(folder, chart, clips, end, RATE_HZ, wish.seed)
    for clip in clips:
        files[f"{clip.name} MIDI"] = write_clip(folder / f"{clip.name}.mid", clip, chart, end)
    return Beat(
        groove=one, quarter_bpm=bpm,
        swing_percent=one.swing_percent(bpm, wish.feel_percent), meter=wish.meter,
        clips=tuple(clips), bars=_bars(drums, wish), folder=folder, files=files,
    )  # fmt: skip


def _groove(wish: BeatWish) -> Groove:
    from tonmeister.knowledge.grooves import UnknownGroove

    if (wish.style is None) == (wish.groove is None):
        raise BadWish("a beat needs --style NAME or --groove FILE, one of the two")
    try:
        found = groove(wish.style) if wish.style else read_groove(wish.groove or Path())
    except (UnknownGroove, GrooveError) as error:
        raise BadWish(str(error)) from error
    if not found.patterns:
        raise BadWish(f"{found.title} has no drums: choose another style")
    return found


def _swung(one: Groove, percent: float | None) -> Groove:
    """Return the groove with another swing, which is then meant as it is said."""
    if percent is None:
        return one
    figure = replace(one.swing.percent, low=percent, usual=percent, high=percent, source="as asked")
    return replace(one, swing=replace(one.swing, percent=figure, by_tempo=False, kept=True))


def _plan(wish: BeatWish) -> list[BarPlan]:
    return [
        BarPlan(
            bar=n, start_quarters=n * wish.meter.bar_quarters, meter=wish.meter, section="Beat",
            first=n == 0, last=n == wish.bars - 1, energy_score=wish.energy_score,
            fill=wish.bars >= 4 and (n % 8 == 7 or n == wish.bars - 1), ending=False,
            parts=frozenset({"drums"}),
        )
        for n in range(wish.bars)
    ]  # fmt: skip


def _bars(drums: Clip, wish: BeatWish) -> tuple[Bar, ...]:
    """Return what is played as bars of strokes, rolls put together again."""
    size, step = wish.meter.bar_quarters, Fraction(1, 4)
    rows: list[list[Stroke]] = [[] for _ in range(wish.bars)]
    for note in drums.notes:
        bar, at = divmod(Fraction(note.start_quarters).limit_denominator(96), size)
        rows[int(bar)].append(
            Stroke(at_quarters=at, length_quarters=step, lane=note.lane, velocity=note.velocity)
        )
    out = []
    for row in rows:
        lanes = dict.fromkeys(s.lane for s in row)
        out.append(tuple(s for x in lanes for s in rolled([r for r in row if r.lane == x], step)))
    return tuple(out)
