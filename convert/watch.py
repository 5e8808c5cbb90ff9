"""A watched folder: files that come to rest in it become results, whatever happens in between."""
