"""What a report is made of. Plain values only; the page reads nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tonmeister.knowledge import Expected
from tonmeister.model import Comp, Edit, Finding, RecallSheet, SongMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two things the player switches between: the raw tracks, or the record.

    ``title`` names it in the player (``"Raw tracks"``, ``"Master"``). ``facts`` are its numbers:
    ``loudness_lufs``, ``true_peak_dbtp``, ``lra_lu``; the peak-to-loudness ratio is reckoned
    from the first two. ``mp3`` is what plays, whole song from 0:00 (empty: no player), and
    ``mp3_lufs`` how loud *that file* is, so that both sides can be played equally loud.
    ``low`` and ``high`` are the waveform, one pair a step over the whole length (a few hundred
    to a few thousand steps, full scale ±1). ``spectrum_db`` are 30 third octaves, 25 Hz to
    20 kHz, each relative to the whole (``spectrum_db()`` in ``fill`` reckons them).
    ``short_term_lufs`` is the loudness over 3 s, one value every ``hop_s``.
    """

    title: str
    facts: Mapping[str, float]
    low: Sequence[float]
    high: Sequence[float]
    spectrum_db: Sequence[float]
    short_term_lufs: Sequence[float]
    hop_s: float = 0.1
    mp3: bytes = b""
    mp3_lufs: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetBand:
    """The spectrum that records of this kind keep to: 30 third octaves relative to the whole.

    ``source`` says in words where it is from (the genre and its grade, or the reference).
    """

    low_db: Sequence[float]
    middle_db: Sequence[float]
    high_db: Sequence[float]
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding and the sentence a person reads. ``bars`` is the place in bars, if known."""

    finding: Finding
    sentence: str
    bars: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How loud one strip stands in the mix. ``change_db`` is the move against the raw tracks at
    equal overall loudness; ``None`` where there is nothing to compare with. ``group`` is the bus
    (``"Drums"``, ``"Lead Vocals"``, ...), which gives the colour.
    """

    strip: str
    group: str
    loudness_lufs: float
    change_db: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredFile:
    """A file of the delivery: path as the band sees it, what it is, its size."""

    path: str
    what: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """Everything the page tells.

    ``sheet`` gives title, genre, revision, target, strips, decisions, what was taken back and
    the notes on what was left alone. ``genre_title`` is the genre as people write it. ``before``
    and ``after`` are compared; ``findings_before`` were heard in the raw tracks,
    ``findings_after`` in the record. ``expected`` are ranges of the genre for numbers of
    ``Side.facts`` (``"lra_lu"``, ``"plr_db"``). ``problems`` are files that could not be used,
    one line each. ``versions`` say what made this (``{"tonmeister": "0.1.0"}``). ``made_on`` is
    the date as it should be read. ``summary`` are one or two sentences on top, if there are any.
    ``cover`` is a picture (JPEG or PNG) or empty. ``comps`` and ``edits`` are what was done to the
    recordings before the mix; ``take_pages`` name a part's own page, as the band sees the path.
    """

    sheet: RecallSheet
    song: SongMap
    before: Side
    after: Side
    genre_title: str
    findings_before: Sequence[Told] = ()
    findings_after: Sequence[Told] = ()
    band: TargetBand | None = None
    expected: Mapping[str, Expected] = field(default_factory=dict)
    balance: Sequence[Bar] = ()
    problems: Sequence[str] = ()
    files: Sequence[DeliveredFile] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    made_on: str = ""
    summary: str = ""
    cover: bytes = b""
    comps: Sequence[Comp] = ()
    edits: Sequence[Edit] = ()
    take_pages: Mapping[str, str] = field(default_factory=dict)
