// SPDX-License-Identifier: Apache-2.0
#include "doctor/checks.hpp"
#include "doctor/probe.hpp"
#include "files.hpp"
#include "module_file.hpp"
#include "p11_kit.hpp"

#include <openbeid/version.hpp>

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Loads it as a browser does, in a process that may crash: {"error"} or {"version"}.
Json load(const fs::path& module)
{
    void* const library = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        const char* const reason = ::dlerror();
        return {{"error", reason != nullptr ? reason : ""}};
    }
    // POSIX makes this cast the way to get a function.
    const auto get_list = reinterpret_cast<CK_C_GetFunctionList>( // NOLINT
        ::dlsym(library, "C_GetFunctionList"));
    CK_FUNCTION_LIST* functions = nullptr;
    CK_INFO info{};
    if (get_list == nullptr || get_list(&functions) != CKR_OK ||
        functions->C_Initialize(nullptr) != CKR_OK || functions->C_GetInfo(&info) != CKR_OK) {
        return {{"error", "C_Initialize"}};
    }
    const auto version =
        std::to_string(info.libraryVersion.major) + "." + std::to_string(info.libraryVersion.minor);
    functions->C_Finalize(nullptr);
    return {{"version", version}};
}

void check_file(const fs::path& module, Findings& findings)
{
    std::error_code error;
    if (!fs::exists(module, error)) {
        findings.add("module-missing", module.string());
        return;
    }
    const auto loaded = probe([&] { return load(module); }, 10s);
    if (!loaded || loaded->contains("error")) {
        findings.add("module-not-loadable",
                     loaded ? loaded->at("error").get<std::string>() : module.string());
        return;
    }
    const auto version = loaded->at("version").get<std::string>();
    const bool same = std::string{openbeid::version()}.starts_with(version + ".");
    findings.add(same ? "module-ready" : "module-other-version", module.string() + ", " + version);
}

bool found_by_p11_kit(const fs::path& named, const fs::path& module)
{
    std::error_code error;
    return named.is_absolute() ? fs::exists(named, error)
                               : fs::exists(module.parent_path() / named, error);
}

void check_p11_kit(const fs::path& module, Findings& findings)
{
    std::vector<fs::path> files;
    for (const auto& entry : p11_kit_modules()) {
        const fs::path named{entry.library()};
        if (named.filename() != module_name) {
            continue;
        }
        if (!found_by_p11_kit(named, module)) {
            findings.add("p11kit-wrong-path", entry.file.string());
        }
        files.push_back(entry.file);
    }
    if (files.size() > 1) {
        findings.add("p11kit-registered-twice", files[0].string() + ", " + files[1].string());
    } else {
        findings.add(files.empty() ? "p11kit-not-registered" : "p11kit-registered");
    }
}

} // namespace

void check_module(const Options& options, Findings& findings)
{
    const auto module = module_file(options);
    check_file(module, findings);
    check_p11_kit(module, findings);
}

} // namespace openbeid::cli
