"""The recordings of a SoundFont, read when a note needs them."""

from __future__ import annotations

from functools import cached_property
from io import BytesIO

import numpy as np

from tonmeister.instruments.sampler import Recording
from tonmeister.studio.banks.errors import BankError
from tonmeister.studio.banks.soundfont_file import PACKED, SoundFontFile, sample_span

_LONGEST_FRAMES = 48000 * 600


class SoundFontSound:
    """One sample of a SoundFont."""

    def __init__(self, file: SoundFontFile, row: int) -> None:
        self._file, self._row = file, row
        self._span = sample_span(file, row)
        self.packed = bool(int(file.tables[b"shdr"][row]["type"]) & PACKED)

    @property
    def name(self) -> str:
        """How it is called in the file."""
        return self._file.name_of(b"shdr", self._row)

    @property
    def frames(self) -> int | None:
        """How long it is; a packed one does not say before it is read."""
        return None if self.packed else self._span[1] // 2

    def load(self) -> Recording:
        """Read it; raises ``BankError``."""
        return self._recording

    @cached_property
    def _recording(self) -> Recording:
        at, size = self._span
        rate_hz = float(self._file.tables[b"shdr"][self._row]["rate_hz"])
        if not self.packed:
            whole = np.frombuffer(self._file.data, "<i2", size // 2, at)
            return Recording((whole.astype(np.float32) / 32768.0)[None], rate_hz)
        import soundfile as sf

        try:
            with sf.SoundFile(BytesIO(self._file.data[at : at + size])) as stream:
                if stream.frames > _LONGEST_FRAMES:
                    raise BankError(f"the sample {self.name!r} lasts over ten minutes: no note")
                sound = stream.read(dtype="float32", always_2d=True)
        except (sf.SoundFileError, RuntimeError) as error:
            raise BankError(f"the sample {self.name!r} cannot be unpacked ({error})") from error
        clean = np.nan_to_num(sound[:, :1].T, nan=0.0, posinf=0.0, neginf=0.0)
        return Recording(np.ascontiguousarray(clean), rate_hz)
