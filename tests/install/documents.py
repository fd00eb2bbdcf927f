#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""documents.py REPOSITORY DOCUMENT...: checks what documents say.

Every file of the repository that they name, in `code` or as a link, exists. JSON, TOML, YAML and
desktop files are read, rules of polkit are asked. And no command stands there that nothing runs:

  sh            a block of this kind is run, all of a document in one shell and in their order, in
                the current folder
  sh SCRIPT...  what can't be run like that: every command of the block is one of these scripts'
  cpp FILE      every line of the block is one of that file's
  text          no commands

A command within a line (`openbeid doctor`) is one of a block that is run, one of any script of the
tests, or such a script. A block of another kind, and one that is only indented, is an error.
"""
import configparser
import functools
import glob
import json
import os
import re
import subprocess
import sys
import tomllib

import yaml

ROOMS = "(?:lib|include|pkcs11|tools|tests|cmake|conformance|build|\\.github|\\.ci)"
NAMED = re.compile(rf"`((?!build/){ROOMS}/[A-Za-z0-9_./-]+)`")
LINKED = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.M | re.S)
INDENTED = re.compile(r"\n\n(    [^\n]*)")
# What a reader is told to type begins with one of these.
PROGRAM = re.compile(rf"{ROOMS}/.*|openbeid(-[a-z-]+)?|apt|apt-get|c\+\+|cmake|ctest|doxygen|groupadd|java|javac|"
                     r"modutil|certutil|opensc-tool|openssl|p11-kit|p11tool|pcscd|pcsc_scan|pkcs11-tool|"
                     r"python3|ssh|ssh-keygen|unshare")
# What scripts of the tests write for these programs.
OPENBEID = r'"$build/bin/openbeid"'
SHORT = [(r"\bexits \d", OPENBEID), (r"\bexits_with_pin \d \S+", OPENBEID), (r'"\$cli"', OPENBEID),
         (r"\bpkcs11_tool\b", 'pkcs11-tool --module "$module"'),
         (r'"\$virtual_card"', "openbeid-virtual-card"),
         (r"\bcard_program\b", "java -cp classes Card java.cfg")]
A_VARIABLE = re.compile(r"\$\{[^}@*]*\}|\$\w+|\$\([^)]*\)")

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


def ask_polkit(rule):
    said = subprocess.run(["duk", "--run-stdin"], input=POLKIT % rule, text=True, check=True,
                          stdout=subprocess.PIPE).stdout.split("\n")[0]
    assert said == "yes yes not handled not handled", f"the rule of polkit says: {said}"


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def missing(repository, document, text):
    for name in NAMED.findall(text):
        if not os.path.exists(os.path.join(repository, name)):
            yield name
    for link in LINKED.findall(re.sub(r"`[^`\n]*`", "", text)):
        if not os.path.exists(os.path.join(repository, os.path.dirname(document), link)):
            yield link


def commands(text):
    """The commands of a piece of shell, each as its words; without what sudo or variables add."""
    text = re.sub(r"^\s*#.*|\s#\s.*", "", text.replace("\\\n", " "), flags=re.M)
    for command in re.split(r"&&|\|\||[|;\n]|\s&\s|\$\((?=[^\s)]+\s)", text):
        words = [word for word in re.sub(r"[\"']|\s&$", "", command).split() if word != "--yes"]
        while words and (words[0] == "sudo" or re.match(r"\w+=", words[0])):
            words.pop(0)
        if words:
            yield words


@functools.cache
def same(word, written, a_value):
    """Whether a word of a document is what a script has written. There a variable can stand for a
    path and, if the word is a value, for any other; in the document FILE can stand for anything."""
    if re.fullmatch(r"\$?[A-Z][A-Z_]+|…", word) or written.endswith("/" + word):
        return True
    if A_VARIABLE.fullmatch(written):
        return "/" in word or (a_value and not word.startswith("-"))
    return re.fullmatch(".*".join(map(re.escape, A_VARIABLE.split(written))), word) is not None


def runs(script, words, named=False):
    """Whether a command of the script is this one, perhaps with more arguments in between. Values are
    what stands behind an option and, if the document names the script, all arguments."""
    arguments = [(word, named or before.startswith("-")) for before, word in zip(words, words[1:])]
    for written in script:
        for start, first in enumerate(written):
            if A_VARIABLE.fullmatch(first) or not same(words[0], first, False):
                continue
            rest = iter(written[start + 1:])
            if all(any(same(word, other, a_value) for other in rest) for word, a_value in arguments):
                return True
    return False


class Scripts:
    def __init__(self, repository):
        self.repository, self.known = repository, {}
        for pattern in ("tests/run", "tests/*/run", "tests/*/*.sh", "tests/*/*_root", "tests/*/CMakeLists.txt",
                        "conformance/clients/run", "conformance/clients/*.sh"):
            for path in glob.glob(pattern, root_dir=repository):
                self.commands(path)

    def commands(self, path):
        if path not in self.known:
            text = read(self.repository, path)
            if path.endswith(".txt"):
                text = text.replace(")", " ")
            for short, long in SHORT:
                text = re.sub(short, lambda _, long=long: long, text)
            self.known[path] = list(commands(text))
        return self.known[path]

    def without(self, words, blocks):
        if words[0] in self.known:
            return False
        known = [*self.known.values(), *(list(commands(block)) for block in blocks)]
        return not any(runs(script, words) for script in known)


def typed(prose, settings):
    """The commands within lines of text, and those that are values of settings."""
    spans = re.findall(r"`([^`]+)`", prose) + re.findall(r"(?:^\s*- |: |=)(.+)$", settings, flags=re.M)
    for span in spans:
        for words in commands(" ".join(span.split())):
            if PROGRAM.fullmatch(words[0]) and len(words) > 1:
                yield words


def check_block(kind, content, scripts):
    """A block that is not run; yields what is wrong with it."""
    name, *files = kind.split() or [""]
    if name == "sh":
        for words in commands(content):
            if not any(runs(scripts.commands(file), words, True) for file in files):
                yield f"{' '.join(files)}: no command {' '.join(words)}"
    elif name == "cpp":
        known = [line.strip() for file in files for line in read(scripts.repository, file).split("\n")]
        yield from (f"{kind}: no line {line}" for line in content.split("\n") if line.strip() not in known)
    elif name == "js":
        ask_polkit(content)
    elif name in READERS:
        READERS[name](content)
    elif name != "text":
        yield f"a block of no known kind: {kind or content.splitlines()[0]}"
    elif "[" not in content: # as a synopsis has
        for words in commands(content):
            if PROGRAM.fullmatch(words[0]):
                yield f"a command in a block of text: {' '.join(words)}"


READERS = {"json": json.loads, "toml": tomllib.loads, "yaml": yaml.safe_load,
           "ini": lambda text: configparser.ConfigParser(interpolation=None).read_string(text)}


def check(repository, document, scripts):
    """Yields what is wrong with a document."""
    text = read(repository, document)
    blocks = BLOCK.findall(text)
    prose = BLOCK.sub("", text)
    yield from (f"there is no {name}" for name in missing(repository, document, prose))
    yield from (f"indented, but no block: {line}" for line in INDENTED.findall(prose))
    for kind, content in blocks:
        if kind != "sh":
            yield from check_block(kind, content, scripts)
    run = [content for kind, content in blocks if kind == "sh"]
    settings = "".join(content for kind, content in blocks if kind in ("ini", "yaml"))
    for words in typed(prose, settings):
        if scripts.without(words, run):
            yield f"nothing runs: {' '.join(words)}"
    if run:
        subprocess.run(["bash", "-euxo", "pipefail", "-c", "".join(run)], check=True, stdin=subprocess.DEVNULL)
    print(f"{document}: {sum(map(len, map(str.splitlines, run)))} lines of commands", flush=True)


def main():
    repository, failures = sys.argv[1], []
    scripts = Scripts(repository)
    for document in sys.argv[2:]:
        try:
            failures += [f"{document}: {failure}" for failure in check(repository, document, scripts)]
        except (ValueError, AssertionError, OSError, configparser.Error, yaml.YAMLError,
                subprocess.CalledProcessError) as error:
            failures.append(f"{document}: {error}")
    sys.exit("\n".join(failures) or 0)


main()
