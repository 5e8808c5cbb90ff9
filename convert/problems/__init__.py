"""How a report's own problems are found: cues, spans of text, stretches of the document, items, matching."""
