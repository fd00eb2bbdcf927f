/* SPDX-License-Identifier: Apache-2.0
 *
 * pkcs11_sign MODULE PIN_FD <text >signature
 *
 * Signs a text with the Authentication key, in C and through PKCS#11 only. The PIN is one line that can
 * be read from the descriptor PIN_FD, so that it never stands in an argument. The signature is PKCS #1,
 * or for EC keys the two numbers r and s, one after the other.
 *
 *   cc pkcs11_sign.c -o pkcs11_sign $(pkg-config --cflags p11-kit-1) -ldl
 */
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void check(CK_RV code, const char* call)
{
    if (code != CKR_OK) {
        fprintf(stderr, "%s: 0x%lx\n", call, code);
        exit(EXIT_FAILURE);
    }
}

static CK_FUNCTION_LIST* load(const char* path)
{
    CK_FUNCTION_LIST* functions = NULL;
    void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    CK_RV (*get)(CK_FUNCTION_LIST**) = NULL;
    if (library != NULL) {
        *(void**)&get = dlsym(library, "C_GetFunctionList");
    }
    if (get == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(EXIT_FAILURE);
    }
    check(get(&functions), "C_GetFunctionList");
    return functions;
}

/* The first slot with an eID in it; other cards are not for us. */
static CK_SLOT_ID find_slot(CK_FUNCTION_LIST* f)
{
    CK_SLOT_ID slots[16];
    CK_ULONG count = 16, i;
    CK_TOKEN_INFO token;
    check(f->C_GetSlotList(CK_TRUE, slots, &count), "C_GetSlotList");
    for (i = 0; i < count; ++i) {
        if (f->C_GetTokenInfo(slots[i], &token) == CKR_OK && memcmp(token.label, "BELPIC ", 7) == 0) {
            return slots[i];
        }
    }
    fputs("there is no eID\n", stderr);
    exit(EXIT_FAILURE);
}

static void log_in(CK_FUNCTION_LIST* f, CK_SESSION_HANDLE session, int fd)
{
    CK_UTF8CHAR pin[16];
    ssize_t size = read(fd, pin, sizeof pin);
    CK_RV code;
    if (size > 0 && pin[size - 1] == '\n') {
        --size;
    }
    code = f->C_Login(session, CKU_USER, pin, size > 0 ? (CK_ULONG)size : 0);
    explicit_bzero(pin, sizeof pin);
    check(code, "C_Login"); /* Never again with the same PIN: three wrong ones block the card. */
}

static CK_OBJECT_HANDLE find_key(CK_FUNCTION_LIST* f, CK_SESSION_HANDLE session, CK_KEY_TYPE* type)
{
    CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
    char label[] = "Authentication";
    CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class}, {CKA_LABEL, label, strlen(label)}};
    CK_ATTRIBUTE kind = {CKA_KEY_TYPE, type, sizeof *type};
    CK_OBJECT_HANDLE key;
    CK_ULONG found = 0;
    check(f->C_FindObjectsInit(session, wanted, 2), "C_FindObjectsInit");
    check(f->C_FindObjects(session, &key, 1, &found), "C_FindObjects");
    check(f->C_FindObjectsFinal(session), "C_FindObjectsFinal");
    if (found == 0) {
        fputs("this card has no such key\n", stderr);
        exit(EXIT_FAILURE);
    }
    check(f->C_GetAttributeValue(session, key, &kind, 1), "C_GetAttributeValue");
    return key;
}

int main(int argc, char** argv)
{
    CK_FUNCTION_LIST* f;
    CK_SESSION_HANDLE session;
    CK_OBJECT_HANDLE key;
    CK_KEY_TYPE type;
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_BYTE text[4096], signature[512];
    CK_ULONG signature_size = sizeof signature;
    size_t size;
    if (argc != 3) {
        return EXIT_FAILURE;
    }
    f = load(argv[1]);
    check(f->C_Initialize(NULL), "C_Initialize");
    check(f->C_OpenSession(find_slot(f), CKF_SERIAL_SESSION, NULL, NULL, &session), "C_OpenSession");
    log_in(f, session, atoi(argv[2]));
    key = find_key(f, session, &type);
    if (type == CKK_EC) {
        mechanism.mechanism = 0x1044; /* CKM_ECDSA_SHA256, which this header does not know */
    }
    check(f->C_SignInit(session, &mechanism, key), "C_SignInit");
    while ((size = fread(text, 1, sizeof text, stdin)) > 0) {
        check(f->C_SignUpdate(session, text, size), "C_SignUpdate");
    }
    check(f->C_SignFinal(session, signature, &signature_size), "C_SignFinal");
    fwrite(signature, 1, signature_size, stdout);
    check(f->C_Logout(session), "C_Logout");
    check(f->C_Finalize(NULL), "C_Finalize");
    return EXIT_SUCCESS;
}
