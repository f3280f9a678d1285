"""What stands in the built site besides its pages."""
