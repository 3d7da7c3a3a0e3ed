"""What a model's annotations say: inputs made of them (`reading`), and JSON Schema for everybody else (`schema`).

Nothing of pydantic or dataclasses is imported: a class can only be one of theirs if the user's code has done that.
"""
