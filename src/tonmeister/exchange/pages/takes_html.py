"""The page of a part's takes: ranking, stop or go, phrase by take, and each take note by note."""

from __future__ import annotations

from collections.abc import Sequence
from string import Template

import numpy as np

from tonmeister.exchange.pages import takes_plots as plots
from tonmeister.exchange.pages.parts import part, policy
from tonmeister.exchange.pages.takes import TakesPage
from tonmeister.exchange.report.words import label, safe, sentence
from tonmeister.model import Phrase, PhraseScore, TakeScore, clock
from tonmeister.producer.takes.direct_notes import Notes
from tonmeister.producer.takes.progress import Along

LEVELS = 10
FEW_NOTES = 2
WORST_SCORE = 3.0
FACTS = ("pitch_off_cents", "timing_off_ms")
TITLES = {
    "pitch_off_cents": "pitch off",
    "pitch_lean_cents": "pitch leans",
    "timing_off_ms": "timing off",
    "behind_ms": "behind",
    "sag_cents_s": "held notes sink",
    "tone_over_breath_db": "tone over breath",
    "level_off_db": "level off",
    "uneven_db": "uneven",
}
LIKELY_CHANCE = 0.1


def takes_page(page: TakesPage) -> str:
    """Write the page; one self-contained text that loads nothing."""
    script = part("takes.js")
    notes = Notes(page.aligned)
    return Template(part("takes.html")).substitute(
        policy=policy(script),
        css=part("page.css", "tonmeister.exchange.report")
        + part("compare.css")
        + part("takes.css"),
        script=script,
        song=safe(page.song),
        name=safe(page.aligned.part.name),
        about=sentence(_about(page)),
        notes=_remarks(_notes(page)),
        verdict=sentence(page.verdict),
        reasons="".join(f"<li>{sentence(one)}</li>" for one in page.reasons),
        punch=_punch(page),
        ranking=_ranking(page),
        heat=_heat(page),
        session=plots.session_plot(page) + _along(page),
        shape=_shape(page),
        takes="".join(_take(page, score, notes) for score in page.ranked),
        version=safe(page.version),
    )


def _about(page: TakesPage) -> str:
    ranked = page.ranked
    if not ranked:
        return "No take could be used."
    told = f"{len(ranked)} takes, {len(page.aligned.phrases)} phrases"
    if len(ranked) == 1:
        return f"1 take, {len(page.aligned.phrases)} phrases."
    level = [page.name(n) for n in ranked[0].tied_with]
    if level:
        also = level[0] if len(level) == 1 else f"{', '.join(level[:-1])} and {level[-1]}"
        lead = page.name(ranked[0].take)
        return f"{told}. {lead} and {also} are level by these measures: choose by ear."
    return f"{told}. {page.name(ranked[0].take)} leads."


def _notes(page: TakesPage) -> list[str]:
    left = [
        f"{page.name(n)} is left out: {why}" for n, why in sorted(page.aligned.left_out.items())
    ]
    return list(dict.fromkeys([*left, *page.aligned.part.problems, *page.notes]))


def _remarks(notes: Sequence[str]) -> str:
    """Write a few remarks out; many are folded away."""
    told = "".join(f'<p class="lead">{sentence(one)}</p>' for one in notes)
    if len(notes) <= FEW_NOTES:
        return told
    return f"<details><summary>{len(notes)} remarks about these takes</summary>{told}</details>"


def _punch(page: TakesPage) -> str:
    if not page.advice.punch:
        return ""
    rows = ""
    for punch in page.advice.punch:
        phrase, bars = punch.phrase, punch.pre_roll_bars_count
        before = f"{bars} bars" if bars else f"{punch.pre_roll_s:.0f} s"
        amount = next(
            (
                _rounded(name, abs(float(value)))
                for name, value in punch.remark.facts.items()
                if name.endswith(("_cents", "_ms"))
            ),
            "",
        )
        out = f"{amount} {punch.remark.what}".strip()
        rows += (
            f"<tr><td>{phrase.number}</td><td>{safe(_where(phrase))}</td><td>{_sung(phrase)}</td>"
            f"<td>{safe(before)}</td>"
            f'<td><a href="#t{punch.nearest_take}p{phrase.number}">'
            f"{safe(page.name(punch.nearest_take))}</a>: {sentence(out)}</td></tr>"
        )
    return (
        '<h3>To record again</h3><div class="scroll"><table class="figures left wordy"><thead><tr>'
        "<th>Phrase</th><th>Where</th><th>Words</th><th>Band before</th><th>Nearest so far</th>"
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _where(phrase: Phrase) -> str:
    return phrase.bars or clock(phrase.where.start_s)


def _sung(phrase: Phrase) -> str:
    return safe(phrase.words.replace("-", "")) if phrase.words else "–"


def _ranking(page: TakesPage) -> str:
    most = max([s.cost_score for s in page.scores] + [0.5])
    keepers = {d.take for d in page.directions if d.keeper}
    facts = [n for n in FACTS if any(n in s.facts or _means(s, n) is not None for s in page.scores)]
    head = "".join(f"<th>{TITLES[n].capitalize()}</th>" for n in facts)
    rows = ""
    for score in page.ranked:
        cells = "".join(f"<td>{_fact(score, n)}</td>" for n in facts)
        level = ", ".join(str(n) for n in score.tied_with)
        flag = ' <b class="keeper">keeper</b>' if score.take in keepers else ""
        rows += (
            f'<tr><td>{score.rank or "–"}</td><th><a href="#t{score.take}">'
            f"{safe(page.name(score.take))}</a>{flag}</th>"
            f'<td class="cost"><span class="track"><i style="--part:{score.cost_score / most:.3f}">'
            f"</i><b>{score.cost_score:.2f}</b></span></td>{cells}"
            f"<td>{f'take {level}' if level else '–'}</td></tr>"
        )
    return (
        '<div class="scroll"><table class="figures left rank"><thead><tr><th></th><th>Take</th>'
        f"<th>Cost</th>{head}<th>Level with</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _means(score: TakeScore, name: str) -> float | None:
    known = [one.facts[name] for one in score.phrases if name in one.facts]
    return float(np.mean(known)) if known else None


def _fact(score: TakeScore, name: str) -> str:
    value = score.facts.get(name, _means(score, name))
    return "–" if value is None else _rounded(name, float(value))


def _rounded(name: str, value: float) -> str:
    unit = {"cents": "cents", "ms": "ms", "db": "dB"}.get(name.rpartition("_")[2], "cents/s")
    digits = 1 if unit == "dB" else 0
    return f"{value:.{digits}f}\N{NO-BREAK SPACE}{unit}".replace("-", "−")


def _heat(page: TakesPage) -> str:
    takes = page.in_order
    head = "".join(
        f'<th><a href="#t{s.take}" title="{safe(page.name(s.take))}">{s.take}</a></th>'
        for s in takes
    )
    rows = ""
    for phrase in page.aligned.phrases:
        chosen, cells = page.chosen(phrase.number), ""
        for score in takes:
            one = next((p for p in score.phrases if p.phrase == phrase.number), None)
            cells += _cell(page, score.take, phrase, one, chosen)
        rows += (
            f"<tr><th><b>{phrase.number}</b> {safe(_where(phrase))}"
            f"<small>{safe(_short(phrase))}</small></th>{cells}</tr>"
        )
    scale = "".join(f'<i class="h{i}"></i>' for i in range(LEVELS + 1))
    mark = '<span class="key chosen">in the comp</span>' if page.comp else ""
    return (
        f'<div class="scroll"><table class="costs"><thead><tr><th>Phrase</th>{head}</tr></thead>'
        f'<tbody>{rows}</tbody></table></div><p class="readout"><span class="scale">0 {scale} '
        f"{WORST_SCORE:.0f} and more</span><span>1 is 25 cents or 30 ms off on average</span>"
        f"{mark}</p>"
    )


def _short(phrase: Phrase) -> str:
    words = phrase.words.replace("-", "").split()
    return " ".join(words[:5]) + (" …" if len(words) > 5 else "")


def _cell(
    page: TakesPage, take: int, phrase: Phrase, one: PhraseScore | None, chosen: Sequence[int]
) -> str:
    if one is None or one.facts.get("missing_percent", 0.0) > 99.0:
        return '<td class="none">–</td>'
    level = round(min(1.0, max(0.0, one.cost_score) / WORST_SCORE) * LEVELS)
    mark = " chosen" if take in chosen else ""
    why = ", ".join(f"{label(n)} {v:.2f}" for n, v in one.costs.items() if v >= 0.01)
    told = f"{page.name(take)}, phrase {phrase.number}: {why or 'nothing off'}"
    told += "; in the comp" if mark else ""
    return (
        f'<td class="h{level}{mark}"><a href="#t{take}p{phrase.number}" title="{safe(told)}">'
        f"{one.cost_score:.1f}</a></td>"
    )


def _along(page: TakesPage) -> str:
    rows = "".join(_along_row(one) for one in page.progress.facts if one.name in TITLES)
    if not rows or len(page.progress.takes) < 2:
        return ""
    first, last = page.progress.takes[0], page.progress.takes[-1]
    return (
        '<div class="scroll"><table class="figures left"><thead><tr><th></th>'
        f"<th>Take {first}</th><th>Take {last}</th><th>A take</th><th>Trend</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _along_row(one: Along) -> str:
    known = [v for v in one.values if np.isfinite(v)]
    if len(known) < 2:
        return ""
    slope, chance = one.trend.slope_score, one.trend.chance_ratio
    way = "rises" if slope > 0 else "falls"
    told = (
        f"{way} (by chance in {100 * chance:.0f} %)"
        if chance < LIKELY_CHANCE
        else "none to speak of"
    )
    return (
        f"<tr><th>{TITLES[one.name].capitalize()}</th><td>{_rounded(one.name, known[0])}</td>"
        f"<td>{_rounded(one.name, known[-1])}</td>"
        f"<td>{'+' if slope > 0 else ''}{_rounded(one.name, slope)}</td>"
        f"<td>{sentence(told)}</td></tr>"
    )


def _shape(page: TakesPage) -> str:
    return {
        "rising": "Each take tends to be better than the one before.",
        "quick starter": "The first takes are the best: a quick start.",
        "double peak": "Good, then a dip, then better, then down: a double peak.",
        "steady": "The takes are even.",
        "no clear shape yet": "No clear shape yet.",
    }[page.progress.shape]


def _take(page: TakesPage, score: TakeScore, notes: Notes) -> str:
    figures = "".join(
        _phrase(page, score, one, notes) for one in sorted(score.phrases, key=lambda p: p.phrase)
    )
    facts = ", ".join(f"{TITLES[n]} {_fact(score, n)}" for n in FACTS if _fact(score, n) != "–")
    opened = " open" if score is page.ranked[0] else ""
    told = sentence(page.said.get(score.take, ""))
    return (
        f'<section class="chapter take" id="t{score.take}"><header>'
        f"<h2>{safe(page.name(score.take))}</h2>"
        f'<p class="lead">Rank {score.rank or "–"}, cost {score.cost_score:.2f}'
        f'{": " + facts if facts else ""}.</p></header><div class="body">'
        f'<p class="told-to">{told}</p>{_moments(page, score.take)}<details class="more"{opened}>'
        f"<summary>Note by note</summary>{figures}</details></div></section>"
    )


def _moments(page: TakesPage, take: int) -> str:
    """List what stands out in a take, worst first: notes, words, clicks, plosives, clipping."""
    rows = "".join(f"<li>{sentence(one)}</li>" for one in page.moments.get(take, ()))
    if not rows:
        return ""
    return f'<details class="more"><summary>What stands out</summary><ul>{rows}</ul></details>'


def _phrase(page: TakesPage, score: TakeScore, one: PhraseScore, notes: Notes) -> str:
    phrase = notes.phrase(one.phrase)
    mine = notes.of(score.take, one.phrase)
    chosen = ' <b class="keeper">in the comp</b>' if score.take in page.chosen(one.phrase) else ""
    told = [_rounded(n, one.facts[n]) for n in FACTS if n in one.facts]
    off = f", {' and '.join(told)} off" if told else ""
    if all(note.missing for note in mine):
        body = '<p class="none">Left out in this take.</p>'
    else:
        pitch = plots.pitch_plot(page.aligned, score.take, phrase, mine)
        body = (
            f'<div class="wide"><div>{pitch}{plots.words_row(phrase, mine)}'
            f"{plots.time_plot(phrase, mine, page.bars_s)}</div></div>"
        )
    return (
        f'<figure class="ph" id="t{score.take}p{one.phrase}"><figcaption><b>Phrase {one.phrase}</b>'
        f" {safe(_where(phrase))}: cost {one.cost_score:.2f}{sentence(off)}{chosen}</figcaption>"
        f"{body}</figure>"
    )
