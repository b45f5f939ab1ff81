"""The sounds of sung English: where a mouth puts its formants, and what it hisses.

Names are ARPAbet. Vowel formants follow Peterson & Barney (J. Acoust. Soc. Am. 24, 1952) for men;
consonants follow Klatt (J. Acoust. Soc. Am. 67, 1980), rounded.
"""

from __future__ import annotations

from dataclasses import dataclass

Formants = tuple[float, float, float]
Hiss = tuple[float, float, float, float, float]
"""Two bands of noise: centre and width of the first, of the second, and its share."""

HISS_S: Hiss = (6200.0, 2600.0, 9500.0, 4500.0, 0.8)
HISS_SH: Hiss = (2900.0, 1100.0, 5200.0, 2800.0, 0.7)
HISS_F: Hiss = (5500.0, 7000.0, 9800.0, 6000.0, 0.8)
HISS_TH: Hiss = (7000.0, 6000.0, 10500.0, 6000.0, 0.8)
HISS_P: Hiss = (900.0, 1200.0, 2500.0, 3000.0, 0.3)
HISS_T: Hiss = (4300.0, 2400.0, 7500.0, 4000.0, 0.8)
HISS_K: Hiss = (1900.0, 700.0, 4200.0, 2200.0, 0.4)


@dataclass(frozen=True, slots=True)
class Phone:
    """One speech sound: ``voiced``, ``breath`` and ``hiss`` are levels, 1 is a full vowel.

    ``onward`` is where a diphthong glides to. ``stop`` closes the mouth, then bursts.
    """

    formants: Formants
    voiced: float = 1.0
    breath: float = 0.0
    hiss: float = 0.0
    hiss_shape: Hiss = HISS_S
    length_s: float = 0.07
    onward: Formants | None = None
    nasal: bool = False
    stop: bool = False
    vowel: bool = False


def _vowel(f1: float, f2: float, f3: float, onward: Formants | None = None) -> Phone:
    return Phone((f1, f2, f3), onward=onward, vowel=True)


PHONES = {
    "IY": _vowel(290, 2250, 2950),
    "IH": _vowel(400, 1950, 2550),
    "EH": _vowel(550, 1800, 2480),
    "AE": _vowel(680, 1690, 2430),
    "AA": _vowel(740, 1130, 2480),
    "AO": _vowel(580, 860, 2450),
    "AH": _vowel(650, 1220, 2500),
    "UH": _vowel(450, 1050, 2300),
    "UW": _vowel(320, 920, 2300),
    "ER": _vowel(490, 1350, 1720),
    "EY": _vowel(500, 1880, 2500, (340, 2180, 2800)),
    "AY": _vowel(740, 1200, 2500, (400, 1980, 2550)),
    "OY": _vowel(570, 860, 2450, (400, 1900, 2550)),
    "OW": _vowel(540, 950, 2400, (360, 820, 2300)),
    "AW": _vowel(740, 1250, 2480, (450, 950, 2350)),
    "MM": Phone((270, 1050, 2150), voiced=0.75, nasal=True, vowel=True),  # a hum
    "M": Phone((270, 1050, 2150), voiced=0.40, length_s=0.075, nasal=True),
    "N": Phone((280, 1550, 2550), voiced=0.40, length_s=0.070, nasal=True),
    "NG": Phone((280, 2050, 2500), voiced=0.38, length_s=0.080, nasal=True),
    "L": Phone((350, 1050, 2750), voiced=0.60, length_s=0.070),
    "R": Phone((370, 1150, 1550), voiced=0.65, length_s=0.075),
    "W": Phone((310, 680, 2250), voiced=0.60, length_s=0.070),
    "Y": Phone((280, 2250, 3000), voiced=0.60, length_s=0.065),
    "V": Phone((300, 1150, 2200), voiced=0.40, hiss=0.045, hiss_shape=HISS_F, length_s=0.065),
    "DH": Phone((310, 1350, 2550), voiced=0.42, hiss=0.035, hiss_shape=HISS_TH, length_s=0.050),
    "Z": Phone((300, 1500, 2550), voiced=0.30, hiss=0.22, hiss_shape=HISS_S, length_s=0.080),
    "ZH": Phone((300, 1750, 2500), voiced=0.30, hiss=0.22, hiss_shape=HISS_SH, length_s=0.080),
    "F": Phone((350, 1150, 2200), voiced=0.0, hiss=0.11, hiss_shape=HISS_F, length_s=0.100),
    "TH": Phone((350, 1350, 2550), voiced=0.0, hiss=0.09, hiss_shape=HISS_TH, length_s=0.090),
    "S": Phone((320, 1550, 2550), voiced=0.0, hiss=0.55, hiss_shape=HISS_S, length_s=0.110),
    "SH": Phone((320, 1800, 2500), voiced=0.0, hiss=0.60, hiss_shape=HISS_SH, length_s=0.120),
    "HH": Phone((500, 1500, 2500), voiced=0.0, breath=0.30, length_s=0.070),
    "B": Phone((220, 850, 2150), 0.12, 0.0, 0.22, HISS_P, 0.075, stop=True),
    "D": Phone((220, 1700, 2600), 0.12, 0.0, 0.28, HISS_T, 0.070, stop=True),
    "G": Phone((220, 1950, 2300), 0.12, 0.0, 0.28, HISS_K, 0.075, stop=True),
    "P": Phone((300, 850, 2150), 0.0, 0.22, 0.35, HISS_P, 0.095, stop=True),
    "T": Phone((300, 1700, 2600), 0.0, 0.20, 0.45, HISS_T, 0.090, stop=True),
    "K": Phone((300, 1950, 2300), 0.0, 0.22, 0.45, HISS_K, 0.095, stop=True),
}
