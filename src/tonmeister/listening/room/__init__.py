"""Rooms: a sweep to play in them, and what their answer tells. Pure; one question a file."""

from tonmeister.listening.room.bands import OCTAVES_HZ, onset
from tonmeister.listening.room.clarity import Clarity
from tonmeister.listening.room.decay import Decay, decays
from tonmeister.listening.room.deconvolve import Answer, NotMeasured, deconvolve
from tonmeister.listening.room.measure import Room, measure
from tonmeister.listening.room.modes import Boom, Mode, modes, schroeder_hz
from tonmeister.listening.room.noise import Noise, nc, noise
from tonmeister.listening.room.recognise import clipped_tops, recognise
from tonmeister.listening.room.reflections import SOUND_M_S, Reflection
from tonmeister.listening.room.sweep import make_sweep

__all__ = [
    "OCTAVES_HZ",
    "SOUND_M_S",
    "Answer",
    "Boom",
    "Clarity",
    "Decay",
    "Mode",
    "Noise",
    "NotMeasured",
    "Reflection",
    "Room",
    "clipped_tops",
    "decays",
    "deconvolve",
    "make_sweep",
    "measure",
    "modes",
    "nc",
    "noise",
    "onset",
    "recognise",
    "schroeder_hz",
]
