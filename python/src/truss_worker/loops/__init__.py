"""The loops that take requests and send answers: one for sync models, one for those with coroutines."""
