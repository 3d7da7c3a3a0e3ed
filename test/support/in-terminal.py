"""Runs a command in a terminal of its own, as a person at a keyboard would.

    in-terminal.py PROMPT ANSWER COMMAND...

Types ANSWER and a line feed once the terminal shows PROMPT, and writes all that the terminal showed. Ends with the
status of the command. ``^C`` as the answer is Ctrl-C.
"""

import fcntl
import os
import pty
import struct
import sys
import termios

ROWS_AND_COLUMNS = (24, 120)


def main() -> int:
    """Run the command of the arguments, and give its status."""
    prompt, answer, *command = sys.argv[1:]
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *ROWS_AND_COLUMNS, 0, 0))
        os.execvp(command[0], command)
    shown = b""
    is_answered = False
    while True:
        try:
            chunk = os.read(terminal, 4096)
        except OSError:  # Linux: the other end is closed.
            chunk = b""
        if not chunk:
            break
        shown += chunk
        if not is_answered and prompt.encode() in shown:
            os.write(terminal, b"\x03" if answer == "^C" else answer.encode() + b"\r")
            is_answered = True
    sys.stdout.buffer.write(shown)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
