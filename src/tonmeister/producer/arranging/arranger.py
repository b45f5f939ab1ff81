"""The arranger: from a chart and a style to what each player of a band plays, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tonmeister.knowledge.grooves import Groove
from tonmeister.knowledge.grooves import groove as groove_named
from tonmeister.knowledge.styles import PARTS, Chair, Style
from tonmeister.model import Arrangement, Chart, Clip
from tonmeister.producer.arranging.bass import play_bass
from tonmeister.producer.arranging.drums import drum_clip
from tonmeister.producer.arranging.ends import (
    with_count_in,
    with_intro,
    with_last_chord,
    with_ritard,
)
from tonmeister.producer.arranging.finishing import clip_of
from tonmeister.producer.arranging.form import bar_plan
from tonmeister.producer.arranging.guitar import play_guitar
from tonmeister.producer.arranging.keys import play_keys
from tonmeister.producer.arranging.lead import play_lead
from tonmeister.producer.arranging.pads import play_held
from tonmeister.producer.arranging.quartet import play_quartet
from tonmeister.producer.arranging.sections import with_sections
from tonmeister.producer.arranging.song import Song, Stroke
from tonmeister.producer.arranging.swinging import as_the_chart_swings
from tonmeister.producer.arranging.time_feel import counted, uncounted
from tonmeister.producer.arranging.told import told_of

NAMES = {
    "drums": "Drums", "bass": "Bass", "keys": "Keys", "guitar": "Guitar", "pad": "Pad",
    "strings": "Strings", "lead": "Lead",
}  # fmt: skip


class CannotArrange(ValueError):
    """A chart or a wish that no band can play: one clear line."""


def arrange(
    chart: Chart,
    style: Style,
    *,
    groove: Groove | None = None,
    parts: Sequence[str] | None = None,
    feel_percent: float = 100.0,
    seed: int = 1,
    intro: bool = True,
    ritard: bool = False,
) -> Arrangement:
    """Let a band play a chart. The same chart, style and seed give the same notes.

    ``groove`` takes the place of the style's own; ``parts`` are who is there (None: as the style
    has it, and the lead where there is a melody). ``feel_percent`` scales swing, push and drift
    (0 is a machine). With ``intro`` a song that would begin with its melody gets bars before it
    (the chart of the result has them); ``ritard`` slows the end down where the style does. Raises
    ``CannotArrange``.
    """
    _check(chart, feel_percent, seed)
    who = _who(chart, style, parts)
    reasons: list[str] = []
    chart, said = with_sections(chart)
    reasons += _if(said)
    if intro:
        chart, said = with_intro(chart, style)
        reasons += _if(said)
    chart, said = with_count_in(chart)
    reasons += _if(said)
    chart, said = with_last_chord(chart)
    last = said
    if ritard:
        chart, said = with_ritard(chart, style.form.ritard_percent)
        reasons += _if(said)
    plan = bar_plan(chart, style, who)
    song_counted, said = counted(chart, plan, style.tempo_bpm)
    reasons += _if(said)
    if groove is None:
        quarter_bpm = song_counted.chart.tempos[0].quarter_bpm
        groove, said = as_the_chart_swings(
            chart, groove_named(style.groove), song_counted.ratio, quarter_bpm
        )
        reasons += _if(said)
    song = Song(song_counted.chart, song_counted.plan, groove, seed, feel_percent)
    clips = [uncounted(c, song_counted.ratio) for c in _clips(song, style, who)]
    reasons += told_of(style, plan, who, clips)
    return Arrangement(
        chart=chart, style=style.name, seed=seed, feel_percent=feel_percent,
        clips=tuple(clips), reasons=(*reasons, last),
    )  # fmt: skip


def _check(chart: Chart, feel_percent: float, seed: int) -> None:
    if not chart.chords:
        raise CannotArrange(
            "a chart needs chords to be arranged: this one has none; "
            "write them over the bars, or let 'hum' or 'chart' find them"
        )
    if max(c.start_quarters + c.length_quarters for c in chart.chords) <= 0:
        raise CannotArrange(
            "a chart needs chords from its first bar on: all of this one's lie in the pickup"
        )
    if not 0.0 <= feel_percent <= 200.0:
        raise CannotArrange(f"feel is {feel_percent:g} %, but goes from 0 % to 200 %")
    if seed < 0:
        raise CannotArrange(f"the seed is {seed}, but is 0 or more")


def _who(chart: Chart, style: Style, parts: Sequence[str] | None) -> tuple[str, ...]:
    """Return who plays, in the order of a score from the drums up."""
    wanted = list(style.parts) if parts is None else list(parts)
    if parts is None and chart.melody and style.lead:
        wanted.append("lead")
    for part in wanted:
        if part not in style.chairs:
            raise CannotArrange(f"there is no part {part!r}; there are {', '.join(PARTS)}")
    if not wanted:
        raise CannotArrange("nobody plays: name at least one part")
    return tuple(p for p in PARTS if p in wanted)


def _clips(song: Song, style: Style, who: Sequence[str]) -> list[Clip]:
    drums = drum_clip(
        song.chart, song.plan, song.groove, seed=song.seed, feel_percent=song.feel_percent
    )
    kicks = sorted({n.start_quarters for n in drums.notes if n.lane == "kick"})
    out: list[Clip] = []
    for part in who:
        chair = style.chairs[part]
        if part == "drums":
            out.append(replace(drums, instrument=chair.preset))
        elif chair.rule == "quartet":
            out += play_quartet(song, chair, melody="lead" not in who)
        else:
            out.append(clip_of(song, chair, _strokes(song, chair, kicks), NAMES[part]))
    return out


def _strokes(song: Song, chair: Chair, kicks: Sequence[float]) -> list[Stroke]:
    if chair.part == "bass":
        return play_bass(song, chair, kicks)
    if chair.part == "keys":
        return play_keys(song, chair)
    if chair.part == "guitar":
        return play_guitar(song, chair)
    if chair.part == "lead":
        return play_lead(song, chair)
    return play_held(song, chair)


def _if(said: str | None) -> list[str]:
    return [] if said is None else [said]
