"""What is wrong with a bank of samples, in one clear line."""

from __future__ import annotations


class BankError(ValueError):
    """A file of samples cannot be used: what is wrong, and what would do."""
