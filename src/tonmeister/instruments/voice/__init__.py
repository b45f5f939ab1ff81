"""The guide vocal: a voice of our own that sings a line with its words."""

from tonmeister.instruments.voice.clicks import clicks
from tonmeister.instruments.voice.singing import SungWord, sing
from tonmeister.instruments.voice.voices import (
    GUIDE_VOICES,
    GuideVoice,
    NoSuchVoice,
    guide_voice,
)

__all__ = [
    "GUIDE_VOICES",
    "GuideVoice",
    "NoSuchVoice",
    "SungWord",
    "clicks",
    "guide_voice",
    "sing",
]
