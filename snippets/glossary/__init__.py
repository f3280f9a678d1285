"""The terms of the glossary, and where they stand in Japanese text."""
