"""Several predictions in one call of the model: what can be merged, and how an answer is shared out."""
