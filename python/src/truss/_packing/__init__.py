"""Turns a live object into files: what it is made of is recorded, its code is copied, its requirements are named."""
