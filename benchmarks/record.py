"""What a delivered record measures, read from its files alone."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tonmeister.knowledge import genre
from tonmeister.knowledge.corpus import corpus
from tonmeister.listening import corpus_score, features_of
from tonmeister.listening.corpus import profile_db
from tonmeister.listening.features import TrackFeatures
from tonmeister.producer.bands import tone_range_db
from tonmeister.signal import Audio, Source
from tonmeister.signal.loudness import LoudnessMeter
from tonmeister.studio import file_source, read_sheet

CHUNK_FRAMES = 1 << 18


@dataclass(frozen=True)
class Measures:
    """One sound: how ordinary it is, how far from the genre's tone, how it folds to mono."""

    score: float
    off_middle_db: float
    outside_db: float
    loudness_lufs: float
    peak_over_loudness_db: float
    mono_loss_lu: float


@dataclass(frozen=True)
class Peaks:
    """What ffmpeg's meter says about a file; it tells tenths."""

    loudness_lufs: float
    true_peak_dbtp: float


def measures(path: Path, style: str, target_lufs: float) -> Measures:
    """Measure a sound among records of the loudness it is made for."""
    sound = file_source(path)
    heard = features_of(sound, light=True)
    level, _ = profile_db(heard)
    low, high = tone_range_db(genre(style))
    beyond = np.maximum(level - high, 0.0) + np.maximum(low - level, 0.0)
    whole, folded = _meters(sound)
    return Measures(
        score=corpus_score(heard, corpus().group_at(target_lufs)).score,
        off_middle_db=_rms(level - (low + high) / 2.0),
        outside_db=_rms(beyond),
        loudness_lufs=whole.integrated_lufs(),
        peak_over_loudness_db=whole.true_peak_dbtp() - whole.integrated_lufs(),
        mono_loss_lu=whole.integrated_lufs() - folded.integrated_lufs(),
    )


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _meters(sound: Source) -> tuple[LoudnessMeter, LoudnessMeter]:
    whole, folded = LoudnessMeter(sound.rate_hz), LoudnessMeter(sound.rate_hz)
    for start in range(0, sound.frames, CHUNK_FRAMES):
        block = sound.read(start, min(CHUNK_FRAMES, sound.frames - start))
        whole.add(block)
        folded.add(np.repeat(block.mean(axis=0, keepdims=True), 2, axis=0))
    return whole, folded


def ebur128(path: Path) -> Peaks:
    """Return loudness and true peak as ffmpeg's meter reads them."""
    done = subprocess.run(
        ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path), "-map", "0:a", "-filter_complex",
         "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    end = done.stderr[done.stderr.rindex("Summary:") :]
    loudness = re.search(r"I:\s+(-?[\d.]+|-inf) LUFS", end)
    peak = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", end)
    assert loudness
    assert peak
    return Peaks(float(loudness.group(1)), float(peak.group(1)))


def lead_over_band_lu(lead: TrackFeatures, band: TrackFeatures) -> float:
    """Return the lead over all else while it sings, K-weighted (LAR)."""
    steps = min(lead.k_power.shape[-1], band.k_power.shape[-1])
    sung = lead.active[:steps] & (band.k_power[..., :steps] > 1e-8)
    over = lead.k_power[:steps][sung].mean() / band.k_power[:steps][sung].mean()
    return 10.0 * float(np.log10(over))


def finished(done: Mapping[str, Any]) -> dict[str, Path]:
    """Return the files that went through the master, by what they are."""
    folder = Path(done["master"]).parent
    kinds = {
        "WAV": "_Master_*.wav", "FLAC": "_Master_*.flac", "MP3": "_Master_*.mp3",
        "instrumental": "_Instrumental_*", "a cappella": "_A-Cappella_*",
    }  # fmt: skip
    found = {kind: next(folder.glob("*" + ending), None) for kind, ending in kinds.items()}
    return {kind: path for kind, path in found.items() if path is not None}


def lar_of_masters_lu(done: Mapping[str, Any]) -> float | None:
    """Return LAR from the a cappella and the instrumental; None without a voice."""
    files = finished(done)
    if not {"a cappella", "instrumental"} <= set(files):
        return None
    voices, band = (
        features_of(file_source(files[kind]), light=True) for kind in ("a cappella", "instrumental")
    )
    return lead_over_band_lu(voices, band)


def lar_of_stems_lu(done: Mapping[str, Any]) -> float | None:
    """Return LAR in the mix: the lead vocal's stem over mix less stem; None without a lead."""
    leads = [path for path in done["stems"] if "_Lead Vocals_" in path]
    if not leads:
        return None
    lead, mix = file_source(Path(leads[0])), file_source(Path(done["mix"]))
    lead_sound, mix_sound = lead.read(0, mix.frames), mix.read(0, mix.frames)
    band = Audio(mix_sound - lead_sound, mix.rate_hz)
    return lead_over_band_lu(features_of(lead, light=True), features_of(band, light=True))


def stems_null_dbfs(done: Mapping[str, Any]) -> float:
    """Return the highest sample of what is left when the stems are taken from the mix."""
    mix, stems = file_source(Path(done["mix"])), [file_source(Path(p)) for p in done["stems"]]
    left = 0.0
    for start in range(0, mix.frames, CHUNK_FRAMES):
        rest = mix.read(start, CHUNK_FRAMES)
        for stem in stems:
            rest = rest - stem.read(start, CHUNK_FRAMES)
        left = max(left, float(np.abs(rest).max()))
    return 20.0 * float(np.log10(max(left, 1e-12)))


def decisions(done: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many decisions the sheet has, and how many lack finding, rule or sentence."""
    sheet = read_sheet(Path(done["recall"]))
    moves = [move for strip in sheet.strips for move in strip.decisions]
    bare = [m for m in moves if not (m.because and m.rule and m.reason.strip())]
    return len(moves), len(bare)
