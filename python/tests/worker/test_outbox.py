from truss_worker.wire.outbox import drop_sent


def test_what_was_sent_in_whole_is_dropped():
    assert drop_sent([b"ab", b"cd", b"ef"], 4) == [b"ef"]
    assert drop_sent([b"ab"], 2) == []


def test_the_rest_of_a_piece_is_not_copied():
    piece = b"0123456789"
    left = drop_sent([piece, b"ab"], 3)
    left = drop_sent(left, 3)
    assert left == [b"6789", b"ab"]
    assert isinstance(left[0], memoryview)
    assert left[0].obj is piece
