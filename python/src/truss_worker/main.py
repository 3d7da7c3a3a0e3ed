"""The script that a worker process is started with: `python -X utf8 main.py`, with fds 3, 4 and 5.

As a script by its path, and with the path of our package taken off again at once, so that no module of ours can be
found in the place of one of the user's, nor the other way round.
"""

import os
import sys

# Python has put the folder of this file there.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
from truss_worker.worker.life import run  # noqa: E402 - found by the line above

del sys.path[0]

if __name__ == "__main__":
    run()
elif __name__ == "__mp_main__":
    # What multiprocessing calls the main script in the processes that it spawns.
    from truss_worker.worker.children import prepare_child

    prepare_child()
