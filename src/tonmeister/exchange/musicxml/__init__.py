"""Lead sheets and scores as MusicXML 4.0, written and read."""

from tonmeister.exchange.musicxml.lead import Engraving, engraving, musicxml
from tonmeister.exchange.musicxml.opening import NotMusicXML
from tonmeister.exchange.musicxml.read import read_musicxml
from tonmeister.exchange.musicxml.score import score_musicxml

__all__ = ["Engraving", "NotMusicXML", "engraving", "musicxml", "read_musicxml", "score_musicxml"]
