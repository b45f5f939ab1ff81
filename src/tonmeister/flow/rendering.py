"""Playing the sheet: mix, stems and what the strips sound like in it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tonmeister.console import Rendered, plan, render
from tonmeister.console.fingerprint import fingerprints
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.tell import Teller
from tonmeister.listening import features_of
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.in_mix import fader_curve_db, placed, position_percent
from tonmeister.model import RecallSheet, Strip
from tonmeister.studio import (
    Prints,
    Project,
    WavSink,
    load_features,
    save_features,
)

MIX = "mix"


@dataclass(frozen=True, kw_only=True)
class Played:
    """A rendered mix on disk: float WAVs of the mix and of everything that adds up to it."""

    mix: Path
    stems: dict[str, Path]
    rendered: Rendered
    prints: dict[str, str]


def stage_folder(project: Project) -> Path:
    """Where renders lie until they are delivered."""
    return project.cache / "stage"


def stems_of(sheet: RecallSheet) -> tuple[str, ...]:
    """Return the strips that feed the master directly: they add up to the mix."""
    master = sheet.master.name
    return tuple(s.name for s in sheet.strips if s.kind != "master" and s.output == master)


def play(
    project: Project, hearing: Hearing, sheet: RecallSheet, tell: Teller, workers: int
) -> Played:
    """Render the mix (before the master strip) and its stems."""
    keys = fingerprints(plan(sheet), hearing.hashes, hearing.layouts)
    folder = stage_folder(project)
    frames = round(sheet.length_s * sheet.rate_hz)
    paths = {MIX: folder / "mix.wav"}
    paths |= {name: folder / f"stem {i:02d}.wav" for i, name in enumerate(stems_of(sheet))}
    with tell.stage("render", "Playing the mix") as on, ExitStack() as stack:
        sinks = {
            place: stack.enter_context(WavSink(path, sheet.rate_hz, bits=32, frames=frames))
            for place, path in paths.items()
        }
        rendered = render(
            sheet,
            hearing.sources,
            sinks=sinks,
            prints=Prints(project),
            track_hashes=hearing.hashes,
            layouts=hearing.layouts,
            workers=workers,
            progress=on,
            cancel=tell.cancelled,
        )
    mix = paths.pop(MIX)
    return Played(mix=mix, stems=paths, rendered=rendered, prints=keys)


def strips_in_mix(
    project: Project, hearing: Hearing, sheet: RecallSheet, played: Played
) -> dict[str, TrackFeatures]:
    """Return what each track sounds like where it sits in the mix.

    The print of a strip is analysed once for all settings of its fader and pan.
    """
    prints = Prints(project)
    return {
        strip.name: _in_mix(project, hearing, strip, played.prints.get(strip.name, ""), prints)
        for strip in sheet.strips
        if strip.kind == "track"
    }


def _in_mix(
    project: Project, hearing: Hearing, strip: Strip, key: str, prints: Prints
) -> TrackFeatures:
    source = prints.open(key) if key else None
    if source is None:
        features = _trimmed(hearing.heard.strips[strip.name], strip)
    else:
        kept = f"print-{key}"
        features = load_features(project, kept) or features_of(source, light=True)
        save_features(project, kept, features)
    curve = fader_curve_db(strip.decisions, features.k_power.shape[-1])
    mono = hearing.layouts[strip.track] == "mono"
    return placed(features, curve, position_percent(strip.decisions), mono=mono)


def _trimmed(features: TrackFeatures, strip: Strip) -> TrackFeatures:
    """A strip without inserts has no print of its own: it is the raw track, trimmed."""
    trims = [m for m in strip.decisions if m.effect == "trim" and not m.bypass]
    total_db = sum(float(m.settings["gain_db"]) * m.amount_percent / 100.0 for m in trims)
    steps = features.k_power.shape[-1]
    return placed(features, fader_curve_db((), steps) + total_db, 0.0, mono=False)
