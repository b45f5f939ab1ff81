"""From findings to decisions. Never touches a sample."""
