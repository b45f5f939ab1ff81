"""What comes out of a codec, measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import soundfile as sf

from tonmeister.exchange.codecs import CODINGS, decoded, lacking, rate_in, write_lossy
from tonmeister.flow.mastering import Ear
from tonmeister.knowledge.platform_targets import Codec

AT_ONCE = 2


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

    Two run at a time. A codec that cannot be had is told in one line, the others go on.
    ``check`` is asked before each whether to go on.
    """
    here = []
    for codec in codecs:
        if lack := lacking(codec.codec):
            say_once(lack)
        else:
            here.append(codec)

    def one(codec: Codec) -> Heard:
        check()
        return _there_and_back(file, codec, folder)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return tuple(pool.map(one, here))


def _there_and_back(file: Path, codec: Codec, folder: Path) -> Heard:
    info = sf.info(str(file))
    draft = folder / f"{codec.codec}-{codec.kbps}.{CODINGS[codec.codec].ending}"
    write_lossy(draft, file, codec.codec, kbps=codec.kbps)
    ear = Ear(rate_in(codec.codec, info.samplerate))
    for block in decoded(draft, info.channels):
        ear.write(block)
    draft.unlink()
    read = ear.measured()
    return Heard(codec=codec, loudness_lufs=read.loudness_lufs, true_peak_dbtp=read.true_peak_dbtp)
