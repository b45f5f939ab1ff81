"""From a REAPER project to a session of ours."""
