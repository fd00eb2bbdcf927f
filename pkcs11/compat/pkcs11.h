/* SPDX-License-Identifier: Apache-2.0 */
/* PKCS#11 by the name of the official middleware's header: it is p11-kit's. */
#ifndef OPENBEID_COMPAT_PKCS11_H
#define OPENBEID_COMPAT_PKCS11_H

/* pkg-config tells a compiler both folders; many a Makefile names only this one. */
#if __has_include(<p11-kit/pkcs11.h>)
#include <p11-kit/pkcs11.h>
#else
#include "../../p11-kit-1/p11-kit/pkcs11.h"
#endif

#endif
