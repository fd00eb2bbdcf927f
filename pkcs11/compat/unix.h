/* SPDX-License-Identifier: Apache-2.0 */
/* What PKCS#11 has programs define before they include its header (2.40, section 2.1). The header here
   needs none of it, but programs that include the official middleware's unix.h may use it. */
#ifndef OPENBEID_COMPAT_UNIX_H
#define OPENBEID_COMPAT_UNIX_H

#ifndef CK_PTR
#define CK_PTR *
#endif
#ifndef CK_DECLARE_FUNCTION
#define CK_DECLARE_FUNCTION(type, name) type name
#endif
#ifndef CK_DEFINE_FUNCTION
#define CK_DEFINE_FUNCTION(type, name) type name
#endif
#ifndef CK_DECLARE_FUNCTION_POINTER
#define CK_DECLARE_FUNCTION_POINTER(type, name) type(*name)
#endif
#ifndef CK_CALLBACK_FUNCTION
#define CK_CALLBACK_FUNCTION(type, name) type(*name)
#endif
#ifndef NULL_PTR
#define NULL_PTR 0
#endif

#endif
