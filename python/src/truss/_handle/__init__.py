"""A truss in Python's hand: `TrussHandle`, one module for each thing that can be done with a truss."""
