#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sbom.py DEB...: writes the bill of materials of each Debian package beside it, PACKAGE.spdx.json.

SPDX 2.3, JSON: the package, its files and their digests, what it depends on, and the libraries of
headers that are compiled into it, with the versions of this build.
"""
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from datetime import datetime, timezone

# Libraries that are headers only: no dependency of a package shows them. Debian package, licence.
HEADERS = {
    "libspdlog-dev": "MIT",
    "libfmt-dev": "MIT",
    "libtomlplusplus-dev": "MIT",
    "nlohmann-json3-dev": "MIT",
    "libcli11-dev": "BSD-3-Clause",
}
COMPILED_IN = {
    "openbeid": list(HEADERS),
    "libopenbeid0": ["libspdlog-dev", "libfmt-dev"],
    "openbeid-virtual-card": [],
    "openbeid-conformance": [],
}


def output_of(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def spdx_id(*words):
    text = "-".join(words)
    return "SPDXRef-" + "".join(c if c.isascii() and c.isalnum() or c in ".-" else "-" for c in text)


def field(deb, name):
    return output_of("dpkg-deb", "--field", deb, name).decode().strip()


def debian_url(name, version, architecture=None):
    return f"pkg:deb/debian/{name}" + (f"@{version}" if version else "") + (
        f"?arch={architecture}" if architecture else "")


def described(identifier, name, version, license_of, url):
    return {
        "SPDXID": identifier,
        "name": name,
        **({"versionInfo": version} if version else {}),
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": license_of,
        "licenseDeclared": license_of,
        "copyrightText": "NOASSERTION",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": url,
        }],
    }


def files_of(deb):
    archive = tarfile.open(fileobj=io.BytesIO(output_of("dpkg-deb", "--fsys-tarfile", deb)))
    for member in sorted(archive.getmembers(), key=lambda m: m.name):
        if member.isfile():
            yield member.name, archive.extractfile(member).read()


def dependencies_of(deb):
    """Names of the packages of Depends; of alternatives the first, which Debian installs."""
    for clause in filter(None, (c.strip() for c in field(deb, "Depends").split(","))):
        yield clause.split("|")[0].split("(")[0].strip().split(":")[0]


def installed_version(package):
    return output_of("dpkg-query", "--show", "--showformat=${Version}", package).decode()


def bill(deb, created):
    name, version = field(deb, "Package"), field(deb, "Version")
    architecture = field(deb, "Architecture")
    with open(deb, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    root = spdx_id("Package", name)
    files, relationships = [], []

    def related(kind, one, other):
        relationships.append({"spdxElementId": one, "relationshipType": kind,
                              "relatedSpdxElement": other})

    related("DESCRIBES", "SPDXRef-DOCUMENT", root)
    for number, (path, content) in enumerate(files_of(deb)):
        identifier = spdx_id("File", str(number))
        files.append({
            "SPDXID": identifier,
            "fileName": path,
            "checksums": [{"algorithm": "SHA1", "checksumValue": hashlib.sha1(content).hexdigest()},
                          {"algorithm": "SHA256",
                           "checksumValue": hashlib.sha256(content).hexdigest()}],
            "licenseConcluded": "NOASSERTION",
            "licenseInfoInFiles": ["NOASSERTION"],
            "copyrightText": "NOASSERTION",
        })
        related("CONTAINS", root, identifier)
    # The package verification code of SPDX 2.3, section 7.9.
    sums = sorted(f["checksums"][0]["checksumValue"] for f in files)
    package = described(root, name, version, "Apache-2.0", debian_url(name, version, architecture))
    package.update({
        "filesAnalyzed": True,
        "packageFileName": os.path.basename(deb),
        "packageVerificationCode": {
            "packageVerificationCodeValue": hashlib.sha1("".join(sums).encode()).hexdigest()},
        "licenseInfoFromFiles": ["NOASSERTION"],
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
    })
    packages = [package]
    for dependency in sorted(set(dependencies_of(deb))):
        packages.append(described(spdx_id("Package", dependency), dependency, None, "NOASSERTION",
                                  debian_url(dependency, None)))
        related("DEPENDS_ON", root, packages[-1]["SPDXID"])
    for library in COMPILED_IN.get(name, []):
        library_version = installed_version(library)
        packages.append(described(spdx_id("Package", library), library, library_version,
                                  HEADERS[library], debian_url(library, library_version)))
        related("STATIC_LINK", root, packages[-1]["SPDXID"])
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{name}-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/{name}-{version}-{architecture}-{digest}",
        "creationInfo": {"created": created, "creators": ["Tool: openbeid-sbom.py"]},
        "packages": packages,
        "files": files,
        "relationships": relationships,
    }


def main():
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or output_of("git", "log", "-1", "--format=%ct"))
    created = datetime.fromtimestamp(epoch, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    for deb in sys.argv[1:]:
        with open(deb.removesuffix(".deb") + ".spdx.json", "w", encoding="utf-8") as file:
            json.dump(bill(deb, created), file, indent=1)
            file.write("\n")


main()
