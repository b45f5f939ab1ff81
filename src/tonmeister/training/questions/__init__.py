"""The questions one can train on, one kind a file."""
