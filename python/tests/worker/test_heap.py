"""What a worker's C library keeps of memory, and what of that the model's own programs inherit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src"


def run(program: str, *options: str, **variables: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(SOURCES), **variables}
    return subprocess.check_output([sys.executable, *options, "-c", program], env=environment, text=True)


def test_variables_for_the_c_library_are_not_inherited():
    program = (
        "import os, subprocess; from truss_worker.process.heap import forget_settings; forget_settings(); "
        "subprocess.run(['env'], check=True)"
    )
    variables = run(program, "-X", "truss_unset=MALLOC_ONE_,MALLOC_TWO_", MALLOC_ONE_="1", MALLOC_TWO_="2", OTHER="3")
    assert "OTHER=3" in variables
    assert "MALLOC_" not in variables


def test_without_the_option_nothing_is_taken_away():
    program = (
        "import os; from truss_worker.process.heap import forget_settings; forget_settings(); "
        "print(os.environ['MALLOC_ONE_'])"
    )
    assert run(program, MALLOC_ONE_="1") == "1\n"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and trims glibc's heap")
@pytest.mark.parametrize("imports", ["import ctypes", ""])
def test_memory_that_was_needed_while_loading_goes_back_where_ctypes_is_there(imports):
    program = f"""
{imports}
from truss_worker.process.heap import give_back

def resident_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 // 2**20

blocks = [b"x" * 2**20 for _ in range(60)]
kept = [bytearray(b"x" * 200_000)]
before = resident_mb()
del blocks
give_back()
print(before - resident_mb())
"""
    given_back = int(run(program, MALLOC_MMAP_THRESHOLD_="67108864", MALLOC_TRIM_THRESHOLD_="671088640"))
    assert (given_back > 40) == bool(imports)
