"""One zone of a SoundFont: its generators (section 8.1.2) in the sampler's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tonmeister.instruments.sampler import Envelope, Filter, Sweep, Swing, Zone
from tonmeister.instruments.sampler.bank import Loop
from tonmeister.studio.banks.soundfont_moves import (
    ATTENUATION,
    Move,
    moved,
    moved_at_all,
    struck_percent,
)
from tonmeister.studio.banks.soundfont_sound import SoundFontSound

Generators = dict[int, int]

ATTENUATION_RATIO = 0.4
"""How much of ``initialAttenuation`` is heard: 0.4 on the cards that SoundFonts were made for and
in FluidSynth and MuseScore, where the specification says all of it."""
_LOOPS: Mapping[int, Loop] = {0: "none", 1: "always", 2: "none", 3: "held"}


def zone_default(what: int) -> int:
    """Return a generator's value where nobody sets it (section 8.1.3)."""
    times = (21, 23, 25, 26, 27, 28, 30, 33, 34, 35, 36, 38)
    return {8: 13500, 56: 100, 46: -1, 47: -1, 58: -1}.get(what, -12000 if what in times else 0)


@dataclass(frozen=True, slots=True, eq=False)
class Making:
    """What one zone is made of: generators, modulators of its own and of its preset, a sample."""

    said: Generators
    moves: tuple[Move, ...]
    above: tuple[Move, ...]
    head: Any
    sound: SoundFontSound
    keys: tuple[int, int]
    velocities: tuple[int, int]

    def zone(self, notes: list[str]) -> Zone:
        """Return the zone; what had to be put right is added to ``notes``."""
        plain = _zone(self, self.said, 0.0, notes)
        if not moved_at_all(self.moves) and not moved_at_all(self.above):
            return plain

        @cache
        def struck(key: int, velocity: int) -> Zone:
            said = dict(self.said)
            louder_db = 0.0
            for moves in (self.moves, self.above):
                for what, amount in moved(moves, key, velocity).items():
                    if what == ATTENUATION:
                        louder_db -= amount / 10.0
                    else:
                        said[what] = round(said.get(what, zone_default(what)) + amount)
            return _zone(self, said, louder_db, [])

        return replace(plain, struck=struck)


def _zone(of: Making, said: Generators, louder_db: float, notes: list[str]) -> Zone:
    head, sound = of.head, of.sound
    start = said.get(0, 0) + 32768 * said.get(4, 0)
    first = int(head["start"])
    length = sound.frames
    end = None
    if length is not None:
        end = max(min(length + said.get(1, 0) + 32768 * said.get(12, 0), length), 1)
    loop_from = int(head["loop_start"]) + said.get(2, 0) + 32768 * said.get(45, 0)
    loop_to = int(head["loop_end"]) + said.get(3, 0) + 32768 * said.get(50, 0)
    if not sound.packed:  # there they count from the file's first sample, else from their own
        loop_from, loop_to = loop_from - first, loop_to - first
    mode = _LOOPS[said.get(54, 0) & 3]
    if mode != "none" and not 0 <= loop_from < loop_to <= (length or loop_to):
        notes.append(f"the loop of {sound.name!r} lies outside its sample: it plays once")
        mode = "none"
    root = said.get(58, -1)
    group = said.get(57, 0)
    forced = said.get(46, -1)
    key_cents = float(said.get(56, 100))
    own_root = int(head["root"]) if int(head["root"]) <= 127 else 60
    root_key = float(root if 0 <= root <= 127 else own_root)
    cents = 100.0 * said.get(51, 0) + said.get(52, 0) + int(head["tune"])
    if 0 <= forced <= 127:  # whatever is played sounds as one key
        cents, key_cents = cents + key_cents * (forced - root_key), 0.0
    return Zone(
        sound=sound, low_key=of.keys[0], high_key=of.keys[1],
        low_velocity=of.velocities[0], high_velocity=of.velocities[1],
        root_key=root_key, tune_cents=cents, key_cents=key_cents,
        gain_db=louder_db - ATTENUATION_RATIO * _within(said.get(48, 0), 0, 1440) / 10.0,
        velocity_percent=struck_percent(of.moves, of.above),
        pan=_within(said.get(17, 0), -500, 500) / 500.0,
        start_frame=max(start, 0), end_frame=end,
        loop=mode, loop_frames=(loop_from, loop_to) if mode != "none" else None,
        amp=_envelope(said, 33, True), filter=_filter(said), sweep=_sweep(said),
        swings=_swings(said), group=group, off_by=group,
    )  # fmt: skip


def _within(value: int, low: int, high: int) -> float:
    return float(min(max(value, low), high))


def _seconds(said: Generators, what: int) -> float:
    timecents = said.get(what, -12000)
    return 0.0 if timecents <= -12000 else float(2.0 ** (_within(timecents, -12000, 8000) / 1200.0))


def _envelope(said: Generators, first: int, volume: bool) -> Envelope:
    """Return an envelope: its delay is generator ``first``, the others follow."""
    sustain = _within(said.get(first + 4, 0), 0, 1440 if volume else 1000)
    ratio = 10.0 ** (-sustain / 200.0) if volume else 1.0 - sustain / 1000.0
    return Envelope(
        delay_s=_seconds(said, first), attack_s=max(_seconds(said, first + 1), 0.001),
        hold_s=_seconds(said, first + 2), decay_s=max(_seconds(said, first + 3), 0.001),
        sustain_ratio=0.0 if volume and sustain >= 1000 else float(ratio),
        release_s=max(_seconds(said, first + 5), 0.001), fall_db=100.0,
        hold_key_octaves=said.get(first + 6, 0) / 1200.0,
        decay_key_octaves=said.get(first + 7, 0) / 1200.0,
    )  # fmt: skip


def _filter(said: Generators) -> Filter | None:
    cutoff, moved = said.get(8, 13500), said.get(11, 0) or said.get(10, 0)
    if cutoff >= 13500 and not moved:
        return None
    cutoff_hz = 8.176 * 2.0 ** (_within(cutoff, 1500, 13500) / 1200.0)
    return Filter(cutoff_hz=cutoff_hz, resonance_db=_within(said.get(9, 0), 0, 960) / 10.0,
                  keeps_power=True)  # fmt: skip


def _sweep(said: Generators) -> Sweep | None:
    pitch, cutoff = said.get(7, 0), said.get(11, 0)
    if not pitch and not cutoff:
        return None
    return Sweep(envelope=_envelope(said, 25, False), pitch_cents=float(pitch),
                 filter_cents=float(cutoff))  # fmt: skip


def _swings(said: Generators) -> tuple[Swing, ...]:
    out = []
    if said.get(5, 0) or said.get(10, 0) or said.get(13, 0):
        out.append(Swing(
            delay_s=_seconds(said, 21), rate_hz=_rate_hz(said, 22), pitch_cents=said.get(5, 0),
            filter_cents=said.get(10, 0), volume_db=said.get(13, 0) / 10.0,
        ))  # fmt: skip
    if said.get(6, 0):
        out.append(Swing(delay_s=_seconds(said, 23), rate_hz=_rate_hz(said, 24),
                         pitch_cents=said.get(6, 0)))  # fmt: skip
    return tuple(out)


def _rate_hz(said: Generators, what: int) -> float:
    return float(8.176 * 2.0 ** (_within(said.get(what, 0), -16000, 4500) / 1200.0))
