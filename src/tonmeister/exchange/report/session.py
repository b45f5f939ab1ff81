"""The session in the report: which take sings where, and what was edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tonmeister.exchange.report.data import ReportData
from tonmeister.exchange.report.words import label, number, safe, sentence
from tonmeister.model import Comp, Edit, clock

MOST_EDITS = 60
"""More edits of one recording are counted, not listed: ``tonmeister why`` lists them all."""

_KINDS = {
    "tune": "tuned note", "move": "moved hit or note", "replace": "replaced hit",
    "hum": "stretch of hum", "click": "click", "declip": "clipped stretch", "breath": "breath",
    "silence": "silence", "gate": "stretch of bleed", "denoise": "stretch of noise",
}  # fmt: skip


def session(data: ReportData) -> str:
    """Tell the comps and the edits; empty where there is nothing of either."""
    parts = "".join(_comp(comp, data) for comp in data.comps)
    tracks = dict.fromkeys(edit.track for edit in data.edits)
    return parts + "".join(_edits(track, data) for track in tracks)


def _comp(comp: Comp, data: ReportData) -> str:
    page = data.take_pages.get(comp.part)
    more = f' <a href="{safe(page)}">All takes, phrase by phrase</a>' if page else ""
    retake = "".join(f"<li>{sentence(line)}</li>" for line in comp.retake)
    again = f"<h4>Worth another take</h4><ul>{retake}</ul>" if retake else ""
    rows = "".join(
        f"<li><b>{clock(r.start_s)} · take {r.take}</b> {sentence(r.reason)}"
        f"{' <span class=flag>held</span>' if r.hold else ''}</li>"
        for r in comp.regions
    )
    return (
        f'<section class="strip"><h3>{safe(comp.part)}<small>{len(comp.takes)} takes</small></h3>'
        f"<p>{sentence(_summary(comp))}{more}</p>{_ribbon(comp)}"
        f'<details><summary>Why which take</summary><ol class="moves">{rows}</ol></details>'
        f"{again}</section>"
    )


def _summary(comp: Comp) -> str:
    sung = Counter(region.take for region in comp.regions)
    shares = ", ".join(f"take {take} in {count}" for take, count in sung.most_common())
    text = f"{len(comp.regions)} regions: {shares}."
    if comp.best_single and comp.best_single_score > 0.0:
        better = 100.0 * (1.0 - comp.cost_score / comp.best_single_score)
        text += (
            f" Its flaws add up to {better:.0f} % less than those of take {comp.best_single}, "
            "the best one alone."
        )
    return text


def _ribbon(comp: Comp) -> str:
    """Draw the comp as a row of blocks, as wide as they are long."""
    start_s = min((r.start_s for r in comp.regions), default=0.0)
    end_s = max((r.end_s for r in comp.regions), default=1.0)
    whole_s = max(end_s - start_s, 1e-3)
    order = {take.number: i for i, take in enumerate(comp.takes)}
    blocks = "".join(
        f'<i class="take{order.get(r.take, 0) % 6}" title="{safe(_titled(r.take, r.start_s))}" '
        f'style="left:{100 * (r.start_s - start_s) / whole_s:.2f}%;'
        f'width:{100 * (r.end_s - r.start_s) / whole_s:.2f}%">{r.take}</i>'
        for r in comp.regions
    )
    said = "; ".join(_titled(r.take, r.start_s) for r in comp.regions)
    return f'<div class="ribbon" role="img" aria-label="{safe(said)}">{blocks}</div>'


def _titled(take: int, start_s: float) -> str:
    return f"take {take} from {clock(start_s)}"


def _edits(track: str, data: ReportData) -> str:
    mine = [edit for edit in data.edits if edit.track == track]
    playing = [edit for edit in mine if edit.plays]
    counted = Counter(edit.kind for edit in playing)
    words = ", ".join(_count(kind, count) for kind, count in counted.items()) or "all undone"
    rows = "".join(_row(edit) for edit in playing[:MOST_EDITS])
    if len(playing) > MOST_EDITS:
        rows += f"<li>and {len(playing) - MOST_EDITS} more</li>"
    listed = f'<ol class="moves">{rows}</ol>' if rows else ""
    return (
        f'<section class="strip"><h3>{safe(track)}<small>edited: {safe(words)}</small></h3>'
        f"<details><summary>Every edit, with its reason</summary>{listed}</details></section>"
    )


def _count(kind: str, count: int) -> str:
    name = _KINDS.get(kind, kind)
    plural = "breaths" if kind == "breath" else name.replace("stretch", "stretches")
    if count != 1 and plural == name:
        plural = f"{name}s"
    return f"{count} {name if count == 1 else plural}"


def _row(edit: Edit) -> str:
    held = ' <span class="flag">held</span>' if edit.hold else ""
    measured = _measured(edit)
    more = f' <span class="outcome">{sentence(measured)}</span>' if measured else ""
    return f"<li><b>{clock(edit.start_s)}</b> {sentence(edit.reason)}{held}{more}</li>"


def _measured(edit: Edit) -> str:
    both: Sequence[str] = [name for name in edit.after if name in edit.before]
    return ", ".join(
        f"{label(name)} {number(name, edit.before[name])} before, "
        f"{number(name, edit.after[name])} after"
        for name in both[:2]
    )
