"""What the commands of a page did: run or replayed, kept, and compared with what was expected."""
