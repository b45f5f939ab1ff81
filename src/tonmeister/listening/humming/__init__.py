"""A hummed melody: its notes, its tempo, its bars."""
