// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/scripted_transport.hpp"
#include "transport/transport.hpp"

namespace openbeid::test {

inline const transport::ReaderStatus a_reader{
    .name = "reader", .card_present = true, .event_count = 1};

/**
 * A reader whose card follows a script. Steps besides commands: "begin" and "end" of a transaction,
 * "reset at end", "check", "reconnect". Connecting is no step.
 */
class ScriptedReader : public transport::ReaderService {
public:
    /// @param script  outlives this and all it gives out
    explicit ScriptedReader(Script& script) : script_{script} {}

    [[nodiscard]] Result<std::vector<transport::ReaderStatus>> poll() override;
    [[nodiscard]] Result<std::unique_ptr<transport::Connection>>
    connect(const std::string& reader) override;
    [[nodiscard]] std::unique_ptr<transport::Waiter> waiter() override;

    transport::ReaderStatus status{a_reader}; ///< what poll() tells

private:
    Script& script_;
};

} // namespace openbeid::test
