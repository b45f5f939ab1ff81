"""What was compared, for programs and for the page."""

from __future__ import annotations

from math import erf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tonmeister import __version__
from tonmeister.exchange.encode import preview_mp3
from tonmeister.exchange.pages import ComparePage, HeatRow, Lane, PairCurves, Row, compare_html
from tonmeister.exchange.report.fill import short_term_lufs
from tonmeister.flow.comparing import Compared, Heard, Pair
from tonmeister.flow.tell import Event, Teller
from tonmeister.knowledge.corpus import Group, corpus
from tonmeister.listening.comparing import Side
from tonmeister.listening.comparing.crest import NAMES
from tonmeister.listening.comparing.differences import tones_db, usual_crest_db
from tonmeister.listening.comparing.hearing import least_tone_db
from tonmeister.listening.comparing.sides import NO_SIDE_DB
from tonmeister.listening.corpus import corpus_score
from tonmeister.listening.features import HOP_S
from tonmeister.studio import write_text
from tonmeister.units import say

LONGEST_PREVIEW_S = 420.0
WAVE_STEPS, CURVE_STEPS = 1200, 500

Real = NDArray[np.float64]


def how_plain(steps_score: float) -> str:
    """Say how well one hears a difference of so many just noticeable steps."""
    return "plain" if steps_score >= 3.0 else "clear" if steps_score >= 1.7 else "slight"


def as_event(found: Compared, page: Path | None) -> Event:
    """Return all that was found as plain values."""
    return {
        "event": "done",
        "page": None if page is None else str(page),
        "files": [
            {
                "label": one.label, "name": one.path.name, "path": str(one.path),
                "length_s": round(one.side.features.length_s, 3),
                "loudness_lufs": _short(one.side.loudness_lufs),
                "true_peak_dbtp": _short(one.side.features.facts["true_peak_dbtp"]),
                "lra_lu": _short(one.side.features.facts["lra_lu"]),
            }
            for one in found.all
        ],
        "pairs": [_pair(pair) for pair in found.pairs],
    }  # fmt: skip


def _pair(pair: Pair) -> Event:
    meeting, rate_hz = pair.meeting, pair.one.sound.rate_hz
    return {
        "one": pair.one.label, "other": pair.other.label, "about": list(pair.about),
        "one_song": meeting.one_song, "alike_score": meeting.alike_score,
        "offset_frames": meeting.offset_frames,
        "offset_ms": round(1000.0 * meeting.offset_frames / rate_hz, 3),
        "flipped": meeting.flipped, "gain_db": _short(pair.gain_db),
        "null_db": None if pair.nulled is None else _short(pair.nulled.depth_db),
        "differences": [
            {
                "kind": d.kind, "part": d.part,
                "start_s": None if d.where is None else round(d.where.start_s + pair.first_s, 3),
                "end_s": None if d.where is None else round(d.where.end_s + pair.first_s, 3),
                "low_hz": _short(d.low_hz), "high_hz": _short(d.high_hz),
                "peak_hz": _short(d.peak_hz), "one": _short(d.a), "other": _short(d.b),
                "difference": _short(d.value), "beyond": _short(d.beyond),
                "steps_score": _short(d.steps_score), "how_plain": how_plain(d.steps_score),
                "sentence": sentence,
            }
            for d, sentence in zip(pair.differences, pair.sentences, strict=True)
        ],
    }  # fmt: skip


def _short(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None


def write_page(path: Path, found: Compared, tell: Teller) -> None:
    """Write the page with the sound in it; whole or not at all."""
    with tell.stage("page", "Writing the page") as on:
        group = corpus().group_at(found.all[0].side.loudness_lufs)
        quietest = min(one.side.loudness_lufs for one in found.all)
        lanes = []
        for i, one in enumerate(found.all):
            lanes.append(_lane(one, found, group, quietest))
            on((i + 1) / len(found.all))
        first = found.all[0].side.features
        together = any(pair.meeting.one_song for pair in found.pairs)
        page = ComparePage(
            lanes=lanes,
            pairs=[_curves(pair) for pair in found.pairs],
            length_s=first.length_s,
            sections=[
                (
                    f"Part {i}" if len(s.name) == 1 else s.name,
                    s.where.start_s,
                    min(s.where.end_s, first.length_s),
                )
                for i, s in enumerate(found.song.sections if together else (), 1)
            ],
            least_db=least_tone_db().tolist(),
            edges_hz=corpus().edges_hz,
            usual_width_db=[(row[0], row[4]) for row in group.side_mid_db],
            group=f"{group.songs_count} songs ({group.title[:1].lower()}{group.title[1:]})",
            version=__version__,
            hop_s=_curve_step(first.length_s),
            crest_names=[name.capitalize() for name in NAMES],
        )
        write_text(path, compare_html(page))


def _curve_step(length_s: float) -> float:
    return max(HOP_S, length_s / CURVE_STEPS)


def _lane(one: Heard, found: Compared, group: Group, quietest_lufs: float) -> Lane:
    features, side = one.side.features, one.side
    facts = features.facts
    length_s = found.all[0].side.features.length_s
    starts_s = next(
        (p.meeting.offset_frames / p.one.sound.rate_hz for p in found.pairs
         if p.other.label == one.label and p.meeting.one_song), 0.0,
    )  # fmt: skip
    gain_db = quietest_lufs - side.loudness_lufs
    on = features.active
    levels = np.array(short_term_lufs(features))
    times = np.arange(0.0, length_s, _curve_step(length_s))
    matched = found.all[0].side.loudness_lufs - side.loudness_lufs
    wave = _on_clock(np.asarray(features.peak, np.float64), starts_s, length_s, WAVE_STEPS)
    highest = max(
        float(o.side.features.peak.max()) * 10.0 ** ((quietest_lufs - o.side.loudness_lufs) / 20.0)
        for o in found.all
    )
    played = np.clip(wave * 10.0 ** (gain_db / 20.0) / max(highest, 1e-9), 0.0, 1.0)
    places = corpus_score(features, group).places
    at = np.round((times + starts_s) / HOP_S).astype(int)
    inside = (at >= 0) & (at < levels.size)
    curve = np.where(inside, levels[np.clip(at, 0, levels.size - 1)] + matched, -120.0)
    return Lane(
        label=one.label,
        title=one.path.name,
        wave=(0.96 * np.maximum(played, 0.002) ** 0.7).round(4).tolist(),
        tone_db=side.tone_db(on).tolist(),
        width_db=[max(p.value_db, NO_SIDE_DB) for p in places[9:]],
        crest_db=usual_crest_db(_with_strokes(one, found)).tolist(),
        percentiles=[50.0 * (1.0 + erf(z / 2.0**0.5)) for z in (p.z_score for p in places[:9])],
        loudness_lufs=curve.tolist(),
        numbers=[
            ("Loudness", say("loudness_lufs", facts["loudness_lufs"])),
            ("True peak", say("true_peak_dbtp", facts["true_peak_dbtp"])),
            ("Peak over loudness", say("plr_db", side.peak_to_loudness_db)),
            ("Loudness range", say("lra_lu", facts["lra_lu"])),
            ("Sides over middle", say("side_mid_db", facts.get("side_mid_db", -120.0))),
            ("Clarity", _percent(_with_strokes(one, found).clear_percent)),
            ("Length", say("length_s", features.length_s)),
        ],
        mp3=preview_mp3(one.decoded, length_s=LONGEST_PREVIEW_S),
        starts_s=starts_s,
        gain_db=gain_db,
    )


def _percent(value: float) -> str:
    return say("clear_percent", value) if np.isfinite(value) else "–"


def _with_strokes(one: Heard, found: Compared) -> Side:
    """Return the side of a pair in which the strokes of a mix were measured."""
    if one.label == found.all[0].label:
        return found.pairs[0].one.side
    return next(pair.other.side for pair in found.pairs if pair.other.label == one.label)


def _on_clock(peaks: Real, starts_s: float, length_s: float, steps: int) -> Real:
    """Return the highest peak in each of ``steps`` stretches of the first mix's clock."""
    edges = (np.linspace(0.0, length_s, steps + 1) + starts_s) / HOP_S
    out = np.zeros(steps)
    for i in range(steps):
        first, last = max(int(edges[i]), 0), min(int(np.ceil(edges[i + 1])), peaks.size)
        if last > first:
            out[i] = peaks[first:last].max()
    return out


def _curves(pair: Pair) -> PairCurves:
    a, b = pair.one.side, pair.other.side
    whole = pair.parts[0]
    return PairCurves(
        one=pair.one.label,
        other=pair.other.label,
        about=pair.about,
        rows=[
            Row(
                how_plain=how_plain(d.steps_score), sentence=sentence,
                start_s=d.where.start_s + pair.first_s
                if d.where is not None and d.part != whole.name else None,
            )
            for d, sentence in zip(pair.differences, pair.sentences, strict=True)
        ],
        tone_db=np.subtract(*reversed(tones_db(a, b, whole))).tolist(),
        heat=[
            HeatRow(
                name=_part_name(part.name, None if part.where is None else str(part.where)),
                start_s=None if part.where is None else part.where.start_s + pair.first_s,
                level_lu=b.level_lu(part.on_b) - a.level_lu(part.on_a),
                tone_db=(b.nine_db(part.on_b) - a.nine_db(part.on_a)).tolist(),
            )
            for part in pair.parts
        ],
    )  # fmt: skip


def _part_name(name: str, where: str | None) -> str:
    if where is None or name == "the whole":
        return "The whole" if name == "the whole" else name.capitalize()
    return where if len(name.split()[0]) == 1 else f"{name.capitalize()}, {where}"
