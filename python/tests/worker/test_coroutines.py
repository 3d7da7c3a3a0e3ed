"""The event loop beside a caller that has none."""

import asyncio
import gc
import sys
import threading

import pytest

from truss_worker.model.coroutines import EventLoopThread


async def leave():
    sys.exit(3)


async def leave_in_a_task():
    await asyncio.create_task(leave())


async def give(value):
    return value


@pytest.mark.parametrize("coroutine", [leave, leave_in_a_task])
def test_sys_exit_is_raised_and_the_loop_goes_on(coroutine):
    event_loop = EventLoopThread()
    with pytest.raises(SystemExit):
        event_loop.settle(coroutine())
    assert event_loop.settle(give(5)) == 5


def test_values_that_nobody_has_to_await():
    before = threading.active_count()
    assert EventLoopThread().settle(5) == 5
    assert threading.active_count() == before


def test_the_thread_ends_with_the_last_use():
    before = threading.enumerate()
    event_loop = EventLoopThread()
    event_loop.settle(give(1))
    (thread,) = (thread for thread in threading.enumerate() if thread not in before)
    del event_loop
    gc.collect()
    thread.join(20)
    assert not thread.is_alive()


def test_an_iterator_that_is_left_early_is_closed():
    closed = []

    async def items():
        try:
            yield 1
            yield 2
        finally:
            closed.append(True)

    iterator = EventLoopThread().iterate(items())
    assert next(iterator) == 1
    iterator.close()
    assert closed == [True]
