"""The doors: command line and terminal."""
