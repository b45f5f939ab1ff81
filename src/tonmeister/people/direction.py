"""Telling a performer what to change: the same facts, in the tone that was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tonmeister.knowledge.tones import manner
from tonmeister.model import Direction, Remark, clock
from tonmeister.people.tone import Tone

AMOUNTS = {
    "other": "off_cents",
    "flat": "off_cents", "sharp": "off_cents", "sag": "sag_cents", "scoop": "slide_cents",
    "early": "off_ms", "late": "off_ms", "ahead": "off_ms", "behind": "off_ms",
    "loose": "loose_ms", "plosive": "over_db", "extra": "extra_s",
}  # fmt: skip
CLEAR = {"cents": 60.0, "ms": 70.0}
SLIGHT = {"cents": 40.0, "ms": 45.0}
"""Under and over which amounts "a little" and "clearly" stand in for a number."""
MOST_WORDS = 4
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def say(
    direction: Direction, tone: Tone, *, improving: bool = False, tied_with: Sequence[int] = ()
) -> str:
    """Return what to say after a take: one good thing with its evidence, at most two points.

    ``improving``: the last two takes each got better; only then the next one is pushed for.
    ``tied_with``: takes that these measures cannot tell from this one.
    """
    words = manner(tone.manner)
    points = [_point(remark, words.sentences, tone) for remark in direction.points]
    if direction.keeper:
        points = [words.sentences["keeper"]]
    good = [] if direction.strength is None else [_good(direction.strength, words.sentences, tone)]
    said = [*good, *points] if words.strength_first and not direction.keeper else [*points, *good]
    if tone.manner == "challenging" and improving and not direction.keeper:
        said.insert(0, words.sentences["push"])
    if tied_with:
        said.append(words.sentences["tied"].format(others=takes(tied_with)))
    return " ".join(said)


def takes(numbers: Sequence[int]) -> str:
    """Name takes: ``takes([2, 5]) == "takes 2 and 5"``."""
    told = [str(number) for number in numbers]
    if len(told) == 1:
        return f"take {told[0]}"
    return f"takes {', '.join(told[:-1])} and {told[-1]}"


def _point(remark: Remark, sentences: Mapping[str, str], tone: Tone) -> str:
    kind = "note" if "order_count" in remark.facts else "line"
    how = _how(remark, tone.numbers)
    words = {
        "where": place(remark), "word": word(remark), "line": line(remark), "how": how,
        "by": f"by {how}" if tone.numbers else how, "deed": str(remark.facts.get("deed", "")),
        "sung": str(remark.facts.get("sung", "")), "tone": str(remark.facts.get("tone", "")),
    }  # fmt: skip
    return _filled(sentences[f"{kind}/{remark.what}"], words)


def _good(remark: Remark, sentences: Mapping[str, str], tone: Tone) -> str:
    words = {
        "where": place(remark), "line": line(remark), "evidence": _evidence(remark, tone.numbers),
        "takes": f"{remark.facts.get('takes_count', 0.0):.0f}",
    }  # fmt: skip
    return _filled(sentences[f"strength/{remark.what}"], words)


def _filled(sentence: str, words: Mapping[str, str]) -> str:
    large = {name.capitalize(): _large(text) for name, text in words.items()}
    return _large(sentence.format_map({**words, **large}))


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]


def place(remark: Remark) -> str:
    """Say in which bars (``in bar 12``), or when, where the song has no bars (``at 0:44``)."""
    if remark.bars.startswith("bar"):
        return f"in {remark.bars}"
    if "order_count" in remark.facts:
        return f"at {clock(remark.where.start_s)}"
    return f"from {remark.where}"


def word(remark: Remark) -> str:
    """Name a note by its word, or by its tone and its order in the phrase."""
    if remark.word:
        return f"“{remark.word}”"
    if "order_count" not in remark.facts:
        return line(remark)
    order = round(float(remark.facts["order_count"]))
    note = f"the {ORDINALS[order - 1]} note" if order <= len(ORDINALS) else f"note {order}"
    tone = f" ({remark.facts['tone']})" if "tone" in remark.facts else ""
    return f"{note}{tone} of phrase {remark.phrase}"


def line(remark: Remark) -> str:
    """Name a phrase by its number and its first words."""
    sung = remark.word.replace("-", "").split()
    first = " ".join(sung[:MOST_WORDS]) + (" …" if len(sung) > MOST_WORDS else "")
    return f"phrase {remark.phrase}" + (f" (“{first}”)" if first else "")


def _how(remark: Remark, numbers: bool) -> str:
    if remark.what not in AMOUNTS:
        return ""
    name = AMOUNTS[remark.what]
    amount, unit = abs(float(remark.facts[name])), name.rpartition("_")[2]
    if remark.what == "extra":
        return f"{amount:.1f} seconds" if numbers else "moments"
    if remark.what == "plosive":
        return f"{amount:.0f} dB" if numbers else "clearly"
    if numbers:
        return f"{amount:.0f} {unit}"
    if amount < SLIGHT[unit]:
        return "a little"
    return "clearly" if amount >= CLEAR[unit] else "somewhat"


def _evidence(remark: Remark, numbers: bool) -> str:
    if not numbers:
        return ""
    facts = remark.facts
    names = [n for n in ("mean_cents", "mean_ms") if n in facts]
    now = " and ".join(f"{float(facts[n]):.0f} {n.rpartition('_')[2]}" for n in names)
    was = [f"{float(facts[f'was_{n}']):.0f} {n.rpartition('_')[2]}" for n in names
           if f"was_{n}" in facts]  # fmt: skip
    before = f", {' and '.join(was)} before" if was else ""
    return f": {now} off on average{before}" if now else ""
