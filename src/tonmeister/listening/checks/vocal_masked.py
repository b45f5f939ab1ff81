"""Hear words that drown: the band covers the vocal where consonants live."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import k_weight, prominent, smooth, stretches, within
from tonmeister.listening.check import check, found
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.masking import STEP_S, loss_db
from tonmeister.listening.parts import excitations, parts
from tonmeister.listening.vocals import lead_name
from tonmeister.model import Finding, Span

LOW_HZ, HIGH_HZ = 1000.0, 4000.0
MOST_DB, RISES_DB, GONE_DB = 3.0, 2.5, 6.0
"""Covered; covered more than the other lines are; gone, whatever the other lines are."""
JOIN_S, LEAST_S, LEAST_STEPS = 3.0, 1.5, 10
LEAST_PERCENT = 15.0


@check(
    "vocal/masked",
    title="Vocal covered",
    hears="what the rest of the band takes from the lead vocal from 1 to 4 kHz, while it sings",
    matters="one can turn such a vocal up and still not understand it; room has to be made",
    by_ear="the voice is loud enough and the words are not clear",
    source="3 dB of loss: house practice; the measure is explained in masking.py",
    fix="take 1 to 4 kHz out of what covers it, there and while it sings (a bell, or a ducker "
    "keyed by the vocal); or move that part to the side; only then turn the vocal up",
)
def masked(heard: Heard) -> Iterator[Finding]:
    """Find where the words are covered, and by whom. Before a print: after a plain balance."""
    all_parts = parts(heard)
    leads = all_parts.index("lead vocal")
    others = [row for row in range(len(all_parts.names)) if row not in leads]
    if not leads or not others:
        return
    bands = within(LOW_HZ, HIGH_HZ) > 0.5
    excited = excitations(heard)[:, bands]
    own, rest = excited[leads].sum(axis=0), excited[others].sum(axis=0)
    sung = np.asarray(all_parts.active[leads].any(axis=0))
    on = prominent(all_parts.k_power[leads].sum(axis=0), sung)[0 : own.shape[1] * 2 : 2]
    if on.sum() < 10:
        return
    level = 10.0 * np.log10(np.maximum(own, 1e-12)), 10.0 * np.log10(np.maximum(rest, 1e-12))
    weight = own * k_weight()[bands, None]
    heard_weight = np.maximum(weight.sum(axis=0), 1e-20)
    lost = (loss_db(level[1] - level[0]) * weight).sum(axis=0) / heard_weight
    held = smooth(lost * on, 10) / np.maximum(smooth(on.astype(float), 10), 1e-9)
    inside = (held > MOST_DB) & on
    covered_percent = 100.0 * float(inside.sum()) / float(on.sum())
    mean = float(lost[on].mean())
    spans = stretches(inside, join_s=JOIN_S, least_s=LEAST_S, hop_s=STEP_S)
    if not spans or (covered_percent < LEAST_PERCENT and mean < MOST_DB):
        return
    if heard.rendered:
        edge = max(MOST_DB, min(float(np.median(lost[on])) + RISES_DB, GONE_DB))
        hot = stretches((held > edge) & on, join_s=JOIN_S, least_s=LEAST_S, hop_s=STEP_S)
        spans = hot or spans
    else:
        spans = (Span(spans[0].start_s, spans[-1].end_s),)
    for where in spans:
        at = np.zeros(on.size, np.bool_)
        at[round(where.start_s / STEP_S) : round(where.end_s / STEP_S)] = True
        loss, rest = lost[at & inside], lost[on & ~at]
        usual = float(np.median(rest)) if rest.size > LEAST_STEPS else MOST_DB
        told = float(loss.mean())
        each = excited[others][:, :, at & inside].sum(axis=(1, 2))
        order = np.argsort(-each)
        share = {all_parts.names[others[i]]: float(each[i] / each.sum()) for i in order}
        wrong = told > max(MOST_DB, min(usual + RISES_DB, GONE_DB))
        yield found(
            lead_name(heard),
            where,
            weight="note" if wrong or not heard.rendered else "info",
            confidence=0.8 if heard.rendered else 0.6,
            share=share,
            loss_db=told,
            usual_high_db=MOST_DB,
            other_lines_db=usual,
            low_hz=LOW_HZ,
            high_hz=HIGH_HZ,
            masked_percent=100.0 * float((at & inside).sum()) / float(on.sum()),
            most=next(iter(share)),
            most_percent=100.0 * next(iter(share.values())),
            bars=heard.song.bars(where),
            stretches_count=len(spans),
            longest_s=max(span.end_s - span.start_s for span in spans) + HOP_S,
        )
