"""A private engine on the author's own Docker, and what a terminal makes of its bytes."""
