"""From a recall sheet to sound. Never decides."""
