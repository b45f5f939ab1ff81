"""Mastering a finished mix: towards references, for platforms, with every move on a sheet."""

from tonmeister.flow.master.ears import check
from tonmeister.flow.master.mastered import Mastered
from tonmeister.flow.master.one import master_one
from tonmeister.flow.master.wishes import MasterWishes, Reference

__all__ = ["MasterWishes", "Mastered", "Reference", "check", "master_one"]
