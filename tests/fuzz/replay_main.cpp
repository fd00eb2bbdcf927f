// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over the files of the folders that it is given, without libFuzzer.
#include "fuzz.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

int main(int argc, char** argv)
{
    namespace fs = std::filesystem;
    std::vector<fs::path> paths;
    for (const char* const folder : std::vector<const char*>{argv + 1, argv + argc}) {
        for (const auto& entry : fs::recursive_directory_iterator{folder}) {
            if (entry.is_regular_file()) {
                paths.push_back(entry.path());
            }
        }
    }
    if (paths.empty()) {
        std::cerr << "no input to replay\n";
        return 1;
    }
    std::sort(paths.begin(), paths.end());
    LLVMFuzzerTestOneInput(nullptr, 0);
    for (const auto& path : paths) {
        std::cout << path.filename().string() << std::endl; // before it may crash
        std::ifstream in{path, std::ios::binary};
        const openbeid::Bytes input{std::istreambuf_iterator<char>{in}, {}};
        if (!in) {
            std::cerr << "can't be read\n";
            return 1;
        }
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::cout << paths.size() << " inputs replayed\n";
    return 0;
}
