"""What bodies and answers are made of, whatever form they come in: JSON, request bodies, exceptions as data."""
