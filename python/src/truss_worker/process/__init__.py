"""What the process has: signals, output, logs, threads, and what a fork leaves of it."""
