#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""marker_variants.py < MARKERS: each line of the input in every form in which a program could write it
down, one line each: other cases, without or with other separators, escaped, in base64 and in hex."""
import base64
import re
import sys
import unicodedata
import urllib.parse


def forms(text):
    data = text.encode()
    plain = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
    bare = re.sub(r"[^0-9A-Za-z]", "", text)
    yield from (text, text.upper(), text.lower(), text.title(), plain, plain.upper(), plain.lower())
    if bare and any(letter.isdigit() for letter in bare):
        yield from (bare, " ".join(bare), "-".join(bare), ".".join(bare))
        yield from (separator.join(re.findall("..?.?", bare)) for separator in " -./:")
        yield from (separator.join(re.findall("..?", bare)) for separator in " -./:")
        yield re.sub(r"[^0-9A-Za-z]", "%20", text)
        yield re.sub(r"[^0-9A-Za-z]", " - ", text)
    yield from (urllib.parse.quote(text), urllib.parse.quote_plus(text))
    yield "".join(f"%{byte:02X}" for byte in data)
    yield base64.b64encode(data).decode().rstrip("=")
    for encoding in (data, text.encode("utf-16-le"), text.encode("latin-1", "replace")):
        for separator in ("", ":", " "):
            digits = separator.join(f"{byte:02x}" for byte in encoding)
            yield from (digits, digits.upper())
    yield text.encode("unicode_escape").decode()


for line in sys.stdin.read().splitlines():
    for form in dict.fromkeys(forms(line)):
        print(form)
