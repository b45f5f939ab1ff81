"""What a comp says: why each take was chosen, what to sing again, all of it as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tonmeister.model import Comp, Phrase, PhraseScore, Region, clock

TIE_SCORE = 0.1
"""Takes closer than this were told apart wrongly in every fourth pair with known truth."""
PITCH_CENTS, TIMING_MS, MISSING_PERCENT = 25.0, 30.0, 10.0

_BETTER: Mapping[str, tuple[str, str]] = {
    "pitch": ("pitch_off_cents", "{by:.0f} cents closer in pitch"),
    "timing": ("timing_loose_ms", "{by:.0f} ms steadier"),
    "late": ("late_ms", "{by:.0f} ms less late"),
    "early": ("early_ms", "{by:.0f} ms less early"),
    "own_tempo": ("own_tempo_off_ms", "{by:.0f} ms steadier"),
    "missing": ("missing_percent", "more complete by {by:.0f} % of its notes"),
    "extra": ("", "without extra words"),
    "tone": ("", "nearer the usual tone"),
    "breath": ("", "less breathy"),
    "level": ("", "nearer the usual level"),
    "flat_dynamics": ("", "livelier"),
    "noise": ("", "quieter behind the music"),
    "clicks": ("", "less clicking"),
    "plosives": ("", "less popping"),
    "clipping": ("", "less clipped"),
    "uneven": ("", "more even"),
    "flams": ("", "cleaner in its strokes"),
}
"""What a take is better in, by what it would cost: the fact of which it has less, and the words."""


def reason(
    region: Region, scores: Mapping[tuple[int, int], PhraseScore], base: int, *, whole: bool
) -> str:
    """Say why a region has its take, from the same numbers it was chosen by.

    ``scores`` by (take, phrase); ``whole``: the region is a whole phrase, so that what its score
    says is true of it.
    """
    mine = scores.get((region.take, region.phrase))
    other = scores.get((region.runner_up, region.phrase))
    if region.hold:
        rest = f"; take {region.runner_up} scores {_distance(region)} here" if other else ""
        return f"Take {region.take} is held by you{rest}."
    if mine is None or other is None:
        return f"Take {region.take} is the only one that can be used here."
    by = region.runner_up_score
    if abs(by) < TIE_SCORE:
        why = f"; take {base} is the best as a whole" if region.take == base else ""
        return (
            f"Takes {region.take} and {region.runner_up} are equal to the ear here{why}. "
            "Choose as you like."
        )
    if by > 0.0:
        said = _said(mine, other, by, whole)
        return (
            f"Take {region.take}: {said} than take {region.runner_up}, which came next by {by:.2f}."
        )
    said = _said(other, mine, -by, whole)
    return (
        f"Take {region.take} goes on: take {region.runner_up} is {said}, which is not worth a "
        "change of take."
    )


def _said(mine: PhraseScore, other: PhraseScore, by: float, whole: bool) -> str:
    better = _better(mine, other) if whole else []
    over = "over all" if whole else "on these words"
    return " and ".join(better) or f"better by {by:.2f} {over}"


def retakes(
    phrases: Sequence[Phrase], scores: Mapping[tuple[int, int], PhraseScore], takes: Sequence[int]
) -> list[str]:
    """Return a sentence for each phrase that no take does well enough to keep."""
    out = []
    for phrase in phrases:
        mine = [s for n in takes if (s := scores.get((n, phrase.number))) is not None]
        if mine and all(_out_of(s) for s in mine):
            best = min(mine, key=lambda s: (s.cost_score, s.take))
            out.append(
                f"{place(phrase.number, phrase.bars, phrase.words)}: no take is good enough; the "
                f"best, take {best.take}, is {_out_of(best)}. Sing it again."
            )
    return out


def _out_of(score: PhraseScore) -> str:
    facts, said = score.facts, []
    if facts.get("pitch_off_cents", 0.0) > PITCH_CENTS:
        said.append(
            f"{facts['pitch_off_cents']:.0f} cents off on average, where {PITCH_CENTS:.0f} would do"
        )
    if facts.get("timing_off_ms", 0.0) > TIMING_MS:
        said.append(
            f"{facts['timing_off_ms']:.0f} ms off the beat on average, where {TIMING_MS:.0f} "
            "would do"
        )
    if facts.get("missing_percent", 0.0) > MISSING_PERCENT:
        said.append(f"without {facts['missing_percent']:.0f} % of its notes")
    return " and ".join(said)


def _better(mine: PhraseScore, other: PhraseScore) -> list[str]:
    """Return in what one take's phrase is better than another's: two things at most."""
    gains = {
        key: other.costs.get(key, 0.0) - mine.costs.get(key, 0.0)
        for key in {*mine.costs, *other.costs}
    }
    said: list[str] = []
    for key in sorted(gains, key=lambda k: (-gains[k], k)):
        if gains[key] <= 0.02 or len(said) == 2:
            break
        if words := _in_words(key, mine, other):
            said.append(words)
    return said


def _in_words(key: str, mine: PhraseScore, other: PhraseScore) -> str:
    fact, words = _BETTER.get(key, ("", f"better in {key}"))
    if not fact:
        return words
    by = other.facts.get(fact, 0.0) - mine.facts.get(fact, 0.0)
    said = words.format(by=by) if by >= 1.0 else ""
    return said.replace("1 cents", "1 cent") if round(by) == 1 else said


def _distance(region: Region) -> str:
    better = "worse" if region.runner_up_score >= 0.0 else "better"
    return f"{abs(region.runner_up_score):.2f} {better}"


def place(number: int, bars: str = "", words: str = "") -> str:
    """Name a phrase for people: ``Phrase 3 (bars 9-12, "leave a light")``."""
    about = ", ".join([*([bars] if bars else []), *([f'"{words}"'] if words else [])])
    return f"Phrase {number}" + (f" ({about})" if about else "")


def told_comp(comp: Comp) -> dict[str, Any]:
    """Return a comp as plain data, for ``--json``."""
    return {
        "part": comp.part,
        "takes": [t.number for t in comp.takes],
        "cost_score": comp.cost_score,
        "best_single_take": comp.best_single,
        "best_single_score": comp.best_single_score,
        "regions": [
            {
                "id": r.id, "phrase": r.phrase, "words": r.words, "bars": r.bars, "take": r.take,
                "start_s": r.start_s, "end_s": r.end_s, "gain_db": r.gain_db,
                "cost_score": r.cost_score, "runner_up": r.runner_up,
                "runner_up_score": r.runner_up_score, "reason": r.reason, "hold": r.hold,
            }
            for r in comp.regions
        ],
        "cuts": [
            {"at_s": c.at_s, "length_ms": c.length_ms, "level_dbfs": c.level_dbfs}
            for c in comp.crossfades
        ],
        "retake": list(comp.retake),
        "notes": list(comp.notes),
        "measured": dict(comp.measured),
    }  # fmt: skip


def comp_lines(comp: Comp) -> list[str]:
    """Return a comp in lines for the terminal."""
    used = list(dict.fromkeys(r.take for r in comp.regions))
    lines = [
        f"{comp.part}: a comp of {_count(len(used), 'take')} with "
        f"{_count(len(comp.crossfades), 'cut')}; it costs {comp.cost_score:.2f}, the "
        f"best single take ({comp.best_single}) {comp.best_single_score:.2f}."
    ]
    lines += [
        f"  {clock(r.start_s)} {place(r.phrase, r.bars, r.words)}: {r.reason}" for r in comp.regions
    ]
    lines += [f"  Sing again: {sentence}" for sentence in comp.retake]
    return [*lines, *(f"  {note}" for note in comp.notes)]


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")
