"""One planted fault a file."""
