"""Playing the sheet: the mix, its stems, its voices, and the strips as they sit in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.console import Sink, plan, render
from tonmeister.console.fingerprint import fingerprints
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.hosting import Ready
from tonmeister.flow.tell import Teller
from tonmeister.listening import features_of
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.in_mix import fader_curve_db, placed, position_percent
from tonmeister.model import RecallSheet, Strip
from tonmeister.signal import Samples, Source
from tonmeister.studio import (
    Prints,
    Project,
    WavSink,
    engine_version,
    load_features,
    save_features,
)


def stage_folder(project: Project) -> Path:
    """Where renders lie until they are delivered."""
    folder = project.cache / "stage"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def stems_of(sheet: RecallSheet) -> tuple[str, ...]:
    """Return the strips that feed the master directly: they add up to the mix."""
    master = sheet.master.name
    return tuple(s.name for s in sheet.strips if s.kind != "master" and s.output == master)


@dataclass(frozen=True, kw_only=True)
class Played:
    """A rendered mix (a float WAV) and, if they were asked for, its stems (24 bit, by strip).

    ``highest`` is the highest sample of all of them, times ``gain``, by which the stems are turned.
    """

    mix: Path
    stems: Mapping[str, Path]
    highest: float
    gain: float = 1.0


class _Turned:
    """A sink that turns what goes by, hands it on and remembers the highest sample."""

    def __init__(self, sink: Sink, gain: float) -> None:
        self._sink, self._gain, self.peak = sink, gain, 0.0

    def write(self, block: Samples) -> None:
        """Take the next frames."""
        turned = block if self._gain == 1.0 else block * self._gain
        self.peak = max(self.peak, float(turned.max(initial=0.0)), -float(turned.min(initial=0.0)))
        self._sink.write(turned)


def play(
    project: Project,
    hearing: Hearing,
    sheet: RecallSheet,
    tell: Teller,
    workers: int,
    *,
    stems: bool,
    gain: float = 1.0,
) -> Played:
    """Render the mix (before the master strip), and the stems if asked, turned by ``gain``."""
    folder = stage_folder(project)
    frames = round(sheet.length_s * sheet.rate_hz)
    mix = folder / "mix.wav"
    paths = {n: folder / f"stem {i:02d}.wav" for i, n in enumerate(stems_of(sheet), 1)}
    paths = paths if stems else {}
    with tell.stage("render", "Playing the mix") as on, ExitStack() as stack:
        ears = {
            "mix": _Turned(
                stack.enter_context(WavSink(mix, sheet.rate_hz, bits=32, frames=frames)), 1.0
            )
        }
        for name, path in paths.items():
            sink = stack.enter_context(WavSink(path, sheet.rate_hz, bits=24, frames=frames))
            ears[name] = _Turned(sink, gain)
        play_to(project, hearing, sheet, dict(ears), tell, workers, progress=on)
    highest = max(e.peak * (gain if place == "mix" else 1.0) for place, e in ears.items())
    return Played(mix=mix, stems=paths, highest=highest, gain=gain)


def play_to(
    project: Project,
    hearing: Hearing,
    sheet: RecallSheet,
    sinks: dict[str, Sink],
    tell: Teller,
    workers: int,
    *,
    progress: Callable[[float], None] | None = None,
    only: Collection[str] | None = None,
    length_frames: int | None = None,
) -> None:
    """Render to any places of the console; strips that were printed before are not played again.

    The master strip's inserts are left out: it has its own stage. Plug-ins are played ahead.
    """
    ready = _ready(hearing, sheet, only)
    render(
        ready.sheet,
        hearing.sources,
        sinks=sinks,
        prints=Prints(project),
        track_hashes=hearing.hashes,
        layouts=hearing.layouts,
        workers=workers,
        progress=progress,
        cancel=tell.cancelled,
        only=only,
        length_frames=length_frames,
        inputs=ready.inputs,
        input_hashes=ready.input_hashes,
    )


def _ready(hearing: Hearing, sheet: RecallSheet, only: Collection[str] | None = None) -> Ready:
    """Return the sheet without its master's moves, its plug-ins played."""
    return hearing.hosting.ready(
        without_master(sheet), hearing.sources, hearing.hashes, hearing.layouts, only
    )


def without_master(sheet: RecallSheet) -> RecallSheet:
    """Return the sheet with an empty master strip."""
    empty = replace(sheet.master, decisions=())
    return replace(sheet, strips=tuple(empty if s.kind == "master" else s for s in sheet.strips))


def strips_in_mix(
    project: Project, hearing: Hearing, sheet: RecallSheet, workers: int
) -> dict[str, TrackFeatures]:
    """Return what each track sounds like where it sits in the mix.

    The print of a strip is analysed once for all settings of its fader and pan.
    """
    heard = hearing.heard.strips  # a track that is kept out keeps its strip
    tracks = [strip for strip in sheet.strips if strip.kind == "track" and strip.name in heard]
    prints = _Prints.of(project, hearing, sheet)

    def one(strip: Strip) -> TrackFeatures:
        return _in_mix(project, hearing, strip, prints)

    with ThreadPoolExecutor(workers) as pool:
        return dict(zip([s.name for s in tracks], pool.map(one, tracks), strict=True))


def strip_in_mix(
    project: Project, hearing: Hearing, sheet: RecallSheet, name: str
) -> TrackFeatures:
    """Return what one track sounds like where it sits in the mix."""
    return _in_mix(project, hearing, sheet.strip(name), _Prints.of(project, hearing, sheet))


@dataclass(frozen=True)
class _Prints:
    """Where a strip's sound before its fader lies: in its print, or as it was played ahead."""

    keys: Mapping[str, str]
    inputs: Mapping[str, Source]
    store: Prints

    @classmethod
    def of(cls, project: Project, hearing: Hearing, sheet: RecallSheet) -> _Prints:
        ready = _ready(hearing, sheet)
        wiring = plan(ready.sheet, ready.inputs)
        keys = fingerprints(wiring, hearing.hashes, hearing.layouts, ready.input_hashes)
        return cls(keys, ready.inputs, Prints(project))

    def sound(self, strip: str, key: str) -> Source | None:
        """Return a strip's sound, if it has inserts or was played ahead."""
        return (self.store.open(key) if key else None) or self.inputs.get(strip)


def _in_mix(project: Project, hearing: Hearing, strip: Strip, prints: _Prints) -> TrackFeatures:
    key = prints.keys.get(strip.name, "")
    kept = f"print-{engine_version()}-{key[:48]}"
    features = load_features(project, kept) if key else None
    if features is None:
        source = prints.sound(strip.name, key)
        if source is None:
            features = _trimmed(hearing.heard.strips[strip.name], strip)
        else:
            features = features_of(source, light=True)
            if key:
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
