"""The process: its start, signals, output, threads and children."""
