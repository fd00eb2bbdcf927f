// SPDX-License-Identifier: Apache-2.0
#include "module_file.hpp"

#include "text.hpp"

namespace openbeid::cli {

std::filesystem::path module_file(const Options& options)
{
    if (!options.module.empty()) {
        return std::filesystem::absolute(options.module);
    }
    return (std::filesystem::path{program_folder()} / OPENBEID_MODULE_FILE).lexically_normal();
}

} // namespace openbeid::cli
