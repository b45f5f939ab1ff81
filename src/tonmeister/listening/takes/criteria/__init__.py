"""One thing a take is judged by to a file; every file here is found by itself."""
