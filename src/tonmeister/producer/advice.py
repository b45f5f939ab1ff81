"""What to try about a finding on a finished mix: one move, on the strip that has most of it.

An advice is a ``Decision`` like every other: it can be written into a recall sheet, played and
measured. Where no single move can mend what was heard (a word that was sung too early, a peak
that is gone) there is no move, only the check's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import sqrt

from tonmeister.knowledge import Genre
from tonmeister.knowledge.voices import voice
from tonmeister.model import Decision, Finding, Setting, Stage
from tonmeister.producer.explain import explain, hear
from tonmeister.producer.fit import nice_hz
from tonmeister.producer.plan import move

MOST_DB, MOST_ON_A_STEM_DB = 4.0, 6.0
MOSTLY = 0.4
"""The part of an excess that a stem must have before it alone is turned down."""
WHOLE_LEFT_S = 1.0
FADE_S = 0.1
LOW_HZ, HIGH_HZ = 120.0, 7000.0
"""Below and above, a shelf does what a bell cannot."""

CUT = ("tone/muddy", "tone/boomy", "tone/boxy", "tone/nasal", "tone/harsh", "tone/bright",
       "tone/sibilant", "tone/fizzy", "low/heavy")  # fmt: skip
LIFT_HZ: Mapping[str, float] = {
    "tone/thin": 300.0, "tone/hollow": 550.0, "tone/dull": 3500.0, "tone/dark": 8000.0,
    "tone/airless": 12500.0, "tone/weak": 80.0, "vocal/presence": 3000.0,
}  # fmt: skip
SIZES = ("excess_db", "beyond_db", "lack_db", "off_db", "over_db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A move to try about a finding. ``strip`` is "Master" where the mix alone is there;
    ``words`` is the one sentence that says what to try, the decision's reason says why, too.
    """

    finding: Finding
    strip: str
    decision: Decision
    words: str


def advise(finding: Finding, length_s: float, genre: Genre) -> Advice | None:
    """Return the move to try, or ``None`` where no single move can mend what was heard."""
    maker = _MAKERS.get(finding.check)
    made = maker(finding) if maker else None
    if made is None:
        return None
    strip, stage, effect, settings = made
    decision = move(
        strip, stage, _word(finding), effect, settings,
        rule=f"advice/{effect}", because=(finding.id,),
        curves=_there_only(finding, settings, length_s),
    )  # fmt: skip
    reason = explain(decision, strip, {finding.id: finding}, voice("plain"), genre)
    told = hear(finding, voice("plain"), genre)
    return Advice(
        finding=finding,
        strip=strip,
        decision=replace(decision, reason=reason),
        words=reason.removeprefix(told).strip(),
    )


def _word(finding: Finding) -> str:
    """Name the move after what it answers: ``"muddy 2"``."""
    return f"{finding.check.partition('/')[2]} {finding.id.rpartition('#')[2]}"


Made = tuple[str, Stage, str, dict[str, Setting]]


def _size_db(finding: Finding) -> float:
    for name in SIZES:
        if name in finding.facts:
            return abs(float(finding.facts[name]))
    return 0.0


def _who(finding: Finding) -> tuple[str, float]:
    """Return the strip to work on, and the most that may be done to it."""
    if finding.strip != "Master":
        return finding.strip, MOST_ON_A_STEM_DB
    name, part = max((finding.share or {}).items(), key=lambda item: item[1], default=("", 0.0))
    return (name, MOST_ON_A_STEM_DB) if part >= MOSTLY else ("Master", MOST_DB)


def _cut(finding: Finding) -> Made | None:
    if "low_hz" not in finding.facts:
        return None
    low_hz, high_hz = float(finding.facts["low_hz"]), float(finding.facts["high_hz"])
    strip, most_db = _who(finding)
    gain_db = -round(min(most_db, max(1.0, _size_db(finding))), 1)
    return strip, "eq", *_filter(sqrt(low_hz * high_hz), gain_db)


def _lift(finding: Finding) -> Made | None:
    frequency_hz = LIFT_HZ[finding.check]
    strip = finding.strip
    gain_db = round(min(MOST_DB, max(1.0, _size_db(finding))), 1)
    return strip, "eq", *_filter(frequency_hz, gain_db)


def _filter(frequency_hz: float, gain_db: float) -> tuple[str, dict[str, Setting]]:
    settings: dict[str, Setting] = {"frequency_hz": nice_hz(frequency_hz), "gain_db": gain_db}
    if frequency_hz < LOW_HZ:
        return "low_shelf", settings
    if frequency_hz > HIGH_HZ:
        return "high_shelf", settings
    return "bell", {**settings, "width_q": 0.9}


def _ring(finding: Finding) -> Made | None:
    if "frequency_hz" not in finding.facts:
        return None
    gain_db = -round(min(MOST_ON_A_STEM_DB, max(2.0, _size_db(finding) / 2.0)), 1)
    at_hz = nice_hz(float(finding.facts["frequency_hz"]))
    settings: dict[str, Setting] = {"frequency_hz": at_hz, "gain_db": gain_db, "width_q": 6.0}
    return finding.strip, "eq", "bell", settings


def _fader(finding: Finding) -> Made | None:
    up_db = float(finding.facts.get("under_lu", 0.0)) - float(finding.facts.get("over_lu", 0.0))
    if up_db == 0.0:
        return None
    return finding.strip, "ride", "fader", {"gain_db": round(min(6.0, max(-6.0, up_db)), 1)}


def _width(percent: float) -> Callable[[Finding], Made]:
    return lambda f: (f.strip, "pan", "width", {"width_percent": percent, "mono_below_hz": 0.0})


def _mono_low(finding: Finding) -> Made:
    settings: dict[str, Setting] = {"width_percent": 100.0, "mono_below_hz": 120.0}
    return _who(finding)[0], "pan", "width", settings


def _no_offset(finding: Finding) -> Made:
    return finding.strip, "filter", "highpass", {"frequency_hz": 16.0, "slope_db": 6.0}


def _soften(finding: Finding) -> Made:
    at_hz = float(finding.facts.get("frequency_hz", 6500.0))
    settings: dict[str, Setting] = {
        "frequency_hz": nice_hz(max(3500.0, at_hz * 0.8)), "threshold_db": -36.0,
        "range_db": -round(min(8.0, max(2.0, _size_db(finding))), 1),
    }  # fmt: skip
    return finding.strip, "deess", "deesser", settings


_MAKERS: dict[str, Callable[[Finding], Made | None]] = {
    **dict.fromkeys(CUT, _cut),
    **dict.fromkeys(LIFT_HZ, _lift),
    "tone/resonance": _ring,
    "vocal/under": _fader,
    "vocal/over": _fader,
    "vocal/sibilant": _soften,
    "stereo/wide": _width(80.0),
    "stereo/out_of_phase": _width(60.0),
    "stereo/narrow": _width(130.0),
    "low/not_mono": _mono_low,
    "file/dc": _no_offset,
}


def _there_only(
    finding: Finding, settings: Mapping[str, Setting], length_s: float
) -> dict[str, tuple[tuple[float, float], ...]]:
    """Return the curve of a gain that works only where the finding lies; none for a whole song."""
    start_s, end_s = finding.where.start_s, finding.where.end_s
    if "gain_db" not in settings or end_s - start_s > length_s - WHOLE_LEFT_S:
        return {}
    gain_db = float(settings["gain_db"])
    points = [(start_s - FADE_S, 0.0), (start_s, gain_db), (end_s, gain_db), (end_s + FADE_S, 0.0)]
    return {"gain_db": tuple((t, g) for t, g in points if 0.0 <= t <= length_s)}
