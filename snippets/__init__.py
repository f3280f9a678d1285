"""Docker commands that a documentation build really runs."""
