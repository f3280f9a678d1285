"""Mermaid text to inline SVG, at build time and without a browser."""
