"""Roman numerals: what each chord does in the key.

Upper case major, lower case minor, figures for inversions (⁶, ⁶₄, ⁶₅, ⁴₃, ⁴₂), secondary dominants
over their goal (V⁷/V), borrowed chords with their sign (♭VII). In a minor key degrees are those of
the natural minor scale; a bass that is no tone of the chord stands as a degree (IV/5).
"""

from __future__ import annotations

from tonmeister.model import Chart, ChartChord, ChordSymbol, KeyAt
from tonmeister.music.chord_kinds import KINDS
from tonmeister.music.clock import key_at, meter_at
from tonmeister.music.number_chart import UP, accidental, beats, number_chart, slots
from tonmeister.music.spelling import SIGNATURE

NUMERALS = {0: "I", 2: "II", 4: "III", -1: "IV", 1: "V", 3: "VI", 5: "VII"}
DIATONIC = {"major": (0, 2, 4, -1, 1, 3, 5), "minor": (0, 2, -3, -1, 1, -4, -2)}
TRIADS = {4: "⁶", -3: "⁶", 1: "⁶₄", -6: "⁶₄", 8: "⁶₄"}
SEVENTHS = {4: "⁶₅", -3: "⁶₅", 1: "⁴₃", -6: "⁴₃", 8: "⁴₃", -2: "⁴₂", 5: "⁴₂", -9: "⁴₂"}
PLAIN = {"", "m", "dim", "aug"}
SEVEN = {"7", "maj7", "m7", "mmaj7", "m7b5", "dim7", "aug7"}
LEADING = {"dim", "dim7", "m7b5"}
DOMINANTS = {"7", "9", "7b9", "13"}
TWOS = {"m", "m7", "m9", "m7b5"}
LEGEND = "upper case major, lower case minor; ⁶ ⁶₄ inversions; V/V the dominant of V; % as before"


def roman(chart: Chart) -> str:
    """Return the chart in Roman numerals, as text for a fixed-width font."""
    return number_chart(chart, "Roman numerals", lambda bar: _bar(chart, bar), LEGEND, "|")


def numeral(symbol: ChordSymbol, key: KeyAt, following: ChordSymbol | None = None) -> str:
    """Return a chord's numeral in a key; ``following`` tells a secondary dominant from a colour."""
    goal = _goal(symbol, key, following)
    if goal is not None:
        dominant = "vii" if symbol.quality in LEADING else "V"
        target = _degree(goal - key.tonic_fifths, key, minor=_minor_goal(goal, key, following))
        return f"{dominant}{_figures(symbol, key)}/{target}"
    if following is not None and _is_two(symbol, key, following):
        goal = following.root_fifths - 1
        target = _degree(goal - key.tonic_fifths, key, minor=_minor_goal(goal, key, None))
        return f"ii{_figures(symbol, key)}/{target}"
    fifths = symbol.root_fifths - key.tonic_fifths
    minor = -3 in KINDS[symbol.quality]
    return _degree(fifths, key, minor=minor) + _figures(symbol, key)


def _goal(symbol: ChordSymbol, key: KeyAt, following: ChordSymbol | None) -> int | None:
    """Return the root that a secondary dominant leads to, or None where it is none."""
    quality, scale = symbol.quality, DIATONIC[_mode(key)]
    at = symbol.root_fifths - key.tonic_fifths
    goal = at - (5 if quality in LEADING else 1)
    resolves = following is not None and following.root_fifths - key.tonic_fifths == goal
    if quality not in DOMINANTS | LEADING | {""} or goal == 0 or goal not in scale:
        return None
    own = {*scale, 5, 1} if _mode(key) == "minor" else set(scale)  # the raised seventh is at home
    at_home = all(at + step in own for step in KINDS[quality])
    if at_home and not (quality in DOMINANTS and resolves):
        return None
    if not resolves and (quality in ("", "m7b5") or at in (-2, 0)):
        return None
    if at == 0 and following is not None and following.quality in DOMINANTS:
        return None  # a blues: I⁷ IV⁷
    return goal + key.tonic_fifths


def _is_two(symbol: ChordSymbol, key: KeyAt, following: ChordSymbol) -> bool:
    """Say whether a chord is the second degree before a secondary dominant."""
    at = symbol.root_fifths - key.tonic_fifths
    at_home = all(at + step in DIATONIC[_mode(key)] for step in KINDS[symbol.quality])
    return (
        symbol.quality in TWOS
        and not at_home
        and following.quality in DOMINANTS
        and following.root_fifths == symbol.root_fifths - 1
        and at - 2 != 0
        and at - 2 in DIATONIC[_mode(key)]
    )


def _minor_goal(goal: int, key: KeyAt, following: ChordSymbol | None) -> bool:
    if following is not None and following.root_fifths == goal:
        return -3 in KINDS[following.quality]
    return (goal - key.tonic_fifths - 3) in DIATONIC[_mode(key)] and (
        goal - key.tonic_fifths + 4
    ) not in DIATONIC[_mode(key)]


def _mode(key: KeyAt) -> str:
    return "minor" if SIGNATURE.get(key.mode, 0) <= -2 else "major"


def _degree(fifths: int, key: KeyAt, *, minor: bool) -> str:
    steps = (fifths + 1) // 7
    name = NUMERALS[fifths - 7 * steps]
    if _mode(key) == "minor" and name in ("III", "VI", "VII"):
        steps += 1
        if name == "VII" and steps == 1 and minor:
            steps = 0  # the leading tone's chord is vii° in minor as in major
    return accidental(steps) + (name.lower() if minor else name)


def _figures(symbol: ChordSymbol, key: KeyAt) -> str:
    quality = symbol.quality
    sign = {"dim": "°", "dim7": "°", "m7b5": "ø", "aug": "+", "aug7": "+"}.get(quality, "")
    above = 0 if symbol.bass_fifths is None else symbol.bass_fifths - symbol.root_fifths
    if above and quality in PLAIN and above in KINDS[quality]:
        return sign + TRIADS[above]
    if above and quality in SEVEN and above in KINDS[quality]:
        return ("maj" if "maj" in quality else sign) + SEVENTHS[above]
    return sign + _written(quality) + _bass(symbol, key)


def _written(quality: str) -> str:
    if quality in PLAIN:
        return ""
    if quality in SEVEN:
        return ("maj" if "maj" in quality else "") + "⁷"
    rest = quality.removeprefix("m") if not quality.startswith("maj") else quality
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    if quality in ("6", "m6", "69"):
        return "add6" if quality != "69" else "add6/9"
    if quality == "5":
        return "(no 3)"
    return digits.translate(UP) + rest[len(digits) :].replace("b", "♭").replace("#", "♯")


def _bass(symbol: ChordSymbol, key: KeyAt) -> str:
    if symbol.bass_fifths is None or symbol.bass_fifths == symbol.root_fifths:
        return ""
    fifths = symbol.bass_fifths - key.tonic_fifths
    steps = (fifths + 1) // 7
    name = NUMERALS[fifths - 7 * steps]
    number = ("I", "II", "III", "IV", "V", "VI", "VII").index(name) + 1
    if _mode(key) == "minor" and number in (3, 6, 7):
        steps += 1
    return f"/{accidental(steps)}{number}"


def _bar(chart: Chart, bar: int) -> str:
    found, meter = slots(chart, bar), meter_at(chart, bar)
    words = []
    for slot in found:
        if slot.chord is None:
            words.append("N.C.")
        elif not slot.begins and len(found) == 1:
            words.append("%")
        else:
            words.append(_in_place(chart, slot.chord))
    counts = [beats(slot, meter) for slot in found]
    if len(set(counts)) > 1:
        words = [f"{w}:{float(n):g}" for w, n in zip(words, counts, strict=True)]
    return "| " + " ".join(words)


def _in_place(chart: Chart, chord: ChartChord) -> str:
    key = key_at(chart, chord.start_quarters)
    after = [c for c in chart.chords if c.start_quarters > chord.start_quarters]
    follows = next((c.symbol for c in after if c.symbol != chord.symbol), None)
    return numeral(chord.symbol, key, follows)
