"""A model's WebSockets."""
