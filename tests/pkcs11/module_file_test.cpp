// SPDX-License-Identifier: Apache-2.0
// The module as a file: loaded, unloaded, and alive at the end of a process. Not a Catch program,
// because what comes after main() counts.
#include "pkcs11/cryptoki.hpp"

#include <dlfcn.h>
#include <openssl/crypto.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

constexpr int loops = 50;

bool check(bool good, const char* what)
{
    if (!good) {
        static_cast<void>(std::fprintf(stderr, "failed: %s\n", what));
    }
    return good;
}

class Module {
public:
    explicit Module(const char* path) : path_{path}, library_{::dlopen(path, RTLD_NOW | RTLD_LOCAL)}
    {
        if (library_ == nullptr) {
            static_cast<void>(std::fprintf(stderr, "%s\n", ::dlerror()));
            std::exit(EXIT_FAILURE);
        }
        using GetFunctionList = CK_RV (*)(CK_FUNCTION_LIST**);
        auto* const symbol = ::dlsym(library_, "C_GetFunctionList");
        reinterpret_cast<GetFunctionList>(symbol)(&functions_); // NOLINT: as POSIX wants it
    }

    [[nodiscard]] const CK_FUNCTION_LIST& operator*() const { return *functions_; }
    [[nodiscard]] const CK_FUNCTION_LIST* operator->() const { return functions_; }

    /// Whether the library is really gone from memory.
    [[nodiscard]] bool unload() const
    {
        return ::dlclose(library_) == 0 &&
               ::dlopen(path_, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD) == nullptr;
    }

private:
    const char* path_;
    void* library_;
    CK_FUNCTION_LIST* functions_{nullptr};
};

/// No daemon runs where this test looks for one: no slots, and no error.
bool works_without_daemon(const CK_FUNCTION_LIST& functions)
{
    CK_ULONG count = 1;
    CK_SLOT_ID slot = 0;
    return check(functions.C_Initialize(nullptr) == CKR_OK, "C_Initialize") &&
           check(functions.C_GetSlotList(CK_TRUE, nullptr, &count) == CKR_OK && count == 0,
                 "C_GetSlotList without a daemon") &&
           check(functions.C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr) == CKR_NO_EVENT,
                 "C_WaitForSlotEvent without a daemon");
}

int load_and_unload(const char* path, bool finalize)
{
    for (int i = 0; i < loops; ++i) {
        const Module module{path};
        const bool good =
            works_without_daemon(*module) &&
            (!finalize || check(module->C_Finalize(nullptr) == CKR_OK, "C_Finalize")) &&
            check(module.unload(), "the library stays in memory");
        if (!good) {
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}

const CK_FUNCTION_LIST* used_at_exit = nullptr; // NOLINT: exit handlers have no argument

void finalize_at_exit()
{
    CK_ULONG count = 0;
    if (!check(used_at_exit->C_GetSlotList(CK_FALSE, nullptr, &count) == CKR_OK,
               "C_GetSlotList at exit") ||
        !check(used_at_exit->C_Finalize(nullptr) == CKR_OK, "C_Finalize at exit")) {
        std::_Exit(EXIT_FAILURE);
    }
}

/// Its destructor is a static one, and calls the module.
struct LateProgram {
    bool active{false};
    ~LateProgram()
    {
        if (active) {
            finalize_at_exit();
        }
    }
};

int stay_until_exit(const char* path, std::string_view way)
{
    // Whatever registers its handler first is called last.
    static LateProgram late;
    if (way == "exit-handler" && std::atexit(finalize_at_exit) != 0) {
        return EXIT_FAILURE;
    }
    OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_DIGESTS, nullptr);
    static const Module module{path};
    used_at_exit = &*module;
    late.active = way == "static-destructor";
    return works_without_daemon(*module) ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        static_cast<void>(
            std::fprintf(stderr,
                         "usage: %s MODULE load|abandon|exit|exit-handler|static-destructor\n",
                         argv[0]));
        return EXIT_FAILURE;
    }
    const std::string_view way{argv[2]};
    if (way == "load" || way == "abandon") {
        return load_and_unload(argv[1], way == "load");
    }
    return stay_until_exit(argv[1], way);
}
