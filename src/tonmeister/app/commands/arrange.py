"""``tonmeister arrange``: a chart goes in, a band's stems, MIDI and parts come out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.arranging.band import Arranged, ArrangeWish

HELP = "let a band play a chart: stems ready to mix, MIDI, parts, and why each plays what it plays"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("chart", type=Path, metavar="CHART",
                     help="chart.toml, MusicXML, MIDI, ChordPro, text, or a folder")  # fmt: skip
    sub.add_argument("--style", required=True, metavar="NAME", help="rock, trap, jazz-swing ...")
    sub.add_argument("--voice", metavar="NAME", help="who sings the words; off for nobody (alto)")
    sub.add_argument("--out", type=Path, metavar="DIR", help='song folder ("<title> - <style>")')
    sub.add_argument("--no-audio", action="store_true", help="only MIDI and paper")
    band_arguments(sub)
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def band_arguments(sub: argparse.ArgumentParser) -> None:
    """Add what any command takes that lets the band play."""
    sub.add_argument("--parts", metavar="A,B", help="drums,bass,keys,guitar,pad,strings,lead")
    sub.add_argument("--feel", default="100%", metavar="%",
                     help="how far players leave the grid; 0%% is the machine (100%%)")  # fmt: skip
    sub.add_argument("--seed", type=int, default=1, metavar="N", help="another night (1)")
    sub.add_argument("--bpm", type=float, metavar="N", help="tempo (the chart's)")
    sub.add_argument("--transpose", type=int, default=0, metavar="N", help="semitones up or down")
    sub.add_argument("--groove", type=Path, metavar="FILE", help="a groove file for the drummer")
    sub.add_argument("--instrument", action="append", default=[], metavar="PART=NAME",
                     help="a preset or .sf2/.sfz for a part; may be given again")  # fmt: skip
    sub.add_argument("--soundfont", type=Path, metavar="FILE", help="an .sf2 or .sf3 for all parts")
    sub.add_argument("--rate", type=int, default=48000, metavar="HZ", help="sample rate (48000)")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Arrange, play, and say what was done."""
    from tonmeister.flow.arranging.band import arrange_chart

    done = arrange_chart(wish_of(asked, asked.chart), tell)
    if asked.json:
        return told(done)
    for line in said(done):
        print(line)
    return None


def wish_of(asked: argparse.Namespace, chart: Path) -> ArrangeWish:
    """Return the wish behind the words of the command line; raises ``BadWish``."""
    from tonmeister.app.numbers_asked import number
    from tonmeister.flow.arranging.band import ArrangeWish
    from tonmeister.flow.wishes import BadWish

    if asked.bpm is not None and not 20.0 <= asked.bpm <= 400.0:
        raise BadWish(f"--bpm is {asked.bpm:g}, but takes 20 to 400")
    pairs = [pair.partition("=") for pair in asked.instrument]
    for part, _, name in pairs:
        if not part or not name:
            raise BadWish(f"--instrument {part}: write PART=NAME, e.g. keys=keys/organ")
    return ArrangeWish(
        chart=chart,
        style=asked.style,
        parts=tuple(p.strip() for p in asked.parts.split(",")) if asked.parts else None,
        feel_percent=number("--feel", asked.feel, 0.0, 200.0),
        seed=asked.seed,
        tempo_bpm=asked.bpm,
        semitones=asked.transpose,
        groove=asked.groove,
        instruments={part: name for part, _, name in pairs},
        soundfont=asked.soundfont,
        voice=asked.voice,
        rate_hz=asked.rate,
        audio=not asked.no_audio,
        out=asked.out,
    )


def told(done: Arranged) -> Event:
    """Return what the band left, for a program."""
    played = done.played
    return {
        "event": "done",
        "folder": str(done.folder),
        "style": done.arrangement.style,
        "seed": done.arrangement.seed,
        "parts": [
            {
                "name": clip.name, "part": clip.part, "notes_count": len(clip.notes),
                "instrument": done.hired[clip.name].name if clip.name in done.hired else None,
                "licence": done.hired[clip.name].licence if clip.name in done.hired else None,
                "stem": str(played.stems[clip.name]) if played else None,
            }
            for clip in done.arrangement.clips
        ],
        "rough_mix": str(played.rough_mix) if played else None,
        "midi": {name: str(path) for name, path in done.midi.items()},
        "reasons": list(done.arrangement.reasons),
        "notes": list(done.notes),
    }  # fmt: skip


def said(done: Arranged) -> list[str]:
    """Return what the band left, line by line, for a person."""
    lines = list(done.arrangement.reasons)
    for clip in done.arrangement.clips:
        on = f" on {done.hired[clip.name].name}" if clip.name in done.hired else ""
        lines.append(f"  {clip.name}: {len(clip.notes)} notes{on}")
    lines += done.notes
    lines.append(f"The band's folder: {done.folder}")
    if done.played:
        lines.append(f'Mix it: tonmeister produce "{done.folder}" --genre {done.genre}')
    return lines
