"""A recall sheet as plain words and numbers, in the order in which a person reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tonmeister.model import Decision, Point, RecallSheet, Setting, Strip, TakenBack, Target

Words = dict[str, Any]

DECISION_KEYS = (
    "id", "stage", "effect", "settings", "key", "amount_percent", "bypass", "hold", "author",
    "reason", "rule", "because", "predicted", "measured", "curves",
)  # fmt: skip
STRIP_KEYS = ("name", "kind", "track", "role", "output")
HEAD_KEYS = (
    "schema", "song", "genre", "rate_hz", "length_s", "tempo_bpm", "revision", "reference", "notes",
)  # fmt: skip
TARGET_KEYS = ("loudness_lufs", "ceiling_dbtp")
TAKEN_BACK_KEYS = ("strip", "why", *DECISION_KEYS)


def head_words(sheet: RecallSheet) -> Words:
    """Return what stands on top of the sheet."""
    words: Words = {key: getattr(sheet, key) for key in HEAD_KEYS if key != "notes"}
    if not sheet.reference:
        del words["reference"]
    if sheet.notes:
        words["notes"] = list(sheet.notes)
    return words


def target_words(target: Target) -> Words:
    """Return what the master is made for."""
    return {"loudness_lufs": target.loudness_lufs, "ceiling_dbtp": target.ceiling_dbtp}


def strip_words(strip: Strip) -> Words:
    """Return a strip without its decisions."""
    words = {key: getattr(strip, key) for key in STRIP_KEYS}
    if strip.kind == "master":
        del words["output"]
    return {key: word for key, word in words.items() if word or key == "output"}


def decision_words(decision: Decision) -> Words:
    """Return a decision; what is as usual is left out."""
    words: Words = {key: getattr(decision, key) for key in DECISION_KEYS}
    words["settings"] = dict(decision.settings)
    words["because"] = list(decision.because)
    words["curves"] = {knob: [list(p) for p in curve] for knob, curve in decision.curves.items()}
    for key in ("predicted", "measured"):
        words[key] = dict(words[key])
    usual = {"key": "", "amount_percent": 100.0, "bypass": False, "hold": False}
    usual |= {"author": "", "predicted": {}, "measured": {}, "curves": {}}
    return {key: word for key, word in words.items() if key not in usual or word != usual[key]}


def taken_back_words(taken: TakenBack) -> Words:
    """Return a move that was taken back, flat."""
    return {"strip": taken.strip, "why": taken.reason} | decision_words(taken.decision)


def sheet_words(sheet: RecallSheet) -> Words:
    """Return the whole sheet, nested as in the file."""
    return head_words(sheet) | {
        "target": target_words(sheet.target),
        "amounts": dict(sheet.amounts),
        "strip": [
            strip_words(strip) | {"decision": [decision_words(d) for d in strip.decisions]}
            for strip in sheet.strips
        ],
        "taken_back": [taken_back_words(taken) for taken in sheet.taken_back],
    }


def to_sheet(words: Mapping[str, Any]) -> RecallSheet:
    """Build the sheet from words that were found to be right."""
    target = words["target"]
    return RecallSheet(
        song=words["song"],
        rate_hz=words["rate_hz"],
        length_s=float(words["length_s"]),
        genre=words["genre"],
        target=Target(
            loudness_lufs=float(target["loudness_lufs"]), ceiling_dbtp=float(target["ceiling_dbtp"])
        ),
        strips=tuple(_strip(strip) for strip in words.get("strip", ())),
        tempo_bpm=float(words.get("tempo_bpm", 0.0)),
        revision=words.get("revision", 1),
        reference=words.get("reference", ""),
        amounts=_numbers(words.get("amounts", {})),
        taken_back=tuple(
            TakenBack(decision=to_decision(taken), strip=taken["strip"], reason=taken["why"])
            for taken in words.get("taken_back", ())
        ),
        notes=tuple(words.get("notes", ())),
        schema=words["schema"],
    )


def _strip(words: Mapping[str, Any]) -> Strip:
    return Strip(
        name=words["name"],
        kind=words["kind"],
        decisions=tuple(to_decision(d) for d in words.get("decision", ())),
        track=words.get("track", ""),
        role=words.get("role", ""),
        output=words.get("output", "master"),
    )


def to_decision(words: Mapping[str, Any]) -> Decision:
    """Build one decision."""
    return Decision(
        id=words["id"],
        stage=words["stage"],
        effect=words["effect"],
        settings={key: to_setting(value) for key, value in words.get("settings", {}).items()},
        rule=words.get("rule", ""),
        because=tuple(words.get("because", ())),
        reason=words.get("reason", ""),
        curves={knob: to_curve(points) for knob, points in words.get("curves", {}).items()},
        key=words.get("key", ""),
        amount_percent=float(words.get("amount_percent", 100.0)),
        bypass=words.get("bypass", False),
        hold=words.get("hold", False),
        predicted=_numbers(words.get("predicted", {})),
        measured=_numbers(words.get("measured", {})),
        author=words.get("author", ""),
    )


def to_setting(value: Setting) -> Setting:
    """Return a knob's setting; a whole number is a number like any other."""
    return value if isinstance(value, (bool, str)) else float(value)


def to_curve(points: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    """Return an automation curve."""
    return tuple((float(at_s), float(value)) for at_s, value in points)


def _numbers(words: Mapping[str, float]) -> dict[str, float]:
    return {key: float(value) for key, value in words.items()}
