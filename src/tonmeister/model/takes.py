"""Takes, what they are worth, and the comp made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from tonmeister.model.finding import Finding, Span

COMP_SCHEMA = "comp/1"

PartKind = Literal["voice", "drums", "bass", "guitar", "keys", "other"]

_NO_NUMBERS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One performance of a part.

    It lies in the session track ``track`` from ``begins_s`` to ``ends_s`` (seconds of that track
    in the song as recorded; a loop recording holds several takes in one track). ``offset_s`` is
    what must be added to the track's time to stand where the first take stands: 0 where all were
    recorded against the same song, a multiple of the loop in a loop recording. ``number`` counts
    from 1 in the order of recording.
    """

    part: str
    name: str
    number: int
    track: str
    begins_s: float
    ends_s: float
    offset_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What was played several times. ``found_by`` says how the takes were recognised
    (``names``, ``folder``, ``loop``, ``sound``); ``problems`` are clear lines about takes that
    cannot be used.
    """

    name: str
    kind: PartKind
    role: str
    takes: tuple[Take, ...]
    found_by: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A line of the part, on the clock of the first take. ``number`` counts from 1; ``notes``
    are the first and one past the last of the reference notes; ``words`` are known from lyrics
    or empty; ``bars`` says where in the song ("bars 9-12").
    """

    number: int
    where: Span
    notes: tuple[int, int] = (0, 0)
    words: str = ""
    bars: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseScore:
    """How one take did one phrase. Small cost is good; 0 would be without fault.

    ``facts``: measured numbers, names end in units (``pitch_off_cents``, ``timing_loose_ms``).
    ``costs``: what each criterion adds to ``cost_score``, weighted. ``findings`` are single
    moments (a clipped note, a plosive, a missing word). ``confidence`` from 0 to 1.
    """

    take: int
    phrase: int
    facts: Mapping[str, float]
    costs: Mapping[str, float]
    cost_score: float
    confidence: float
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeScore:
    """A take's marks over all its phrases. ``rank`` from 1; ``tied_with`` are the numbers of the
    takes that the ear could not tell from it by these measures.
    """

    take: int
    phrases: tuple[PhraseScore, ...]
    facts: Mapping[str, float]
    cost_score: float
    confidence: float
    rank: int = 0
    tied_with: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing about one place of a take: what (a criterion), by how much, which bar and word."""

    take: int
    phrase: int
    what: str
    facts: Mapping[str, float | str]
    where: Span
    bars: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """What the performer is asked after a take: at most two points, one true strength."""

    take: int
    keeper: bool
    points: tuple[Remark, ...]
    strength: Remark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A stretch of the comp: from which take, from where to where (clock of the first take).

    ``cost_score`` is what it costs here, ``runner_up`` the take that came next and by how much
    more (``runner_up_score``). ``gain_db`` matches its level to its neighbours'. A region that
    a person holds stays.
    """

    id: str
    phrase: int
    take: int
    start_s: float
    end_s: float
    reason: str
    words: str = ""
    bars: str = ""
    cost_score: float = 0.0
    runner_up: int = 0
    runner_up_score: float = 0.0
    gain_db: float = 0.0
    hold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossfade:
    """How two regions meet: around ``at_s``, ``length_ms`` long, at how quiet a place."""

    at_s: float
    length_ms: float
    level_dbfs: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comp:
    """The chosen performance, made of regions of takes in their order without gaps.

    ``retake`` lists phrases no take does well enough, a sentence each.
    """

    part: str
    takes: tuple[Take, ...]
    regions: tuple[Region, ...]
    crossfades: tuple[Crossfade, ...]
    cost_score: float = 0.0
    best_single: int = 0
    best_single_score: float = 0.0
    retake: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    measured: Mapping[str, float] = field(default_factory=lambda: _NO_NUMBERS)
    schema: str = COMP_SCHEMA
