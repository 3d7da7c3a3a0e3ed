"""The life of a worker: its model made ready, the control channel, the end."""
