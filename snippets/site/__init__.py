"""The one room that knows MkDocs."""
