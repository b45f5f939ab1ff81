"""Mastering towards a reference: what is compared, which moves follow, what they should do."""

from tonmeister.producer.reference.chain import Amounts, Asked, Proposal, propose, reasoned, told
from tonmeister.producer.reference.dynamics import spreads_db
from tonmeister.producer.reference.foretold import after_curves
from tonmeister.producer.reference.helped import Outcome, measured, unhelpful
from tonmeister.producer.reference.profile import Profile, blend, error_db, profile_of, towards
from tonmeister.producer.reference.records import records
from tonmeister.producer.reference.refine import refined

__all__ = [
    "Amounts",
    "Asked",
    "Outcome",
    "Profile",
    "Proposal",
    "after_curves",
    "blend",
    "error_db",
    "measured",
    "profile_of",
    "propose",
    "reasoned",
    "records",
    "refined",
    "spreads_db",
    "told",
    "towards",
    "unhelpful",
]
