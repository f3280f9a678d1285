"""What the author wrote: pages' fences, transcripts, and the generations of the engine they speak of."""
