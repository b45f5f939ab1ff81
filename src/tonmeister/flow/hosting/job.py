"""One plug-in on one strip: what shapes its sound, and playing it."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tonmeister.console import Sink, fingerprints, plan, render
from tonmeister.effects.plugin import Plugin, values_of
from tonmeister.flow.hosting.sounds import Into, frames_of, keep, sounding_frames
from tonmeister.model import Layout, RecallSheet
from tonmeister.signal import Source
from tonmeister.studio import Prints, Project, WavSink
from tonmeister.studio.hashes import content_hash
from tonmeister.studio.hosts import Asked, Came, CannotHost, Found, Work, play_plugin

TIMEOUT = "TONMEISTER_PLUGIN_TIMEOUT_S"
_STARTING_S = 120.0
_ROOM_MS = 14_000.0
"""How much silence follows the sound: 12 s of echo, and what comes out late."""
_VERSION = "hosting/1"


@dataclass(frozen=True, kw_only=True)
class Sounds:
    """What the strips play: tracks by name, and strips that were played ahead."""

    sources: Mapping[str, Source]
    hashes: Mapping[str, str]
    layouts: Mapping[str, Layout]
    inputs: Mapping[str, Source]
    input_hashes: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Job:
    """A plug-in with its settings, and the sheet up to it."""

    strip: str
    sheet: RecallSheet
    sounds: Sounds
    found: Found
    setting: Plugin
    state: Path | None

    def heard_key(self) -> str:
        """Return a hash of all that shapes the sound that goes in."""
        sounds = self.sounds
        wiring = plan(self.sheet, sounds.inputs)
        hashes = {"": "", **sounds.hashes}
        return fingerprints(wiring, hashes, sounds.layouts, sounds.input_hashes)[self.strip]

    def wet_key(self, project: Project) -> str:
        """Return a hash of all that shapes the sound that comes out."""
        told = [
            _VERSION, self.heard_key(), self.found.format, self.found.id, self.found.version,
            self.found.host,
            sorted(values_of(self.setting.values).items()), self.setting.latency_ms,
            content_hash(self.state, project) if self.state is not None else "",
            os.environ.get("TONMEISTER_VST3_HOST", "") if self.found.format == "vst3" else "",
        ]  # fmt: skip
        return hash_of(told)

    def dry_key(self) -> str:
        """Return the name under which the sound that goes in is kept."""
        return hash_of([_VERSION, "dry", self.heard_key()])


def hash_of(told: object) -> str:
    """Return a hash of plain data."""
    return sha256(json.dumps(told).encode()).hexdigest()


def play_job(
    job: Job,
    project: Project,
    prints: Prints,
    *,
    workers: int,
    timeout_s: float | None,
    cancelled: Callable[[], bool],
) -> bool:
    """Play the strip up to its plug-in, then the plug-in, and keep what came out.

    Returns whether it could be heard how late it comes out. Raises ``CannotHost``, ``Stopped``.
    """
    rate_hz = job.sheet.rate_hz
    with tempfile.TemporaryDirectory(prefix="plugin-", dir=project.cache) as place:
        sound, room = Path(place) / "in.wav", frames_of(_ROOM_MS, rate_hz)
        with WavSink(sound, rate_hz, bits=32) as sink:
            into = Into(sink)
            frames = _play_up_to(job, into, prints, workers, cancelled)
            into.silence(room)
        declared = job.setting.latency_ms
        asked = Asked(
            sound=sound, frames=frames + room, rate_hz=rate_hz, same_sides=into.same_sides,
            values=values_of(job.setting.values), state=job.state,
            late_frames=frames_of(declared, rate_hz) if declared > 0.0 else None,
        )  # fmt: skip
        seconds = timeout_s if timeout_s is not None else _timeout_s(asked.frames / rate_hz)
        answered = play_plugin(job.found, asked, Work(Path(place), seconds, cancelled))
        late = min(answered.late_frames or 0, room)
        length = sounding_frames(answered.came, late, frames, asked.frames)
        keep(prints.create(job.wet_key(project), length), answered.came, late, length)
    return answered.late_frames is not None


def play_dry(
    job: Job, project: Project, prints: Prints, *, workers: int, cancelled: Callable[[], bool]
) -> None:
    """Play the strip up to its plug-in and keep that: a plug-in in part is mixed with it."""
    with tempfile.TemporaryDirectory(prefix="plugin-", dir=project.cache) as place:
        sound = Path(place) / "in.wav"
        with WavSink(sound, job.sheet.rate_hz, bits=32) as sink:
            frames = _play_up_to(job, sink, prints, workers, cancelled)
        keep(prints.create(job.dry_key(), frames), Came((sound,)), 0, frames)


def _play_up_to(
    job: Job, into: Sink, prints: Prints, workers: int, cancelled: Callable[[], bool]
) -> int:
    sounds = job.sounds
    rendered = render(
        job.sheet, sounds.sources, sinks={f"inserts:{job.strip}": into}, prints=prints,
        track_hashes={"": "", **sounds.hashes}, layouts=sounds.layouts, workers=workers,
        cancel=cancelled, inputs=sounds.inputs, input_hashes=sounds.input_hashes,
    )  # fmt: skip
    return rendered.frames


def _timeout_s(length_s: float) -> float:
    """Return how long a host may take: two minutes to start, and the length of the song."""
    asked = os.environ.get(TIMEOUT, "")
    if not asked:
        return _STARTING_S + length_s
    try:
        seconds = float(asked)
    except ValueError:
        seconds = math.nan
    if not 0.0 < seconds < math.inf:
        raise CannotHost(f"{TIMEOUT} is {asked!r}, but takes seconds above 0")
    return seconds
