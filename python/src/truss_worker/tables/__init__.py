"""Tables in every form in which clients send and want them: read into what a model takes, written from its answer."""
