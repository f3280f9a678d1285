"""Executable documentation: what a page's commands print is what a real Docker engine answered."""
