"""What is said on the wire: frames, and the channels that carry them."""
