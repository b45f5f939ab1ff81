"""The main job on real recordings: what the records measure, beside the plain sum."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import soundfile

from benchmarks import record
from benchmarks.measure import TONMEISTER, Cost, cost, table
from benchmarks.record import Measures, Peaks
from benchmarks.songs import SONGS, Song, laid_out
from tonmeister.knowledge import genre

LOUDNESS_LU, NULL_DBFS = 0.2, -100.0
ROUNDING = 1e-9


@dataclass(frozen=True)
class Told:
    """Everything measured about one song."""

    song: Song
    used: Cost
    length_s: float
    target: dict[str, float]
    ebur: dict[str, Peaks]
    plain: Measures
    mix: Measures
    master: Measures
    lar_mix_lu: float | None
    lar_master_lu: float | None
    null_dbfs: float
    moves: int
    bare: int
    broken: list[str] = field(default_factory=list)


def measured(song: Song, folder: Path, out: Path) -> Told:
    """Produce a song as a person would and measure its files."""
    used = cost(
        [TONMEISTER, "produce", str(folder), "--genre", song.genre, "--out", str(out), "--json"]
    )
    if used.code:
        raise RuntimeError(f"{song.name}: produce failed with {used.code}: {used.errors[-400:]}")
    done: dict[str, Any] = json.loads(used.output.strip().splitlines()[-1])
    finished = record.finished(done)
    target = done["target"]
    goal_lufs = target["loudness_lufs"]
    moves, bare = record.decisions(done)
    told = Told(
        song=song,
        used=used,
        length_s=soundfile.info(done["master"]).duration,
        target=target,
        ebur={kind: record.ebur128(path) for kind, path in finished.items()},
        plain=record.measures(out / ".cache" / "raw_sum.wav", song.genre, goal_lufs),
        mix=record.measures(Path(done["mix"]), song.genre, goal_lufs),
        master=record.measures(Path(done["master"]), song.genre, goal_lufs),
        lar_mix_lu=record.lar_of_stems_lu(done),
        lar_master_lu=record.lar_of_masters_lu(done),
        null_dbfs=record.stems_null_dbfs(done),
        moves=moves,
        bare=bare,
    )
    told.broken.extend(_broken(told))
    return told


def _nearer(one: Measures, other: Measures) -> bool:
    """Return whether one is nearer the genre's tone: less outside its band, else to its middle."""
    if one.outside_db == other.outside_db:
        return one.off_middle_db < other.off_middle_db
    return one.outside_db < other.outside_db


def _broken(told: Told) -> list[str]:
    """Return the bars this song does not hold, with their figures."""
    out = []
    if told.mix.score <= told.plain.score:
        out.append(f"mix scores {told.mix.score:.3f}, plain sum {told.plain.score:.3f}")
    if not _nearer(told.mix, told.plain):
        out.append(
            f"mix is {told.mix.outside_db:.2f} dB outside the tone band, "
            f"plain sum {told.plain.outside_db:.2f}"
        )
    for kind, peaks in told.ebur.items():
        over = peaks.true_peak_dbtp - told.target["ceiling_dbtp"]
        off = peaks.loudness_lufs - told.target["loudness_lufs"]
        if over > ROUNDING:
            out.append(f"{kind} peaks {over:.1f} dB over the ceiling")
        if kind in ("WAV", "FLAC", "MP3") and abs(off) > LOUDNESS_LU + ROUNDING:
            out.append(f"{kind} is {off:+.1f} LU off its target")
    if told.null_dbfs > NULL_DBFS:
        out.append(f"stems leave {told.null_dbfs:.0f} dBFS of the mix")
    if told.bare:
        out.append(f"{told.bare} decisions lack a finding, a rule or a sentence")
    return out


def main(material: Path, songs: Sequence[Song] = SONGS) -> str:
    """Produce all real songs and measure them; return the tables."""
    with tempfile.TemporaryDirectory() as where:
        root = Path(where)
        told = [
            measured(song, folder, root / "out" / song.name)
            for song, folder in laid_out(material, root / "songs", songs)
        ]
    return "\n".join((_files(told), _sound(told), _picture(told), _held(told)))


def _files(told: list[Told]) -> str:
    rows = []
    for one in told:
        spread = [f"{p.loudness_lufs:.1f} / {p.true_peak_dbtp:.1f}" for p in one.ebur.values()]
        spread += ["-"] * (5 - len(spread))
        goal = f"{one.target['loudness_lufs']:.1f} / {one.target['ceiling_dbtp']:.1f}"
        rows.append([one.song.name, goal, *spread])
    head = ["song", "target", "WAV", "FLAC", "MP3", "instrumental", "a cappella"]
    return table("Real songs: LUFS / dBTP of every finished file by ffmpeg's ebur128", head, rows)


def _sound(told: list[Told]) -> str:
    rows = [
        [one.song.name, one.song.genre, one.plain.score, one.mix.score, one.master.score,
         one.plain.off_middle_db, one.mix.off_middle_db, one.master.off_middle_db,
         one.plain.outside_db, one.mix.outside_db, one.master.outside_db]
        for one in told
    ]  # fmt: skip
    return table(
        "Real songs: corpus score (more is more ordinary), dB off the middle of the genre's tone, "
        "dB outside its band: plain sum, mix, master",
        ["song", "genre", "score sum", "mix", "master", "off sum", "mix", "master", "outside sum",
         "mix", "master"],
        rows,
    )  # fmt: skip


def _picture(told: list[Told]) -> str:
    def lu(value: float | None) -> str:
        return "no voice" if value is None else f"{value:+.1f}"

    def _range(song: Song) -> str:
        wanted = _lead_range(song)
        return f"{wanted[0]:+.1f} to {wanted[1]:+.1f}" if wanted else ""

    rows = [
        [one.song.name, lu(one.lar_mix_lu), _range(one.song), lu(one.lar_master_lu),
         f"{one.plain.peak_over_loudness_db:.1f}", f"{one.mix.peak_over_loudness_db:.1f}",
         f"{one.master.peak_over_loudness_db:.1f}", f"{one.plain.mono_loss_lu:.1f}",
         f"{one.master.mono_loss_lu:.1f}", f"{one.null_dbfs:.0f}", f"{one.moves} ({one.bare})",
         f"{one.used.cpu_s:.1f}", f"{one.used.wall_s / one.length_s:.2f}",
         f"{one.used.peak_mb:.0f}"]
        for one in told
    ]  # fmt: skip
    return table(
        "Real songs: lead over band in LU, peak over loudness in dB, mono loss in LU, the rest",
        ["song", "lead: mix stems", "genre", "voices: masters", "PLR sum", "mix", "master",
         "mono loss sum", "master", "stems null dBFS", "decisions (bare)", "CPU s",
         "wall / length", "MB"],
        rows,
    )  # fmt: skip


def _worth_knowing(one: Told) -> list[str]:
    """Return what no bar asks, but a person would."""
    out = []
    usual_lufs = genre(one.song.genre)["print.integrated_lufs"].middle
    given_up_lu = usual_lufs - one.target["loudness_lufs"]
    if abs(given_up_lu) > LOUDNESS_LU:
        out.append(f"{given_up_lu:.1f} LU of the genre's usual {usual_lufs:.1f} LUFS given up")
    if one.mix.off_middle_db > one.plain.off_middle_db:
        out.append(
            f"mix {one.mix.off_middle_db:.2f} dB off the middle of the tone band, "
            f"plain sum {one.plain.off_middle_db:.2f}"
        )
    if _nearer(one.mix, one.master):
        out.append(
            f"master {one.master.outside_db:.2f} dB outside the tone band, "
            f"mix {one.mix.outside_db:.2f}"
        )
    if one.master.score < one.mix.score:
        out.append(f"master scores {one.master.score:.2f}, mix {one.mix.score:.2f}")
    wanted = _lead_range(one.song)
    lead = one.lar_mix_lu
    if lead is not None and wanted and not wanted[0] <= round(lead, 1) <= wanted[1]:
        out.append(f"lead stands {lead:+.1f} LU over the band, outside {one.song.genre}'s range")
    return out


def _lead_range(song: Song) -> tuple[float, float] | None:
    expected = genre(song.genre).expected.get("vocal.above_band_lu")
    return (expected.low, expected.high) if expected else None


def _held(told: list[Told]) -> str:
    rows = [
        [one.song.name, "; ".join(one.broken) or "all hold", "; ".join(_worth_knowing(one))]
        for one in told
    ]
    head = ["song", "what does not hold", "worth knowing"]
    return table("Real songs: bars", head, rows)


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
