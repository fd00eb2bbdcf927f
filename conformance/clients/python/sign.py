# SPDX-License-Identifier: Apache-2.0
"""sign.py MODULE MECHANISM LABEL INPUT OUTPUT: signs by PyKCS11, with the PIN in $OPENBEID_TEST_PIN."""

import os
import sys

import PyKCS11
from PyKCS11 import LowLevel


def der(signature):
    """ECDSA's two numbers, as OpenSSL wants them."""

    def integer(number):
        body = number.to_bytes(number.bit_length() // 8 + 1, "big")
        return bytes([0x02, len(body)]) + body

    half = len(signature) // 2
    body = b"".join(
        integer(int.from_bytes(part, "big")) for part in (signature[:half], signature[half:])
    )
    return bytes([0x30, len(body)]) + body


def main():
    module, mechanism, label, source, target = sys.argv[1:]
    mechanism = int(mechanism, 0)
    pin = os.environ["OPENBEID_TEST_PIN"]
    library = PyKCS11.PyKCS11Lib()
    library.load(module)
    session = library.openSession(library.getSlotList(tokenPresent=True)[0])
    session.login(pin)
    key, = session.findObjects(
        [(LowLevel.CKA_CLASS, LowLevel.CKO_PRIVATE_KEY), (LowLevel.CKA_LABEL, label)]
    )
    if session.getAttributeValue(key, [LowLevel.CKA_ALWAYS_AUTHENTICATE])[0]:
        signature = sign_with_own_login(session, key, mechanism, source, pin)
    else:
        with open(source, "rb") as file:
            signature = bytes(session.sign(key, file.read(), PyKCS11.Mechanism(mechanism)))
    with open(target, "wb") as file:
        file.write(der(signature) if mechanism == LowLevel.CKM_ECDSA else signature)


def sign_with_own_login(session, key, mechanism, source, pin):
    """PyKCS11 has no call between C_SignInit and C_Sign, so these are its lower ones."""
    low = session.lib
    with open(source, "rb") as file:
        data = PyKCS11.ckbytelist(file.read())
    check(low.C_SignInit(session.session, PyKCS11.Mechanism(mechanism).to_native(), key))
    session.login(pin, LowLevel.CKU_CONTEXT_SPECIFIC)
    signature = PyKCS11.ckbytelist()
    check(low.C_Sign(session.session, data, signature))  # asks for the length
    check(low.C_Sign(session.session, data, signature))
    return bytes(signature)


def check(code):
    if code != LowLevel.CKR_OK:
        raise PyKCS11.PyKCS11Error(code)


main()
