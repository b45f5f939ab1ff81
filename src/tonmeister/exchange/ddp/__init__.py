"""DDP 2.00: the master that a CD plant takes, as a folder of files.

The format belongs to DCA and is not published; the layout here follows public descriptions of it
(the DVD forum's Cutting Master Format, which derives from it, and open readers and writers).
"""

from tonmeister.exchange.ddp.disc import PREGAP_SECTORS, SECTOR_BYTES, Disc, DiscTrack, unfit
from tonmeister.exchange.ddp.write import write_ddp

__all__ = ["PREGAP_SECTORS", "SECTOR_BYTES", "Disc", "DiscTrack", "unfit", "write_ddp"]
