"""Recorded instruments from files: SoundFonts, SFZ, Hydrogen kits, folders of single sounds.

All become one ``Bank``, and one sampler plays them.
"""

from tonmeister.instruments.sampler import Bank
from tonmeister.studio.banks.errors import BankError
from tonmeister.studio.banks.found import system_soundfonts
from tonmeister.studio.banks.opening import bank_presets, open_bank

__all__ = ["Bank", "BankError", "bank_presets", "open_bank", "system_soundfonts"]
