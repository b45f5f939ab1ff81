"""What was heard, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.exchange.report.compare import Fate, fates
from tonmeister.exchange.report.data import ReportData, Told
from tonmeister.exchange.report.words import anchor, effect_words, pairs, safe, sentence

_WEIGHTS = {"fault": 0, "note": 1, "info": 2}
_ORDER = {"new": 0, "left": 1, "once": 2, "answered": 3}
_BADGE = {
    "answered": "answered", "left": "still there", "once": "acted on", "new": "in the record",
}  # fmt: skip
_NOT_LED = {"answered": "gone", "once": "in the recording"}
_WHOLE = 0.98
"""A finding that fills this part of the song is said to be everywhere."""


def findings(data: ReportData) -> str:
    """List what was heard: open things first, then by weight and place; mere facts fold away."""
    found = fates(data.findings_before, data.findings_after)
    found.sort(
        key=lambda fate: (
            _ORDER[fate.word],
            _WEIGHTS[fate.told.finding.weight],
            fate.where.start_s,
        )
    )
    answers = _answers(data)
    length_s = data.song.length_s
    worth = [fate for fate in found if fate.told.finding.weight != "info"]
    known = [fate for fate in found if fate.told.finding.weight == "info"]
    items = "".join(_finding(fate, answers, length_s) for fate in worth)
    more = "".join(_finding(fate, answers, length_s) for fate in known)
    return (f'<ul class="findings">{items}</ul>' if items else "") + (
        f'<details class="more"><summary>Good to know: {len(known)} more</summary>'
        f'<ul class="findings">{more}</ul></details>'
        if more
        else ""
    )


def tally(found: Sequence[Fate]) -> str:
    """Say in a sentence how many things were heard and what became of them."""
    count = {
        word: sum(fate.word == word and fate.told.finding.weight != "info" for fate in found)
        for word in _ORDER
    }
    heard = count["answered"] + count["left"] + count["once"]
    if not heard and not count["new"]:
        return "Nothing that asked for a move."
    said = f"{heard} {'thing' if heard == 1 else 'things'} worth a move in the raw tracks; "
    said += f"{count['answered']} no longer heard in the record"
    if count["left"]:
        less = sum(fate.is_less and fate.told.finding.weight != "info" for fate in found)
        smaller = f" ({less} of them smaller)" if less else ""
        said += f", {count['left']} still there{smaller}"
    if count["once"]:
        said += f", {count['once']} in the recordings themselves"
    if count["new"]:
        said += f"; {count['new']} heard in the record only"
    return said + "."


def _answers(data: ReportData) -> dict[str, list[tuple[str, str]]]:
    """Map a finding's id to the decisions it led to: id and words."""
    made: dict[str, list[tuple[str, str]]] = {}
    for strip in data.sheet.strips:
        for decision in strip.decisions:
            for reason in decision.because:
                words = f"{effect_words(decision.effect)} on {strip.name}"
                made.setdefault(reason, []).append((decision.id, words))
    return made


def _finding(fate: Fate, answers: dict[str, list[tuple[str, str]]], length_s: float) -> str:
    finding = fate.told.finding
    links = ", ".join(
        f'<a href="#d-{anchor(target)}">{safe(words)}</a>'
        for target, words in answers.get(finding.id, [])
    )
    badge = _badge(fate, led=bool(links))
    led = " led" if links and fate.word == "once" else ""
    return (
        f'<li class="finding {finding.weight} {fate.word}" id="{fate.anchor}">'
        f'<p class="meta"><span class="badge{led}">{badge}</span>'
        f"<b>{safe(finding.strip)}</b>{_place(fate.told, length_s)}</p>"
        f"<p class='said'>{sentence(fate.told.sentence)}</p>"
        f"{_later(fate)}{_shares(fate)}"
        f"{f'<p class=links>Led to {links}</p>' if links else ''}"
        f'<details class="numbers"><summary>Numbers</summary><dl>{pairs(finding.facts)}'
        f"<div><dt>heard by</dt><dd>{safe(finding.check)}</dd></div>"
        f"<div><dt>how sure</dt><dd>{finding.confidence:.0%}</dd></div></dl></details></li>"
    )


def _badge(fate: Fate, *, led: bool) -> str:
    if fate.told.finding.weight == "info":
        return "good to know"
    if fate.is_less:
        return "less of it"
    return _BADGE[fate.word] if led else _NOT_LED.get(fate.word, _BADGE[fate.word])


def _place(told: Told, length_s: float) -> str:
    where = told.finding.where
    if where.end_s <= where.start_s:
        return ""
    if where.end_s - where.start_s >= _WHOLE * length_s:
        return "<span class='stage'>the whole song</span>"
    bars = f", {safe(told.bars)}" if told.bars and told.bars != str(where) else ""
    return (
        f'<button type="button" class="place" data-seek="{where.start_s:.2f}">'
        f"{where}{bars}</button>"
    )


def _later(fate: Fate) -> str:
    if not fate.later or fate.later.sentence == fate.told.sentence:
        return ""
    return f"<p class='later'>In the record: {sentence(fate.later.sentence)}</p>"


def _shares(fate: Fate) -> str:
    share = fate.told.finding.share
    if not share:
        return ""
    most = sorted(share.items(), key=lambda item: -item[1])[:4]
    return '<p class="shares">' + "".join(
        f'<span style="--part:{min(max(part, 0.0), 1.0):.2f}">{safe(strip)} '
        f"<b>{part:.0%}</b></span>"
        for strip, part in most
    ) + "</p>"  # fmt: skip
