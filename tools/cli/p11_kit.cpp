// SPDX-License-Identifier: Apache-2.0
#include "p11_kit.hpp"

#include "files.hpp"

#include <algorithm>
#include <array>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;

fs::path user_folder()
{
    const auto folder = environment("XDG_CONFIG_HOME");
    return (folder.empty() ? home() / ".config" : fs::path{folder}) / "pkcs11/modules";
}

void read_settings(const fs::path& file, std::map<std::string, std::string>& settings)
{
    for (const auto& line : lines_of(file)) {
        const auto text = trimmed(line);
        const auto colon = text.find(':');
        if (colon != std::string::npos && !text.starts_with('#')) {
            settings[std::string{trimmed(text.substr(0, colon))}] = trimmed(text.substr(colon + 1));
        }
    }
}

bool is_left_out_of_the_proxy(const P11KitModule& module)
{
    const auto setting = module.settings.find("disable-in");
    return setting != module.settings.end() &&
           setting->second.find("p11-kit-proxy") != std::string::npos;
}

} // namespace

std::string P11KitModule::library() const
{
    const auto setting = settings.find("module");
    return setting == settings.end() ? std::string{} : setting->second;
}

std::vector<P11KitModule> p11_kit_modules()
{
    std::map<fs::path, P11KitModule> modules;
    for (const auto& folder :
         {fs::path{"/usr/share/p11-kit/modules"}, fs::path{"/etc/pkcs11/modules"}, user_folder()}) {
        std::error_code error;
        fs::directory_iterator entries{folder, error};
        for (; !error && entries != fs::directory_iterator{}; entries.increment(error)) {
            const auto& file = entries->path();
            if (file.extension() == ".module") {
                auto& module = modules[file.filename()];
                module.file = file;
                read_settings(file, module.settings);
            }
        }
    }
    std::vector<P11KitModule> list;
    for (auto& [name, module] : modules) {
        list.push_back(std::move(module));
    }
    return list;
}

bool p11_kit_proxy_brings_opensc()
{
    const auto modules = p11_kit_modules();
    return std::any_of(modules.begin(), modules.end(), [](const P11KitModule& module) {
        return module.library().find("opensc-pkcs11") != std::string::npos &&
               !is_left_out_of_the_proxy(module);
    });
}

} // namespace openbeid::cli
