#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""documents.py REPOSITORY DOCUMENT...: checks what documents say.

Every file of the repository that they name, in `code` or as a link, exists. Blocks of JSON and TOML
are read, rules of polkit are asked. The blocks marked "sh" are run, those of one document in one
shell and in their order, in the current folder.
"""
import json
import os
import re
import subprocess
import sys
import tomllib

ROOMS = "(?:lib|include|pkcs11|tools|tests|cmake|conformance|\\.github|\\.ci)"
NAMED = re.compile(rf"`({ROOMS}/[A-Za-z0-9_./-]+)`")
LINKED = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)

# What polkit's rules see, and what they are asked here: somebody of the group, somebody else.
POLKIT = """
var rules = [];
var polkit = { Result: { YES: "yes", NO: "no" }, addRule: function (rule) { rules.push(rule); } };
function ask(id, groups) {
    var subject = { isInGroup: function (group) { return groups.indexOf(group) >= 0; } };
    for (var i = 0; i < rules.length; i++) {
        var result = rules[i]({ id: id }, subject);
        if (result) { return result; }
    }
    return "not handled";
}
%s
print(ask("org.debian.pcsc-lite.access_pcsc", ["eid"]), ask("org.debian.pcsc-lite.access_card", ["eid"]),
      ask("org.debian.pcsc-lite.access_pcsc", ["users"]), ask("org.freedesktop.udisks2.mount", ["eid"]));
"""


def missing(repository, document, text):
    for name in NAMED.findall(text):
        if not os.path.exists(os.path.join(repository, name)):
            yield name
    for link in LINKED.findall(re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S)):
        if not os.path.exists(os.path.join(repository, os.path.dirname(document), link)):
            yield link


def ask_polkit(rule):
    said = subprocess.run(["duk", "--run-stdin"], input=POLKIT % rule, text=True, check=True,
                          stdout=subprocess.PIPE).stdout.split("\n")[0]
    assert said == "yes yes not handled not handled", f"the rule of polkit says: {said}"


def check_blocks(text):
    shell = ""
    for language, content in BLOCK.findall(text):
        if language == "json":
            json.loads(content)
        elif language == "toml":
            tomllib.loads(content)
        elif language == "js" and "polkit" in content:
            ask_polkit(content)
        elif language == "sh":
            shell += content
    if shell:
        subprocess.run(["bash", "-euxo", "pipefail", "-c", shell], check=True, stdin=subprocess.DEVNULL)
    return shell.count("\n")


def main():
    repository, failures = sys.argv[1], []
    for document in sys.argv[2:]:
        with open(os.path.join(repository, document), encoding="utf-8") as file:
            text = file.read()
        failures += [f"{document} names {name}" for name in missing(repository, document, text)]
        try:
            lines = check_blocks(text)
            print(f"{document}: {lines} lines of commands", flush=True)
        except (ValueError, AssertionError, subprocess.CalledProcessError) as error:
            failures.append(f"{document}: {error}")
    sys.exit("\n".join(failures) or 0)


main()
