// SPDX-License-Identifier: Apache-2.0
// The module as a file: loaded, unloaded, and alive at the end of a process. Not a Catch program,
// because what comes after main() counts.
#include "pkcs11/cryptoki.hpp"

#include <dlfcn.h>
#include <openssl/crypto.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
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

/// What is in the log that the environment names.
std::string log_of_module()
{
    const char* const name = std::getenv("OPENBEID_LOG_FILE"); // NOLINT(concurrency-mt-unsafe)
    std::ifstream file{name != nullptr ? name : ""};
    return {std::istreambuf_iterator<char>{file}, {}};
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

bool openssl_has_memory = true; // NOLINT: of this process

void* openssl_malloc(std::size_t size, const char* /*file*/, int /*line*/)
{
    return openssl_has_memory ? std::malloc(size) : nullptr; // NOLINT: what OpenSSL expects
}

void* openssl_realloc(void* block, std::size_t size, const char* /*file*/, int /*line*/)
{
    return openssl_has_memory ? std::realloc(block, size) : nullptr; // NOLINT: likewise
}

void openssl_free(void* block, const char* /*file*/, int /*line*/)
{
    std::free(block); // NOLINT: likewise
}

/// Without OpenSSL the module can't begin: its log says so, and it begins when it can again.
int begin_without_openssl(const char* path)
{
    if (!check(::CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) == 1,
               "CRYPTO_set_mem_functions")) {
        return EXIT_FAILURE;
    }
    OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_DIGESTS, nullptr);
    const Module module{path};
    const auto older = log_of_module().size();
    openssl_has_memory = false;
    const CK_RV rv = module->C_Initialize(nullptr);
    openssl_has_memory = true;
    const bool good =
        check(rv == CKR_GENERAL_ERROR, "C_Initialize without memory for OpenSSL") &&
        check(log_of_module().find("not initialised: crypto_failure", older) != std::string::npos,
              "the reason in the log") &&
        works_without_daemon(*module) && check(module->C_Finalize(nullptr) == CKR_OK, "C_Finalize");
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
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
        static_cast<void>(std::fprintf(stderr,
                                       "usage: %s MODULE load|abandon|no-openssl|exit|exit-handler|"
                                       "static-destructor\n",
                                       argv[0]));
        return EXIT_FAILURE;
    }
    const std::string_view way{argv[2]};
    if (way == "load" || way == "abandon") {
        return load_and_unload(argv[1], way == "load");
    }
    return way == "no-openssl" ? begin_without_openssl(argv[1]) : stay_until_exit(argv[1], way);
}
