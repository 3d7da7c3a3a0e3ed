"""From a model's answer to the tensors and bytes of the response."""
