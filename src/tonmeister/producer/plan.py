"""The mix while it is being thought out: one lane a track, in the band domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge import Genre
from tonmeister.knowledge.placement import Placement, placement
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.model import STAGES, Decision, Setting, Stage, Track
from tonmeister.producer.bands import Bands, k_power, power_db
from tonmeister.producer.evidence import Evidence

Steps = NDArray[np.float64]
"""One number for each 0.1 s: float64 ``[T]``."""

CHAIN: tuple[Stage, ...] = (
    "repair", "gate", "filter", "eq", "deess", "compress", "saturate", "duck", "bus", "mixbus",
    "balance", "ride", "pan", "space", "master",
)  # fmt: skip
"""The order of the moves on a strip; ``STAGES`` is the order in which they are thought of."""

MIX_LUFS = -20.0
"""How loud the mix is set before the master: room enough for every peak."""

MONO_CENTRE_DB = -3.0103
"""What the pan law takes from a mono track: both sides 3 dB down."""


@dataclass(kw_only=True)
class Lane:
    """One track on its way into the mix. All levels are as the console will play them."""

    track: Track
    role: str
    place: Placement
    sound: TrackFeatures
    power: Bands
    k: Steps
    peak_db: Steps
    active: NDArray[np.bool_]
    stereo: bool
    trim_db: float = 0.0
    curve_db: Bands = field(default_factory=lambda: np.zeros(30))
    fader_db: float = 0.0
    goal_lu: float = 0.0
    goal_k_db: float = 0.0
    moves: list[Decision] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the track and of its strip."""
        return self.track.name

    @property
    def group(self) -> str:
        """The bus it goes to."""
        return self.place.group

    @property
    def duty(self) -> float:
        """The part of the song in which it plays."""
        return float(self.active.mean()) if self.active.size else 0.0

    def colour_db(self) -> float:
        """Return how much the planned EQ changes its loudness."""
        weighted = self.power * k_power()
        shaped = weighted * 10.0 ** (self.curve_db / 10.0)
        return power_db(float(shaped.sum())) - power_db(float(weighted.sum()))

    def in_db(self) -> float:
        """Return its K-weighted level while it plays, after trim and EQ, before the fader."""
        playing = self.k[self.active]
        level = float(playing.mean()) if playing.size else 0.0
        return power_db(level) + self.trim_db + self.colour_db()

    def mixed_k(self) -> Steps:
        """Return its K-weighted power in the mix, ``[T]``."""
        gain_db = self.trim_db + self.colour_db() + self.fader_db
        return np.asarray(self.k * 10.0 ** (gain_db / 10.0))

    def mixed_power(self) -> Bands:
        """Return its spectrum in the mix while it plays, ``[30]``."""
        gain_db = self.trim_db + self.curve_db + self.fader_db
        return np.asarray(self.power * 10.0 ** (gain_db / 10.0))


@dataclass(kw_only=True)
class Plan:
    """Everything the rules look at and write to."""

    heard: Heard
    genre: Genre
    evidence: Evidence
    lanes: list[Lane]
    amounts: Mapping[str, float]
    wanted_db: Bands
    tempo_bpm: float
    notes: list[str] = field(default_factory=list)
    others: dict[str, list[Decision]] = field(default_factory=dict)
    buses: dict[str, str] = field(default_factory=dict)

    def leave_alone(self, what: str, names: Sequence[str], why: str) -> None:
        """Note what was left alone on which tracks, and why."""
        if names:
            self.notes.append(f"I did not {what}: {', '.join(names)} ({why}).")

    def amount(self, stage: Stage) -> float:
        """Return how much of a stage is wanted, 0 to 100."""
        return float(self.amounts.get(stage, 100.0))

    def lane(self, name: str) -> Lane:
        """Return the lane of a track; raises ``StopIteration``."""
        return next(lane for lane in self.lanes if lane.name == name)

    def group(self, name: str) -> list[Lane]:
        """Return the lanes of a group."""
        return [lane for lane in self.lanes if lane.group == name]

    def mix_power(self) -> Bands:
        """Return the spectrum of the mix as planned, ``[30]``."""
        return np.asarray(sum((x.mixed_power() * x.duty for x in self.lanes), np.zeros(30)))

    def mix_k(self) -> Steps:
        """Return the K-weighted power of the mix as planned, ``[T]``."""
        steps = max((x.k.size for x in self.lanes), default=0)
        return np.asarray(sum((x.mixed_k() for x in self.lanes), np.zeros(steps)))


def lanes_of(heard: Heard) -> list[Lane]:
    """Set up one lane for every track that plays and sounds."""
    tracks = [t for t in heard.session.playing if t.name in heard.strips]
    sounds = [heard.strips[t.name] for t in tracks]
    steps = max((s.k_power.size for s in sounds), default=0)
    lanes = []
    for track, sound in zip(tracks, sounds, strict=True):
        if not sound.active.any():
            continue
        stereo = track.layout != "mono"
        law = 1.0 if stereo else 10.0 ** (MONO_CENTRE_DB / 10.0)
        role = heard.roles.get(track.name, track.role)
        active = _pad(sound.active, steps).astype(bool)
        both = 2.0 * sound.power.astype(np.float64).sum(axis=0) * law
        lanes.append(
            Lane(
                track=track,
                role=role,
                place=placement(role),
                sound=sound,
                power=both[:, sound.active].mean(axis=1),
                k=_pad(sound.k_power, steps) * law,
                peak_db=20.0 * np.log10(np.maximum(_pad(sound.peak, steps), 1e-10)),
                active=active,
                stereo=stereo,
            )
        )
    return lanes


def move(
    strip: str,
    stage: Stage,
    word: str,
    effect: str,
    settings: Mapping[str, Setting],
    *,
    rule: str,
    because: Sequence[str],
    predicted: Mapping[str, float] | None = None,
    curves: Mapping[str, tuple[tuple[float, float], ...]] | None = None,
    key: str = "",
) -> Decision:
    """Write a move down; its sentence is made when all of them are known."""
    return Decision(
        id=f"{strip}/{stage}/{word}",
        stage=stage,
        effect=effect,
        settings=dict(settings),
        rule=rule,
        because=tuple(because),
        reason="",
        curves=dict(curves or {}),
        key=key,
        predicted={k: round(float(v), 2) for k, v in (predicted or {}).items()},
    )


def chain_order(decision: Decision) -> int:
    """Return where in the chain a move belongs."""
    return CHAIN.index(decision.stage)


def check_amounts(amounts: Mapping[str, float]) -> None:
    """Raise ``ValueError`` with one clear line for a stage or an amount that cannot be."""
    for stage, amount in amounts.items():
        if stage not in STAGES:
            raise ValueError(f"there is no stage {stage!r}; there are {', '.join(STAGES)}")
        if not 0.0 <= amount <= 100.0:
            raise ValueError(f"amount of {stage} is {amount:g} %, but goes from 0 % to 100 %")


def _pad(values: NDArray[np.float32] | NDArray[np.bool_], steps: int) -> Steps:
    out = np.zeros(steps)
    out[: values.shape[-1]] = values
    return out
