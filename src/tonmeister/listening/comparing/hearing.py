"""When one hears a difference. House figures, each with what it leans on.

They are thresholds for a listener who switches between two equally loud versions; in passing,
nobody hears that little. A broad change is heard sooner than a narrow one (Toole & Olive, J.
Audio Eng. Soc. 36(3), 1988: resonances of low Q are heard from fractions of a dB to about 1 dB;
of high Q later). What another part of the spectrum covers, or what lies under the threshold in
quiet, is not heard at all: excitation spread as in ``listening.masking``, threshold in quiet
after Terhardt, Hearing Research 1, 1979.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ
from tonmeister.listening.masking import spread

Real = NDArray[np.float64]

LISTENING_DB_SPL = 80.0
"""How loud a mix is played when it is judged (practice: 76 to 83 dB SPL)."""

LEAST = {
    "loudness_lu": 0.5,  # published: intensity just noticeable 0.5 to 1 dB (Zwicker & Fastl, 7.1)
    "level_lu": 1.0,  # of one section against the rest: memory is worse than switching (guess)
    "width_db": 2.0,  # side over middle (guess)
    "balance_db": 1.0,  # published: about 1 dB between the ears (Blauert, Spatial Hearing, 2.2)
    "peak_to_loudness_db": 1.0,  # practice
    "range_lu": 1.0,  # practice
    "crest_db": 1.0,  # practice
    "section_tone_db": 1.5,  # over what the whole differs by already (guess)
    "section_width_db": 3.0,  # likewise (guess)
    "clarity_percent": 4.0,  # of the bands stand out (guess); only between mixes of one song
}


def quiet_db_spl() -> Real:
    """Return the threshold in quiet for each third octave."""
    khz = BANDS_HZ / 1000.0
    return np.asarray(
        3.64 * khz**-0.8 - 6.5 * np.exp(-0.6 * (khz - 3.3) ** 2) + 1e-3 * khz**4, np.float64
    )


def least_tone_db() -> Real:
    """Return from how many dB on a third octave is heard to differ: 1 dB, more at the ends."""
    octaves_under = np.maximum(np.log2(80.0 / BANDS_HZ), 0.0)
    octaves_over = np.maximum(np.log2(BANDS_HZ / 10000.0), 0.0)
    return np.asarray(1.0 + 1.0 * octaves_under + 1.5 * octaves_over)


def heard_db(tone_db: Real) -> Real:
    """Return what reaches the ear in each third octave, in dB SPL.

    ``tone_db`` [30]: band levels against the loudness of the whole, which is played at
    ``LISTENING_DB_SPL``.
    """
    power = 10.0 ** ((tone_db + LISTENING_DB_SPL) / 10.0)
    floor = 10.0 ** (quiet_db_spl() / 10.0)
    return np.asarray(10.0 * np.log10(spread().astype(np.float64) @ power + floor))
