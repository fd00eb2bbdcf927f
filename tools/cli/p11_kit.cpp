// SPDX-License-Identifier: Apache-2.0
#include "p11_kit.hpp"

#include "files.hpp"

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

/// Whether it is for p11-kit's proxy, whatever program loads that.
bool is_in_the_proxy(const P11KitModule& module)
{
    const auto names_proxy = [&](const char* key, bool if_absent) {
        const auto setting = module.settings.find(key);
        return setting == module.settings.end()
                   ? if_absent
                   : setting->second.find("p11-kit-proxy") != std::string::npos;
    };
    return names_proxy("enable-in", true) && !names_proxy("disable-in", false);
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

std::vector<P11KitModule> p11_kit_proxy_modules()
{
    auto modules = p11_kit_modules();
    std::erase_if(modules, [](const P11KitModule& module) { return !is_in_the_proxy(module); });
    return modules;
}

} // namespace openbeid::cli
