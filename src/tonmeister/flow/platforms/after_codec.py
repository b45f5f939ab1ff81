"""What comes out of a codec, measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import soundfile as sf

from tonmeister.exchange.codecs import CODINGS, decoded, lacking, rate_in, write_lossy
from tonmeister.flow.mastering import Ear
from tonmeister.knowledge.platform_targets import Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What listeners get of a file: through which codec, how loud, how high."""

    codec: Codec
    loudness_lufs: float
    true_peak_dbtp: float


def after_codecs(
    file: Path,
    codecs: Iterable[Codec],
    folder: Path,
    say_once: Callable[[str], None],
    check: Callable[[], None] = lambda: None,
) -> tuple[Heard, ...]:
    """Send a file through codecs and back and measure what returns; ``folder`` is for drafts.

    A codec that cannot be had is told in one line, the others go on.
    """
    readings, info = [], sf.info(str(file))
    for codec in codecs:
        check()
        if lack := lacking(codec.codec):
            say_once(lack)
            continue
        draft = folder / f"{codec.codec}-{codec.kbps}.{CODINGS[codec.codec].ending}"
        write_lossy(draft, file, codec.codec, kbps=codec.kbps)
        ear = Ear(rate_in(codec.codec, info.samplerate))
        for block in decoded(draft, info.channels):
            ear.write(block)
        draft.unlink()
        read = ear.measured()
        readings.append(
            Heard(
                codec=codec,
                loudness_lufs=read.loudness_lufs,
                true_peak_dbtp=read.true_peak_dbtp,
            )
        )
    return tuple(readings)
