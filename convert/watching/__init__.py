"""The parts of the watched folder: scan, settle, put in place, tell."""
