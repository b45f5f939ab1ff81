"""What the arranger did and why, in short sentences with bars."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.knowledge.styles import Style
from tonmeister.model import BarPlan, Clip

ARTICLE = {"drums": "the drums", "bass": "the bass", "keys": "the keys", "guitar": "the guitar",
           "pad": "the pad", "strings": "the strings", "lead": "the tune"}  # fmt: skip


def told_of(
    style: Style, plan: Sequence[BarPlan], who: Sequence[str], clips: Sequence[Clip]
) -> list[str]:
    """Return one sentence a section: who comes in, who goes, how much energy, and fills."""
    out: list[str] = []
    before: frozenset[str] | None = None
    start = 0
    while start < len(plan):
        end = start + 1
        while end < len(plan) and not plan[end].first:
            end += 1
        rows = [bar for bar in plan[start:end] if not bar.ending] or list(plan[start:end])
        now = frozenset(p for p in _usual(rows) if p != "lead")
        out.append(_section(rows, now, before))
        out += _dropout(rows, now)
        before, start = now, end
    silent = [ARTICLE[c.part] for c in clips if not c.notes]
    if silent:
        out.append(f"There is nothing to play for {_and(silent)} in {style.title}.")
    if len(clips) == 1:
        out.append("There is one player in the band: no rests.")
    return out


def _usual(rows: Sequence[BarPlan]) -> frozenset[str]:
    return rows[0].parts


def _section(rows: Sequence[BarPlan], now: frozenset[str], before: frozenset[str] | None) -> str:
    first, last = rows[0].bar + 1, rows[-1].bar + 1
    bars = f"Bars {first} to {last}" if last > first else f"Bar {first}"
    said = [f"{bars}, {rows[0].section}: energy {rows[0].energy_score:.2f}"]
    if before is None:
        said.append(_does(_order(now), "begin", "begins"))
    else:
        come, go = _order(now - before), _order(before - now)
        if come:
            said.append(_does(come, "come in", "comes in"))
        if go:
            said.append(_does(go, "rest", "rests"))
        if not come and not go:
            said.append("the same players")
    fills = [str(bar.bar + 1) for bar in rows if bar.fill and "drums" in bar.parts]
    if fills:
        said.append(f"a fill in bar {_and(fills)}")
    return "; ".join(said) + "."


def _dropout(rows: Sequence[BarPlan], now: frozenset[str]) -> list[str]:
    gone = _order((now - rows[-1].parts) - {"lead"})
    if not gone:
        return []
    who = _does(gone, "drop out", "drops out")
    return [f"Bar {rows[-1].bar + 1}: {who}, so that the last chorus comes in harder."]


def _does(parts: Sequence[str], many: str, one: str) -> str:
    """Return who does what: "the bass comes in", "the drums come in"."""
    single = len(parts) == 1 and parts[0] not in ("drums", "keys", "strings")
    return f"{_and([ARTICLE[p] for p in parts])} {one if single else many}"


def _order(parts: frozenset[str]) -> list[str]:
    return [p for p in ARTICLE if p in parts]


def _and(words: Sequence[str]) -> str:
    if not words:
        return "nobody"
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
