"""What is said about a test recording: each fault with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.flow.lines_checked import Checked, Said
from tonmeister.knowledge.voices import voice
from tonmeister.listening.check import checks
from tonmeister.listening.finished import ANY
from tonmeister.listening.lines import Level, Line, Pair
from tonmeister.model import Weight
from tonmeister.producer.explain import hear
from tonmeister.units import say

LEAST_HEADROOM_DB, HEADROOM_DB = 3.0, 8.0
SOFT_PEAK_DBFS = -28.0
LATE_MS, FAR_APART_MS = 0.15, 0.3
BLEED_DB = 10.0
SOUND_CM_PER_MS = 34.3
_RANK = {"fault": 0, "note": 1, "info": 2}


def say_all(checked: Checked, view: str | None) -> list[Said]:
    """Say everything, the weightiest first."""
    found = [
        *_levels(checked), *_patching(checked), *_pairs(checked), *_faults(checked),
        *_bleed(checked), *_pictures(checked, view),
    ]  # fmt: skip
    return sorted(found, key=lambda s: _RANK[s.weight])


def _said(kind: str, weight: Weight, lines: tuple[str, ...], **words: str | float) -> Said:
    told = {k: v if isinstance(v, str) else say(k, v) for k, v in words.items()}
    text = voice("plain")[f"lines/{kind}"].format_map(told)
    return Said(kind=kind, lines=lines, weight=weight, words=text)


def _levels(checked: Checked) -> Iterator[Said]:
    for line, level in zip(checked.lines, checked.levels, strict=True):
        yield from _level(line, level)


def _level(line: Line, level: Level) -> Iterator[Said]:
    name = line.name
    if line.aside:
        return
    if level.state == "dead":
        yield _said("dead", "fault", (name,), name=name)
    elif level.state == "only noise":
        yield _said("only_noise", "fault", (name,), name=name, floor_dbfs=level.floor_dbfs)
    elif level.headroom_db < LEAST_HEADROOM_DB:
        yield _said(
            "hot", "note", (name,), name=name, headroom_db=max(0.0, level.headroom_db),
            down_db=HEADROOM_DB - level.headroom_db,
        )  # fmt: skip
    elif level.peak_dbfs < SOFT_PEAK_DBFS:
        yield _said(
            "soft", "note", (name,), name=name, playing_dbfs=level.playing_dbfs,
            peak_dbfs=level.peak_dbfs, up_db=-HEADROOM_DB - level.peak_dbfs,
        )  # fmt: skip


def _patching(checked: Checked) -> Iterator[Said]:
    for same in checked.sames:
        kind = "copy_flipped" if same.flipped else "copy"
        yield _said(
            kind, "fault", (same.first, same.second), first=same.first, second=same.second,
            apart_db=abs(same.level_db),
        )  # fmt: skip
    for odd in checked.stranges:
        if odd.swapped and odd.swapped < odd.name:
            continue
        if odd.swapped:
            yield _said(
                "swapped", "fault", (odd.name, odd.swapped), name=odd.name, sounds=odd.sounds,
                other=odd.swapped,
            )  # fmt: skip
        else:
            yield _said(
                "strange", "note", (odd.name,), name=odd.name, role=odd.role, sounds=odd.sounds,
                confidence_score=odd.confidence,
            )  # fmt: skip


def _pairs(checked: Checked) -> Iterator[Said]:
    """Say what is wrong between microphones; two names of one signal are said already."""
    copies = {frozenset((s.first, s.second)) for s in checked.sames}
    for pair in checked.pairs:
        names = (pair.first, pair.second)
        if not pair.sure or frozenset(names) in copies:
            continue
        if pair.flipped:
            kinds = {"close": "flipped", "sides": "sides_flipped", "far": "far_flipped"}
            yield _said(kinds[pair.kind], "fault", names, first=pair.first, second=pair.second)
        if pair.kind == "close" and abs(pair.late_ms) >= LATE_MS:
            early, late = names if pair.late_ms > 0.0 else names[::-1]
            late_ms = abs(pair.late_ms)
            yield _said(
                "late", "note", names, first=early, second=late, late_ms=late_ms,
                path=_path(late_ms), notch_hz=500.0 / late_ms,
            )  # fmt: skip
    yield from _distances(checked)


def _distances(checked: Checked) -> Iterator[Said]:
    """Say where the two of a pair stand unequally far from the drum in the middle."""
    partner = {line.name: line.pair for line in checked.lines}
    far = [p for p in checked.pairs if p.kind == "far" and p.sure]
    for number, one in enumerate(far):
        for other in far[number + 1 :]:
            apart_ms = other.late_ms - one.late_ms
            if partner[one.second] != partner[other.second] or not partner[one.second]:
                continue
            if abs(apart_ms) >= FAR_APART_MS:
                early, late = (one, other) if apart_ms > 0.0 else (other, one)
                yield _apart(early, late, abs(apart_ms))


def _apart(early: Pair, late: Pair, late_ms: float) -> Said:
    return _said(
        "sides_apart", "note", (early.second, late.second), near=early.first, early=early.second,
        late=late.second, late_ms=late_ms, path=_path(late_ms),
    )  # fmt: skip


def _path(late_ms: float) -> str:
    return f"{SOUND_CM_PER_MS * late_ms:.0f} cm"


def _faults(checked: Checked) -> Iterator[Said]:
    """Say what the house's own checks found, each with what would mend it."""
    for finding in checked.findings:
        fix = checks()[finding.check].fix
        words = hear(finding, voice("plain"), ANY)
        yield Said(
            kind=finding.check, lines=(finding.strip,), weight=finding.weight,
            words=f"{words} What would help: {fix}." if fix else words,
        )  # fmt: skip


def _bleed(checked: Checked) -> Iterator[Said]:
    far = {line.name for line in checked.lines if line.far}
    copies = {name for s in checked.sames for name in (s.first, s.second)}
    for one in checked.bleeds:
        if one.at_most or one.into in far or one.under_db >= BLEED_DB:
            continue
        if not {one.source, one.into} <= copies:
            yield _said(
                "bleed", "note", (one.into, one.source), into=one.into, source=one.source,
                under_db=max(0.0, one.under_db),
            )  # fmt: skip


def _pictures(checked: Checked, view: str | None) -> Iterator[Said]:
    clear = [p for p in checked.pictures if p.view in ("drummer", "audience")]
    for one in checked.pictures:
        side = "on the left" if one.view == "drummer" else "on the right"
        if one.view == "contradictory":
            yield _said("picture_contradictory", "note", (one.pair,), pair=one.pair)
        elif one in clear and view is not None and one.view != view:
            yield _said(
                "picture_wrong", "fault", (one.pair,), pair=one.pair, wanted=view, side=side
            )
        elif one in clear:
            yield _said("picture", "info", (one.pair,), pair=one.pair, view=one.view, side=side)
    for number, one in enumerate(clear):
        for other in clear[number + 1 :]:
            if one.view != other.view:
                yield _said(
                    "picture_against", "fault", (one.pair, other.pair), pair=one.pair,
                    other=other.pair,
                )  # fmt: skip
