"""From what happened to words and pictures of it: diagrams, tables, the life of a container, a cast."""
