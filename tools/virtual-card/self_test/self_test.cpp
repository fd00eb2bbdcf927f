// SPDX-License-Identifier: Apache-2.0
#include "self_test/self_test.hpp"

#include "self_test/parts.hpp"
#include "self_test/probe.hpp"

#include <cstdio>
#include <map>

namespace openbeid::virtual_card {

int self_test(const std::filesystem::path& cache)
{
    std::map<std::string, Persona> personas;
    for (const auto& name : persona_names()) {
        auto persona = load_persona(name, cache);
        if (!persona) {
            std::printf("FAILED %s: %s (%s)\n",
                        name.c_str(),
                        name_of(persona.error().code),
                        persona.error().where);
            return 1;
        }
        personas.emplace(name, *std::move(persona));
    }
    const Cards cards = [&](const std::string& name) { return Probe{personas.at(name)}; };
    Report report;
    for (const auto part : {check_recognition,
                            check_file_system,
                            check_directories,
                            check_identity,
                            check_certificates,
                            check_status_words,
                            check_status_words_of_keys,
                            check_pin_commands,
                            check_pin_sequences,
                            check_signatures,
                            check_line_time}) {
        part(report, cards);
    }
    return report.finish();
}

} // namespace openbeid::virtual_card
