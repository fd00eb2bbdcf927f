// SPDX-License-Identifier: Apache-2.0
#include "doctor/checks.hpp"
#include "doctor/probe.hpp"
#include "files.hpp"
#include "module_file.hpp"
#include "p11_kit.hpp"
#include "pin-prompt/usual_pinentries.hpp"

#include <openbeid/version.hpp>

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Has the module's log go to a file in memory, in this process; its descriptor, -1 if there is
/// none.
int take_log()
{
    const int log = ::memfd_create("log", MFD_CLOEXEC);
    ::unsetenv("OPENBEID_LOG_FILE");
    ::setenv("OPENBEID_LOG", "info", 1);
    return log >= 0 && ::dup2(log, STDERR_FILENO) >= 0 ? log : -1;
}

/// What the module says there of its settings, at a level of the log.
Json said_of_settings(int log, const std::string& level)
{
    const auto start = " openbeid " + level + ": configuration: ";
    Json said = Json::array();
    for (const auto& line : lines_of("/proc/self/fd/" + std::to_string(log))) {
        if (const auto at = line.find(start); at != std::string::npos) {
            said.push_back(line.substr(at + start.size()));
        }
    }
    return said;
}

/// Whether it says there that it may have to ask for a PIN: as pkcs11/module.cpp does.
bool asks_for_pin(int log)
{
    const auto said = said_of_settings(log, "info");
    return std::find(said.begin(), said.end(), "no window of ours asks for a PIN") == said.end();
}

/// Loads it as a browser does, in a process that may crash: {"error"} or {"version", "ignored":
/// what it says of settings, "asks": whether it may have to ask for a PIN}.
Json load(const fs::path& module)
{
    const int log = take_log();
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
    return {{"version", version},
            {"ignored", said_of_settings(log, "warning")},
            {"asks", asks_for_pin(log)}};
}

/// What the module needs to ask for a PIN itself.
void check_prompt(Findings& findings)
{
    const auto runs = [](const char* program) { return ::access(program, X_OK) == 0; };
    const auto& usual = pin_prompt::usual_pinentries;
    if (!runs(OPENBEID_PIN_PROMPT)) {
        findings.add("prompt-missing", OPENBEID_PIN_PROMPT);
    } else if (std::none_of(usual.begin(), usual.end(), runs)) {
        findings.add("pinentry-missing");
    }
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
    for (const auto& warning : loaded->at("ignored")) {
        findings.add("settings-ignored", warning.get<std::string>());
    }
    if (loaded->at("asks").get<bool>()) {
        check_prompt(findings);
    }
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
