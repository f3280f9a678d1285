"""What stands on a page, with its HTML: one file for each thing."""
