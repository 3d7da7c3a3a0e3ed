"""What comes of an answer that is not there yet: of what has to be awaited, and of what comes in pieces."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from concurrent.futures import ThreadPoolExecutor
from inspect import isawaitable
from typing import Any


def settled(answer: Any) -> Any:
    """Waits for an answer, and joins one in pieces as the server does for who takes no stream: texts become one.

    Args:
        answer: of a function: a value, a coroutine, a generator, an async generator.
    """
    items = waited_for(answer)
    is_in_pieces = isinstance(answer, (AsyncIterator, Iterator))
    is_text = is_in_pieces and len(items) > 0 and all(isinstance(item, str) for item in items)
    return "".join(items) if is_text else items


def waited_for(answer: Any) -> Any:
    """Waits for an answer; one in pieces is a list of them."""
    if isawaitable(answer):
        return waited_for(_run(_awaited(answer)))
    if isinstance(answer, AsyncIterator):
        return _run(_items_of(answer))
    return list(answer) if isinstance(answer, Iterator) else answer


def _run(work: Any) -> Any:
    # In a thread of its own: a notebook has an event loop that runs already.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _awaited(answer: Awaitable[Any]) -> Any:
    return await answer


async def _items_of(answer: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in answer]
