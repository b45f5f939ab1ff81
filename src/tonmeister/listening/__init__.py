"""One check to a file: pure functions from sound to findings."""
