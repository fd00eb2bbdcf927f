// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace openbeid::bench {

namespace {

using Json = nlohmann::ordered_json;

Json cost(const std::optional<Cost>& minimum)
{
    if (!minimum) {
        return nullptr;
    }
    return {{"exchanges", minimum->exchanges}, {"characters", minimum->characters}};
}

template <typename T>
Json optional(const std::optional<T>& value)
{
    return value ? Json(*value) : Json(nullptr);
}

Json result(const Group& group, std::size_t module, const Row& row)
{
    const auto& measured = row.measurements[module];
    Json json{{"module", group.names[module]},
              {"path", group.paths[module]},
              {"persona", row.persona},
              {"scenario", row.scenario->name},
              {"failure", measured.failure}};
    for (const auto& [name, value] : measured.numbers) {
        json[name == "apdus" ? "exchanges" : name] = value;
    }
    json["system_calls"] = optional(measured.system_calls);
    json["card_held"] = measured.card_held;
    json["minimum"] = cost(measured.minimum);
    json["ratio"] = optional(measured.ratio());
    return json;
}

} // namespace

void print_json(const Report& report, std::ostream& out)
{
    Json json{{"polls", report.amount.polls},
              {"idle_ms", report.amount.idle_ms},
              {"system_calls_unavailable", report.why_no_system_calls},
              {"results", Json::array()}};
    for (const auto& group : report.groups) {
        for (const auto& row : group.rows) {
            for (std::size_t module = 0; module < group.names.size(); ++module) {
                json["results"].push_back(result(group, module, row));
            }
        }
    }
    out << json.dump(2) << '\n';
}

} // namespace openbeid::bench
