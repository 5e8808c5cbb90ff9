"""One check per function: what a careful reader would doubt in a document."""
