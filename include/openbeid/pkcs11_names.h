/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OPENBEID_PKCS11_NAMES_H
#define OPENBEID_PKCS11_NAMES_H

/*
 * What programs may rely on when they look for objects through the PKCS#11 module
 * openbeid-pkcs11.so. The same names as those of the official middleware.
 *
 * Slots: one for each PC/SC reader, in the order in which the readers appeared, from 0 on. A slot
 * keeps its number as long as the module is initialised, also when its reader is unplugged.
 */

/* CK_TOKEN_INFO; both padded with blanks there. */
#define OPENBEID_TOKEN_LABEL "BELPIC"
#define OPENBEID_TOKEN_MANUFACTURER "Belgium Government"
#define OPENBEID_TOKEN_MODEL "Belgium eID"

/* CKA_LABEL of certificates and keys. */
#define OPENBEID_LABEL_AUTHENTICATION "Authentication"
#define OPENBEID_LABEL_SIGNATURE "Signature"
#define OPENBEID_LABEL_CA "CA"
#define OPENBEID_LABEL_ROOT "Root"
#define OPENBEID_LABEL_CARD "Card" /* the chip's own key, applet 1.8 only */

/* CKA_ID: 8 bytes, this one and seven zeros, on every platform. */
#define OPENBEID_ID_SIZE 8
#define OPENBEID_ID_CARD 0x01
#define OPENBEID_ID_AUTHENTICATION 0x02
#define OPENBEID_ID_SIGNATURE 0x03
#define OPENBEID_ID_CA 0x04
#define OPENBEID_ID_ROOT 0x06

/* CKA_OBJECT_ID of data objects: ASCII, without terminator. */
#define OPENBEID_GROUP_IDENTITY "id"
#define OPENBEID_GROUP_ADDRESS "address"
#define OPENBEID_GROUP_PHOTO "photo"
#define OPENBEID_GROUP_CARD_DATA "carddata"
#define OPENBEID_GROUP_TOKEN_INFO "tokeninfo"
#define OPENBEID_GROUP_RN_CERTIFICATE "rncert"
#define OPENBEID_GROUP_IDENTITY_SIGNATURE "sign_data_file"
#define OPENBEID_GROUP_ADDRESS_SIGNATURE "sign_address_file"
#define OPENBEID_GROUP_BASIC_KEY "basic_key_file"

#endif
