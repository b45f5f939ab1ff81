"""Ear training: exercises made of the user's own songs."""
