"""A session as an audio workstation shows it: tracks with clips, channels, markers, tempo.

What we hand to other programs and what we get from them is told in these words; each format's
writer and reader translate them. All places are whole frames at the session's rate, from the
song's first frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from tonmeister.model.sheet import Setting

FramePoint = tuple[int, float]
"""A breakpoint: frames (from the song's start, or the clip's), value. Straight lines between;
before the first and after the last the value stays."""

FadeShape = Literal["linear", "equal_power"]
"""How a fade goes: ``linear`` in amplitude (frame k of n has k / (n - 1)), or ``equal_power``
(the sine of that way)."""

PanLaw = Literal["sine", "balance"]
"""What a pan does: ``sine`` as the console pans a mono track (-3 dB in the middle), ``balance`` as
it pans a stereo one (both sides untouched in the middle, the far side turned down by a cosine)."""

DawKind = Literal["track", "return", "bus", "master"]

_NO_SETTINGS: Mapping[str, Setting] = MappingProxyType({})
_NO_CURVES: Mapping[str, tuple[FramePoint, ...]] = MappingProxyType({})
_NO_WORDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """How a clip comes in or goes out."""

    length_frames: int = 0
    shape: FadeShape = "linear"


@dataclass(frozen=True, slots=True, kw_only=True)
class DawFile:
    """A sound file that clips play from. ``name`` is unique in the session (``Lead Vox.wav``);
    ``path`` is where it lies on this machine. ``rate_hz`` may differ from the session's.
    """

    name: str
    path: str
    channels: int
    rate_hz: int
    frames: int
    bits: int = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class DawClip:
    """A stretch of a file at a place in the song.

    ``start_frames`` is where in the file it begins. ``envelope_db`` is its own gain over time on
    top of ``gain_db``: (frames from the clip's start, dB), straight lines in dB. At -100 dB and
    under it is silent.
    """

    file: str
    at_frames: int
    length_frames: int
    start_frames: int = 0
    name: str = ""
    gain_db: float = 0.0
    fade_in: Fade = Fade()
    fade_out: Fade = Fade()
    envelope_db: tuple[FramePoint, ...] = ()
    flip_polarity: bool = False
    muted: bool = False

    @property
    def end_frames(self) -> int:
        """Where it ends in the song."""
        return self.at_frames + self.length_frames


@dataclass(frozen=True, slots=True, kw_only=True)
class DawLane:
    """One layer of a track: the one that plays, or a take that waits under it.

    Where clips of a lane overlap both sound (crossfades are two fades over one another).
    """

    clips: tuple[DawClip, ...] = ()
    name: str = ""
    take: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DawNote:
    """A note of a MIDI clip on a track, in quarter notes from the song's first frame."""

    at_quarters: float
    length_quarters: float
    midi: int
    velocity: float = 0.8
    channel: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DawSend:
    """How much of a track goes to a return. ``level_db`` -100 is off; ``curve_db`` replaces it
    over time. A send is panned as its track is.
    """

    to: str
    level_db: float
    pre_fader: bool = False
    curve_db: tuple[FramePoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DawPlugin:
    """A plug-in by its own name: ``kind`` (lv2, vst3, vst2, clap, au, js), ``id`` (URI, class id
    or file), ``values`` by port or parameter, ``state`` as its host stored it (base64), if known.
    """

    kind: str
    id: str
    values: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DawDevice:
    """Something in a channel's insert chain.

    ``effect`` names one of our own effects (``bell``, ``compressor``) with its ``settings`` and
    ``curves`` (knob -> breakpoints in song frames), ``plugin`` a foreign one. ``key`` is the track
    its side-chain hears. ``decision`` is the id of the move in the recall sheet.
    """

    name: str
    effect: str = ""
    settings: Mapping[str, Setting] = field(default_factory=lambda: _NO_SETTINGS)
    curves: Mapping[str, tuple[FramePoint, ...]] = field(default_factory=lambda: _NO_CURVES)
    key: str = ""
    enabled: bool = True
    decision: str = ""
    plugin: DawPlugin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DawTrack:
    """A channel with what plays on it.

    The way of the sound: clips, polarity, devices, (pre-fader sends), fader, pan, output.
    ``fader_curve_db`` replaces ``fader_db`` over time (straight lines in dB), ``pan_curve_percent``
    replaces ``pan_percent`` (-100 left to 100 right). ``lanes[0]`` plays, the others wait.
    ``output`` names the bus or master it feeds. ``group`` is a family for mute, solo and edit.
    ``note`` says in a sentence what was done to it on the way here.
    """

    name: str
    kind: DawKind = "track"
    channels: int = 2
    law: PanLaw = "balance"
    fader_db: float = 0.0
    fader_curve_db: tuple[FramePoint, ...] = ()
    pan_percent: float = 0.0
    pan_curve_percent: tuple[FramePoint, ...] = ()
    muted: bool = False
    flip_polarity: bool = False
    output: str = "Master"
    sends: tuple[DawSend, ...] = ()
    devices: tuple[DawDevice, ...] = ()
    lanes: tuple[DawLane, ...] = ()
    notes: tuple[DawNote, ...] = ()
    group: str = ""
    role: str = ""
    colour: str = ""
    note: str = ""

    @property
    def clips(self) -> tuple[DawClip, ...]:
        """The clips that play."""
        return self.lanes[0].clips if self.lanes else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DawMarker:
    """A name at a place of the song; a stretch if ``end_frames`` lies behind it."""

    at_frames: int
    name: str
    end_frames: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DawTempo:
    """A tempo that holds from a moment on; the first stands at 0, which is also quarter 0."""

    at_s: float
    quarter_bpm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DawMeter:
    """A time signature that holds from a bar line on; the first stands at 0."""

    at_quarters: float
    beats: int = 4
    unit: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DawSession:
    """A whole session. ``about`` holds metadata (artist, album, composer, year, isrc ...).

    ``tracks`` stand in the order of the console: tracks, returns, buses, the master last.
    ``notes`` are sentences about what could not be carried, for the person who opens it.
    """

    title: str
    rate_hz: int
    length_frames: int
    tracks: tuple[DawTrack, ...]
    files: tuple[DawFile, ...] = ()
    tempos: tuple[DawTempo, ...] = (DawTempo(at_s=0.0, quarter_bpm=120.0),)
    meters: tuple[DawMeter, ...] = (DawMeter(at_quarters=0.0),)
    markers: tuple[DawMarker, ...] = ()
    about: Mapping[str, str] = field(default_factory=lambda: _NO_WORDS)
    notes: tuple[str, ...] = ()

    @property
    def master(self) -> DawTrack:
        """The channel that everything ends in."""
        return next(track for track in self.tracks if track.kind == "master")

    def track(self, name: str) -> DawTrack:
        """Return the track of that name; raises ``KeyError``."""
        for track in self.tracks:
            if track.name == name:
                return track
        raise KeyError(name)

    def file(self, name: str) -> DawFile:
        """Return the file of that name; raises ``KeyError``."""
        for file in self.files:
            if file.name == name:
                return file
        raise KeyError(name)
