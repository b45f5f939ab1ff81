"""The nouns of the studio: plain, frozen, serialisable. No sound, no files, no clock."""

from tonmeister.model.finding import Finding, Span, Weight, clock
from tonmeister.model.session import Evidence, Layout, Session, Track
from tonmeister.model.sheet import (
    SCHEMA,
    STAGES,
    Decision,
    Point,
    RecallSheet,
    Setting,
    Stage,
    Strip,
    StripKind,
    TakenBack,
    Target,
)
from tonmeister.model.song import Key, Section, SongMap, TempoMap

__all__ = [
    "SCHEMA",
    "STAGES",
    "Decision",
    "Evidence",
    "Finding",
    "Key",
    "Layout",
    "Point",
    "RecallSheet",
    "Section",
    "Session",
    "Setting",
    "SongMap",
    "Span",
    "Stage",
    "Strip",
    "StripKind",
    "TakenBack",
    "Target",
    "TempoMap",
    "Track",
    "Weight",
    "clock",
]
