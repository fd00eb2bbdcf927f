# SPDX-License-Identifier: Apache-2.0
"""LibreOffice on a display without a screen, remotely controlled, and a user who answers its windows.

Reads orders, one a line, and answers each with a line: "ok" or "failed", how often a PIN was asked
for, and why it failed.
  list ANSWER...                      the holder's certificates
  sign LABEL odt FILE ANSWER...       a new document, signed with one of them
  sign LABEL pdf FILE PIN ANSWER...   exported; the export has a field for a PIN
ANSWER is what the user does at each PIN window: right or wrong (types such a PIN) or cancel; PIN is
right, wrong or none.
"""

import functools
import os
import pathlib
import subprocess
import sys
import threading

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.beans.PropertyState import DIRECT_VALUE
from com.sun.star.embed.ElementModes import READ, READWRITE
from com.sun.star.uno import Exception as OfficeException

from display import Display
from stack import PATIENCE, PIN, TEMPORARY, WRONG_PIN, wait_for

PIN_WINDOW = "Enter Password"
PINS = {"right": PIN, "wrong": WRONG_PIN, "none": ""}


class User:
    """Answers PIN windows while something else goes on; further ones than expected are cancelled."""

    def __init__(self, display, answers):
        self._display = display
        self._answers = list(answers)
        self._done = threading.Event()
        self.asked = 0
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    def _watch(self):
        while not self._done.wait(0.1):
            for window in self._display.windows("."):
                self._see(window)

    def _see(self, window):
        title = self._display.title(window)
        if PIN_WINDOW in title:
            self._answer(window)
        elif title:  # says that a PIN was wrong
            self._display.key(window, "Return")
        wait_for("a window goes", lambda: window not in self._display.windows("."))

    def _answer(self, window):
        self.asked += 1
        self._display.picture(TEMPORARY / f"pin-window-{self.asked}.png")
        answer = self._answers.pop(0) if self._answers else "cancel"
        if answer == "cancel":
            self._display.key(window, "Escape")
        else:
            self._display.type(window, PINS[answer])
            self._display.key(window, "Return")


def properties(**values):
    return tuple(PropertyValue(name, -1, value, DIRECT_VALUE) for name, value in values.items())


class Office:
    def __init__(self, display):
        self._environments = []
        self._program = subprocess.Popen(
            ["soffice", "--norestore", "--nologo", "--nodefault",
             "--accept=pipe,name=openbeid;urp;", f"-env:UserInstallation={(TEMPORARY / 'office').as_uri()}"],
            env={**os.environ, "SAL_USE_VCLPLUGIN": "gen", "LC_ALL": "C.UTF-8"}, stdout=sys.stderr)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local)
        self._context = wait_for("LibreOffice answers", lambda: self._connect(resolver))

    @staticmethod
    def _connect(resolver):
        try:
            return resolver.resolve("uno:pipe,name=openbeid;urp;StarOffice.ComponentContext")
        except OfficeException:  # not yet
            return None

    def _service(self, name, *arguments):
        manager = self._context.ServiceManager
        return manager.createInstanceWithArgumentsAndContext(name, arguments, self._context)

    def certificates(self):
        """Asks for the PIN, unless it was given."""
        # One that begins tells NSS how to ask for a PIN; one that ends, as after each signature, has
        # NSS forget it. So there is always a new one here, and none of them ends.
        initializer = self._service("com.sun.star.xml.crypto.SEInitializer")
        self._environments.append(initializer.createSecurityContext("").getSecurityEnvironment())
        return self._environments[-1].getPersonalCertificates()

    def _certificate(self, label):
        certificate, = (each for each in self.certificates() if f"({label})" in each.SubjectName)
        return certificate

    def _write_document(self, file, **options):
        document = self._service("com.sun.star.frame.Desktop").loadComponentFromURL(
            "private:factory/swriter", "_blank", 0, properties(Hidden=True))
        document.Text.String = "text"
        try:
            document.storeToURL(file.as_uri(), properties(**options))
        finally:
            document.close(True)

    def export(self, label, file, pin):
        options = uno.Any("[]com.sun.star.beans.PropertyValue", properties(
            SignPDF=True, SignatureCertificate=self._certificate(label), SignaturePassword=pin))
        self._write_document(file, FilterName="writer_pdf_Export", FilterData=options)

    def save(self, label, file):
        certificate = self._certificate(label)
        self._write_document(file)
        content, target = (self._package(file, mode) for mode in (READ, READWRITE))
        signer = self._service("com.sun.star.security.DocumentDigitalSignatures", "1.3", False)
        folder = target.openStorageElement("META-INF", READWRITE)
        stream = folder.openStreamElement(
            signer.getDocumentContentSignatureDefaultStreamName(), READWRITE)
        try:
            if not signer.signDocumentWithCertificate(certificate, content, stream):
                raise OfficeException("LibreOffice does not sign.", None)
            folder.commit()
            target.commit()
        finally:
            target.dispose()
            content.dispose()

    def _package(self, file, mode):
        options = uno.Any("[]com.sun.star.beans.PropertyValue", properties(StorageFormat="ZipFormat"))
        return uno.invoke(self._service("com.sun.star.embed.StorageFactory"),
                          "createInstanceWithArguments", ((file.as_uri(), mode, options),))

    def end(self):
        self._program.terminate()
        self._program.wait(timeout=PATIENCE)


def obey(office, display, order, *words):
    if order == "list":
        answers = words

        def work():
            for certificate in office.certificates():
                print(certificate.SubjectName, file=sys.stderr)
    else:
        label, kind, file, *answers = words
        file = pathlib.Path(file).absolute()
        if kind == "pdf":
            work = functools.partial(office.export, label, file, PINS[answers.pop(0)])
        else:
            work = functools.partial(office.save, label, file)
    with User(display, answers) as user:
        try:
            work()
            return f"ok {user.asked}"
        except OfficeException as error:
            return " ".join(f"failed {user.asked} {type(error).__name__} {error.Message}".split())


def main():
    display = Display()
    office = Office(display)
    for line in sys.stdin:
        print(obey(office, display, *line.split()), flush=True)
    office.end()
    display.end()


main()
