#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""json_shape.py < JSON: one line for each place in it, with the type of its value: "readers[].name string"."""
import json
import sys

TYPES = {str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}


def show(place, value):
    if isinstance(value, dict):
        for key, each in value.items():
            show(f"{place}.{key}" if place else key, each)
    elif isinstance(value, list):
        print(f"{place} array")
        for each in value:
            show(f"{place}[]", each)
    else:
        print(place, TYPES[type(value)])


show("", json.load(sys.stdin))
