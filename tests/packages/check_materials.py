#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_materials.py DEB...: the bill of materials beside each package says what is in the package.

Checked against the package itself, as dpkg-deb unpacks it, and for what SPDX 2.3 asks of a document.
"""
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

KINDS = {"DESCRIBES", "CONTAINS", "DEPENDS_ON", "STATIC_LINK"}


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def field(deb, name):
    return subprocess.run(["dpkg-deb", "--field", deb, name], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.strip()


def unpacked(deb):
    """Path within the package -> SHA-256, of its regular files."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dpkg-deb", "--extract", deb, folder], check=True)
        found = {}
        for where, _, names in os.walk(folder):
            for path in (os.path.join(where, name) for name in names):
                if not os.path.islink(path):
                    found["./" + os.path.relpath(path, folder)] = sha256(path)
        return found


def check(deb):
    with open(deb.removesuffix(".deb") + ".spdx.json", encoding="utf-8") as file:
        bill = json.load(file)
    assert bill["spdxVersion"] == "SPDX-2.3" and bill["dataLicense"] == "CC0-1.0"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", bill["creationInfo"]["created"])
    elements = [e["SPDXID"] for e in bill["packages"] + bill["files"]]
    assert len(elements) == len(set(elements)), "an identifier twice"
    assert all(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", e) for e in elements)
    for relationship in bill["relationships"]:
        assert relationship["relationshipType"] in KINDS, relationship
        assert relationship["relatedSpdxElement"] in elements, relationship
        assert relationship["spdxElementId"] in elements + ["SPDXRef-DOCUMENT"], relationship

    package = bill["packages"][0]
    assert package["name"] == field(deb, "Package")
    assert package["versionInfo"] == field(deb, "Version")
    assert package["licenseDeclared"] == "Apache-2.0"
    assert package["checksums"][0]["checksumValue"] == sha256(deb)
    listed = {f["fileName"]: f["checksums"][1]["checksumValue"] for f in bill["files"]}
    assert listed == unpacked(deb), "the files are others"

    names = {p["name"] for p in bill["packages"]}
    for clause in filter(None, field(deb, "Depends").split(",")):
        alternatives = {re.split(r"[ (:]", a.strip())[0] for a in clause.split("|")}
        assert alternatives & names, f"{clause} is missing"
    if package["name"] == "openbeid":
        assert {"libspdlog-dev", "nlohmann-json3-dev"} <= names
    print(f"{os.path.basename(deb)}: {len(listed)} files, {len(bill['packages']) - 1} others")


for argument in sys.argv[1:]:
    check(argument)
