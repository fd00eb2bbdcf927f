# SPDX-License-Identifier: Apache-2.0
"""A display without a screen (Xvfb): pictures of it, its windows, and keys typed into them."""

import mmap
import os
import struct
import subprocess
import zlib

from stack import PATIENCE, TEMPORARY

WIDTH, HEIGHT = 1600, 1000


class Display:
    """Has only an abstract socket, and no lock file, so that in a network namespace of its own it
    meets nobody.
    """

    def __init__(self):
        folder = TEMPORARY / "screen"
        folder.mkdir()
        self._frame = folder / "Xvfb_screen0"
        reading, writing = os.pipe()
        self._program = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
             "-fbdir", folder, "-nolock", "-nolisten", "unix", "-nolisten", "tcp"],
            pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as numbers:
            os.environ["DISPLAY"] = ":" + numbers.readline().strip()

    def picture(self, file):
        """Writes what the screen shows as a PNG file."""
        file.write_bytes(png_of_xwd(self._frame.read_bytes()))

    def pixels(self, x, y, width, height):
        """The bytes of a part of the screen, four for a pixel, the first three of them colours."""
        with open(self._frame, "rb") as frame, \
                mmap.mmap(frame.fileno(), 0, access=mmap.ACCESS_READ) as xwd:
            row_size = row_size_of_xwd(xwd)
            first = pixels_of_xwd(xwd) + y * row_size + 4 * x
            return b"".join(xwd[first + row * row_size:first + row * row_size + 4 * width]
                            for row in range(height))

    def window_pixels(self, window):
        size = self.size(window)
        return self.pixels(*(size[name] for name in ("X", "Y", "WIDTH", "HEIGHT")))

    @staticmethod
    def _xdotool(*words):
        return subprocess.run(["xdotool", *words], capture_output=True, text=True,
                              timeout=PATIENCE, check=False)

    def windows(self, title):
        """Visible windows whose title matches."""
        return self._xdotool("search", "--onlyvisible", "--name", title).stdout.split()

    def title(self, window):
        """Empty if the window is gone."""
        return self._xdotool("getwindowname", window).stdout.strip()

    def size(self, window):
        lines = self._xdotool("getwindowgeometry", "--shell", window).stdout.split()
        values = dict(line.split("=") for line in lines)
        return {name: int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")}

    def move(self, window, x, y):
        self._xdotool("windowmove", "--sync", window, str(x), str(y))

    def key(self, window, key):
        """Presses a key in a window; nothing is pressed if that is gone."""
        self._xdotool("windowfocus", "--sync", window, "key", "--clearmodifiers", key)

    def type(self, window, text):
        self._xdotool("windowfocus", "--sync", window, "type", "--clearmodifiers", text)

    def end(self):
        self._program.terminate()
        self._program.wait(timeout=PATIENCE)


def pixels_of_xwd(xwd):
    """Where the pixels of an X window dump begin: behind the header and the colours."""
    header_size, = struct.unpack_from(">I", xwd, 0)
    colours, = struct.unpack_from(">I", xwd, 76)
    return header_size + colours * 12


def row_size_of_xwd(xwd):
    return struct.unpack_from(">I", xwd, 48)[0]


def png_of_xwd(xwd):
    """A PNG of a 32-bit little-endian X window dump, version 7."""
    width, height = struct.unpack_from(">II", xwd, 16)
    pixels, row_size = pixels_of_xwd(xwd), row_size_of_xwd(xwd)
    rows = bytearray()
    for y in range(height):
        row = xwd[pixels + y * row_size:pixels + y * row_size + 4 * width]
        rgb = bytearray(3 * width)
        rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
        rows += b"\0" + rgb

    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(bytes(rows), 6)) + chunk(b"IEND", b""))
