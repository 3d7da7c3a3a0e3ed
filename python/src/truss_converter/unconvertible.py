"""What is raised where a model cannot be converted."""


class UnconvertibleError(Exception):
    """Says in words for people which step stands in the way."""
