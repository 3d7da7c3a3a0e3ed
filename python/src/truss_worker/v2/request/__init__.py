"""From the bytes of an inference request to what the model gets."""
