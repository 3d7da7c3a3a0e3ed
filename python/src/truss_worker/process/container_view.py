"""Starts Python so that it sees the places of a container: `python -I -S container_view.py PLACES PYTHON ARGUMENT…`.

PLACES is a JSON object: absolute path → the directory that shall be there, null for an empty one in memory, or
{"link": PATH} for a link to what may come later. What is started gets a mount namespace of its own, and a user
namespace where mounting needs one: nobody else sees any of it, and nothing of it is left when the last process in there
has ended. Where the system does not allow it, it runs without.

A program of its own, which ends by becoming the one that it starts: a process of several threads can have no new user
namespace, and the rights that come with one shall not stay.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import stat
import sys
from contextlib import suppress
from typing import Final

# Of <linux/sched.h> and <sys/mount.h>.
_CLONE_NEWNS: Final = 0x00020000
_CLONE_NEWUSER: Final = 0x10000000
_MS_NOSUID: Final = 2
_MS_NODEV: Final = 4
_MS_BIND: Final = 4096
_MS_REC: Final = 16384
_MS_SLAVE: Final = 1 << 19
_MNT_DETACH: Final = 2
# <asm/unistd.h>: the C library has no function for it.
_PIVOT_ROOT: Final = {"x86_64": 155, "aarch64": 41}

_FORMER: Final = "/.truss-former-root"
# A disk that does not answer, below the root, must not keep the program from starting.
_GIVE_UP_SECONDS: Final = 5


def main() -> None:
    """Becomes the program, which finds in `sys._xoptions` where it sees places of a container."""
    places, program = json.loads(sys.argv[1]), sys.argv[2:]
    if _can_enter(places):
        _enter(places)
        program[1:1] = ["-X", "truss_places=" + ",".join(places)]
    os.execv(program[0], program)


def _can_enter(places: dict[str, str | dict[str, str] | None]) -> bool:
    """Whether it can be done, tried in a child: a process that fails half-way has lost its files."""
    child = os.fork()
    if child == 0:
        signal.alarm(_GIVE_UP_SECONDS)
        # Whatever it is: the program runs without.
        with suppress(BaseException):
            _enter(places)
            os._exit(0)
        os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _enter(places: dict[str, str | dict[str, str] | None]) -> None:
    directory = os.getcwd()
    _unshare()
    _mount(None, "/", None, _MS_REC | _MS_SLAVE)
    _change_root()
    for name in os.listdir(_FORMER):
        _show_again(name)
    for place, source in sorted(places.items()):
        if isinstance(source, dict):
            os.makedirs(os.path.dirname(place), exist_ok=True)
            os.symlink(source["link"], place)
            continue
        os.makedirs(place, mode=0o755 if source else 0o700, exist_ok=True)
        if source is None:
            continue
        added = {
            path[len(place) + 1 :].split("/")[0] for path, other in places.items() if _is_below(path, place, other)
        }
        if added:
            _link_all(source, place, without=added)
        else:
            _mount(source, place, None, _MS_BIND | _MS_REC)
    _call(_libc().umount2(_FORMER.encode(), _MNT_DETACH))
    os.rmdir(_FORMER)
    os.chmod("/", 0o555)
    os.chdir(directory)


def _is_below(path: str, place: str, source: str | dict[str, str] | None) -> bool:
    """Whether a link is to be below a place."""
    return isinstance(source, dict) and path.startswith(f"{place}/")


def _link_all(source: str, place: str, without: set[str]) -> None:
    """Has what is in a directory at a place where more can be added, without adding it to the directory."""
    _mount("tmpfs", place, "tmpfs", _MS_NOSUID | _MS_NODEV)
    for name in set(os.listdir(source)) - without:
        os.symlink(f"{source}/{name}", f"{place}/{name}")


def _unshare() -> None:
    uid, gid = os.geteuid(), os.getegid()
    # Root of the machine needs none, in which files of other users would be nobody's.
    if _libc().unshare(_CLONE_NEWNS) == 0:
        return
    _call(_libc().unshare(_CLONE_NEWUSER | _CLONE_NEWNS))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _change_root() -> None:
    """Makes an empty root in memory, with the former one in a folder of it."""
    # Any folder will do: it is covered for a moment, and in here alone.
    base = next(path for path in ("/mnt", "/media", "/home", "/opt", "/usr") if os.path.isdir(path))
    _mount("tmpfs", base, "tmpfs", _MS_NOSUID | _MS_NODEV)
    os.mkdir(base + _FORMER)
    os.chdir(base)
    number = _PIVOT_ROOT[os.uname().machine]
    _call(_libc().syscall(ctypes.c_long(number), b".", _FORMER[1:].encode()))
    os.chdir("/")


def _show_again(name: str) -> None:
    """Has an entry of the former root in the new one."""
    former, path = f"{_FORMER}/{name}", f"/{name}"
    mode = os.lstat(former).st_mode
    if stat.S_ISLNK(mode):
        os.symlink(os.readlink(former), path)
        return
    if stat.S_ISDIR(mode):
        os.mkdir(path)
    else:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    _mount(former, path, None, _MS_BIND | _MS_REC)


def _mount(source: str | None, target: str, kind: str | None, flags: int) -> None:
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    _call(_libc().mount(*encoded, ctypes.c_ulong(flags), None))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(result: int) -> None:
    """Raises OSError where a function of the C library says that it has failed."""
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    main()
