"""The forms that bodies and answers can have (specs/wire-protocol.md 4): one file each, and `table` of them."""
