// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt/descriptor.hpp"

#include <openbeid/result.hpp>

#include <string>
#include <vector>

namespace openbeid::prompt {

/// A running helper, which the host knows nothing of (see launch.hpp). Move-only; at the end of
/// its life the helper has ended, by itself or killed.
class HelperProcess {
public:
    /// @param input,output  become its standard input and output; the caller closes its own copies
    /// Fails: prompt_missing (not there, or may not be run), prompt_failed.
    [[nodiscard]] static Result<HelperProcess> start(const std::string& path,
                                                     const std::vector<std::string>& environment,
                                                     const Descriptor& input,
                                                     const Descriptor& output);

    HelperProcess(HelperProcess&& other) noexcept = default;
    HelperProcess& operator=(HelperProcess&& other) = delete;
    HelperProcess(const HelperProcess&) = delete;
    HelperProcess& operator=(const HelperProcess&) = delete;
    /// Gives it a second to end, then kills it. So close its input first.
    ~HelperProcess();

    /// Readable once it has ended.
    [[nodiscard]] int fd() const noexcept { return process_.get(); }

private:
    explicit HelperProcess(Descriptor process) noexcept : process_{std::move(process)} {}

    Descriptor process_; ///< a pidfd
};

} // namespace openbeid::prompt
