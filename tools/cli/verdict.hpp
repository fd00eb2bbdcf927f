// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output.hpp"

#include <openbeid/verification.hpp>

#include <span>
#include <string>

/// A verification in words.
namespace openbeid::cli {

/// "AUTHENTIC: …", or "NOT AUTHENTIC: …" with the first reason.
[[nodiscard]] std::string verdict(const Verification& verification);

/// What a check is about: "photo".
[[nodiscard]] std::string subject_of(Check check);

/// How it ended, with the reason: "passed", "FAILED: it belongs to other data".
[[nodiscard]] std::string outcome_text(const CheckResult& result);

/// "Belgium Root CA4", or that it proves nothing.
[[nodiscard]] std::string anchor_text(TrustAnchor anchor);

/// {"authentic", "test_root", "relies_on_sha1", "checks": […]}, all checks or these.
[[nodiscard]] Json verification_json(const Verification& verification);
[[nodiscard]] Json check_json(const CheckResult& result);

/// [{"what", "validity"}, …]
[[nodiscard]] Json validities_json(const std::vector<ValidityResult>& validities);

} // namespace openbeid::cli
