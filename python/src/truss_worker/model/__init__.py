"""From the truss to a loaded model, and calls of its methods."""
