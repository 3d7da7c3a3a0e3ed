"""The folder that is last on the path of a worker: its `truss` is the one of environments that have none installed."""
