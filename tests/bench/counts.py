# SPDX-License-Identifier: Apache-2.0
"""counts.py REPORT: whether the counts in openbeid-bench's JSON are those that are promised."""
import json
import sys

POLLS_COST = 2  # exchanges for any number of polls with a card that is no eID
CONTEXTS = 4  # connections to pcscd that a module may keep, however often it is asked


def least_exchanges(result):
    yield "exchanges", result["exchanges"], result["minimum"]["exchanges"]


def idle(result):
    yield "exchanges", result["exchanges"], 0
    yield "wake-ups", result["wake_ups"], 0
    if result["system_calls"] is None:
        print("System calls were not counted.")
    else:
        yield "system calls", result["system_calls"], 0


def foreign_polls(result):
    yield "exchanges", max(result["exchanges"], POLLS_COST), POLLS_COST
    yield "connections to the card", int(result["card_held"]), 0
    yield "descriptors", max(result["new_descriptors"], CONTEXTS), CONTEXTS


PROMISES = {
    "browser-start": least_exchanges,
    "surname": least_exchanges,
    "library": least_exchanges,
    "idle": idle,
    "foreign-polls": foreign_polls,
}


def failures(results):
    for result in results:
        name = f'{result["persona"]}, {result["scenario"]}'
        print(f'{name}: {result["exchanges"]} exchanges')
        if result["failure"]:
            yield f'{name}: {result["failure"]}'
            continue
        for what, actual, expected in PROMISES[result["scenario"]](result):
            if actual != expected:
                yield f"{name}: {actual} {what}, expected: {expected}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        report = json.load(file)
    found = list(failures(report["results"]))
    for failure in found:
        print(failure, file=sys.stderr)
    return 1 if found or not report["results"] else 0


sys.exit(main())
