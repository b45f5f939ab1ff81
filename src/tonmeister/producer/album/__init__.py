"""The album: from finished songs to their order, their pauses, their levels and a shared tone.

Pure decisions. What was heard of each song goes in (``SongHeard``), with what a person wrote
(``Held``); out come the album as it stands in ``album.toml`` and every choice with its reason.
"""

from tonmeister.producer.album.choice import Choice, choose
from tonmeister.producer.album.codes import WrongCode, isrc, upc
from tonmeister.producer.album.decide import decide
from tonmeister.producer.album.hearing import Edges, song_heard
from tonmeister.producer.album.nouns import LEVEL_BY, Album, AlbumSong, Held, SongHeard
from tonmeister.producer.album.order import proposed_order
from tonmeister.producer.album.timeline import Placed, Timeline, TooShort, timeline

__all__ = [
    "LEVEL_BY",
    "Album",
    "AlbumSong",
    "Choice",
    "Edges",
    "Held",
    "Placed",
    "SongHeard",
    "Timeline",
    "TooShort",
    "WrongCode",
    "choose",
    "decide",
    "isrc",
    "proposed_order",
    "song_heard",
    "timeline",
    "upc",
]
