"""From the truss to an instance of its class: its surroundings, its import, what it is constructed with."""
