"""What readers do themselves: questions to predict, and the check of their own output."""
