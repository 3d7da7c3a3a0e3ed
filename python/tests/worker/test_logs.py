"""What a model writes with `logging`."""

import pytest

from truss_worker.wire import protocol


def receive_log(worker):
    """The next LOG frame as (level, logger, message, id); STATE and READY are passed over."""
    while (frame := worker.control.receive()).kind != protocol.LOG:
        assert frame.kind != protocol.FAILED, frame
    return frame.header["level"], frame.header["logger"], frame.header["message"], frame.id


@pytest.mark.parametrize(("define", "concurrency"), [("def", 1), ("def", 2), ("async def", 1)])
def test_level_logger_and_request_are_told(start, define, concurrency):
    worker = start(
        f"""
        import logging

        class Model:
            def __init__(self):
                logging.info("made %d", 1)

            {define} predict(self, request):
                logger = logging.getLogger("my.model")
                logger.debug("not from here")
                try:
                    1 / 0
                except ZeroDivisionError:
                    logger.exception("failed")
                return request
        """,
        limits={"predictConcurrency": concurrency},
    )
    assert receive_log(worker) == ("info", "root", "made 1", 0)
    worker.request(b"1", id=7)
    level, logger, message, number = receive_log(worker)
    assert (level, logger, number) == ("error", "my.model", 7)
    assert message.splitlines()[0] == "failed"
    assert message.splitlines()[-1] == "ZeroDivisionError: division by zero"
    assert worker.data.receive().payload == b"1"


def test_logging_that_is_imported_late_is_told(start):
    worker = start("""
        class Model:
            def load(self):
                import logging
                self.logger = logging.getLogger("late")

            def predict(self, request):
                self.logger.info("hi")
                return request
    """)
    worker.request(b"1", id=3)
    assert receive_log(worker) == ("info", "late", "hi", 3)


def test_a_model_that_arranges_its_logging_itself_is_left_alone(start):
    worker = start("""
        import logging, sys
        logging.basicConfig(level=logging.ERROR, format="mine: %(message)s", stream=sys.stdout)

        class Model:
            def predict(self, request):
                logging.error("x")
                logging.info("y")
                return request
    """)
    worker.ready()
    assert worker.ask(b"1").payload == b"1"
    worker.half_close()
    assert worker.output() == "mine: x\n"


def test_a_forked_child_logs_to_stderr(start):
    worker = start("""
        import logging, os

        class Model:
            def predict(self, request):
                child = os.fork()
                if child == 0:
                    logging.warning("from the child")
                    os._exit(0)
                os.waitpid(child, 0)
                return request
    """)
    worker.ready()
    assert worker.ask(b"1").payload == b"1"
    worker.half_close()
    assert worker.output() == "from the child\n"
