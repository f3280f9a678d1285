"""From the logs of those who were asked to what happened."""
