#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""terminal.py PROGRAM [ARGUMENT...] < SCRIPT

Runs a program on a terminal of its own. Each line of the script is "wait TEXT", "echo on|off" (what the
terminal must do now), "type TEXT" (and Enter) or "interrupt" (Ctrl-C). Ends with what the program
printed, whether the terminal echoes, and the exit code, negative for a signal.
"""
import os
import pty
import signal
import sys
import termios

LOCAL_FLAGS = 3


def echoes(terminal):
    return bool(termios.tcgetattr(terminal)[LOCAL_FLAGS] & termios.ECHO)


def read_more(terminal):
    try:
        return os.read(terminal, 4096).decode()
    except OSError:  # the program has closed the terminal
        return ""


def main():
    script = sys.stdin.read().splitlines()
    # A second open end keeps the terminal, and its settings, beyond the program's life.
    master, slave = pty.openpty()
    child = os.fork()
    if child == 0:
        # Ignored in what a shell starts in the background, and inherited.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.login_tty(slave) if hasattr(os, "login_tty") else login(slave)
        os.execv(sys.argv[1], sys.argv[1:])
    said, seen = "", 0
    for line in script:
        command, _, argument = line.partition(" ")
        if command == "wait":
            while argument not in said[seen:]:
                said += read_more(master)
            seen = said.index(argument, seen) + len(argument)
        elif command == "echo":
            assert echoes(master) == (argument == "on"), f"the terminal must have echo {argument}"
        elif command == "type":
            os.write(master, argument.encode() + b"\n")
        elif command == "interrupt":
            os.write(master, b"\x03")
    _, status = os.waitpid(child, 0)
    os.set_blocking(master, False)
    said += read_more(master)
    print(said.replace("\r", ""))
    print("echo on" if echoes(master) else "echo off")
    print("exit", os.waitstatus_to_exitcode(status))


def login(slave):
    import fcntl

    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for descriptor in range(3):
        os.dup2(slave, descriptor)


main()
