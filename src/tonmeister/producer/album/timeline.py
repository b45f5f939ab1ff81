"""Where every song begins and ends on the album, to the sample, with its track mark.

Track marks lie on whole CD sectors (75 a second), at any sample rate, so that the files, the CUE
sheet and the DDP image all say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tonmeister.producer.album.nouns import AlbumSong

SECTORS_A_SECOND = 75


class TooShort(ValueError):
    """A crossfade is longer than its songs allow; one line says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A song in its place. ``mark`` and ``pause`` are sectors from the album's first sample:
    where its track begins, and where the pause before it does (``None``: there is none).
    """

    song: AlbumSong
    start_frames: int
    frames: int
    fade_in_frames: int
    fade_out_frames: int
    mark: int
    pause: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All songs in their places; ``sectors`` is the whole length."""

    rate_hz: int
    placed: tuple[Placed, ...]
    sectors: int

    @property
    def sector_frames(self) -> int:
        """Sample frames a sector."""
        return self.rate_hz // SECTORS_A_SECOND

    @property
    def frames(self) -> int:
        """Sample frames in all."""
        return self.sectors * self.sector_frames

    def cut(self, number: int) -> tuple[int, int]:
        """Return the first frame of a track's file (from 0) and the one after its last."""
        marks = [*(placed.mark for placed in self.placed), self.sectors]
        first = 0 if number == 0 else marks[number]
        return first * self.sector_frames, marks[number + 1] * self.sector_frames


def timeline(songs: Sequence[tuple[AlbumSong, int]], rate_hz: int) -> Timeline:
    """Put songs (each with its length in frames, trimmed) one after the other.

    The mark of a song that is crossfaded into lies in the middle of the crossfade. Raises
    ``TooShort``.
    """
    if rate_hz % SECTORS_A_SECOND:
        raise ValueError(f"{rate_hz} Hz has no whole number of frames in a sector")
    sector = rate_hz // SECTORS_A_SECOND
    out: list[Placed] = []
    fades = [0, *(round(song.crossfade_s * rate_hz) for song, _ in songs[1:]), 0]
    end = 0
    for number, (song, frames) in enumerate(songs):
        fade = fades[number]
        if number:
            _check(song, fade, frames, out[-1], rate_hz)
        if not out:
            start = round(song.gap_s * rate_hz)
            start = -(-start // sector) * sector
            mark, pause = 0, None
        elif fade:
            start = end - fade
            mark, pause = round((start + fade / 2) / sector), None
        else:
            heard_out = -(-end // sector)
            mark = max(heard_out, -(-(end + round(song.gap_s * rate_hz)) // sector))
            start, pause = mark * sector, heard_out if mark > heard_out else None
        end = start + frames
        out.append(
            Placed(
                song=song,
                start_frames=start,
                frames=frames,
                fade_in_frames=fade,
                fade_out_frames=fades[number + 1],
                mark=mark,
                pause=pause,
            )
        )
    return Timeline(rate_hz=rate_hz, placed=tuple(out), sectors=-(-end // sector))


def _check(song: AlbumSong, fade: int, frames: int, before: Placed, rate_hz: int) -> None:
    room = min(frames, before.frames - before.fade_in_frames)
    if fade > room:
        raise TooShort(
            f"{song.title}: crossfade_s is {fade / rate_hz:g} s, but there is room for "
            f"{room / rate_hz:.1f} s between it and {before.song.title}"
        )
