"""Several takes of one part, heard beside each other."""
