"""The loops that take requests and send answers."""
