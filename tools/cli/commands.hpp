// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card_selection.hpp"
#include "failure.hpp"
#include "options.hpp"

/// The commands, one file each; the table in arguments.cpp names them.
namespace openbeid::cli {

[[nodiscard]] Ending run_report(const Options& options);
[[nodiscard]] Ending run_status(const Options& options);
[[nodiscard]] Ending run_browsers_status(const Options& options);
[[nodiscard]] Ending run_browsers_enable(const Options& options);
[[nodiscard]] Ending run_browsers_disable(const Options& options);
[[nodiscard]] Ending run_browsers_repair(const Options& options);
[[nodiscard]] Ending run_doctor(const Options& options);
[[nodiscard]] Ending run_explain(const Options& options);
[[nodiscard]] Ending run_login_test(const Options& options, OpenedCard& opened);
[[nodiscard]] Ending run_readers(const Options& options);
[[nodiscard]] Ending run_card(const Options& options, OpenedCard& opened);
[[nodiscard]] Ending run_certificates_list(const Options& options, OpenedCard& opened);
[[nodiscard]] Ending run_certificates_show(const Options& options, OpenedCard& opened);
[[nodiscard]] Ending run_certificates_export(const Options& options, OpenedCard& opened);
[[nodiscard]] Ending run_certificates_verify(const Options& options, OpenedCard& opened);
[[nodiscard]] Ending run_identity(const Options& options, OpenedCard& opened);
[[nodiscard]] Ending run_pin_status(const Options& options, OpenedCard& opened);
[[nodiscard]] Ending run_pin_test(const Options& options, OpenedCard& opened);
[[nodiscard]] Ending run_pin_change(const Options& options, OpenedCard& opened);

} // namespace openbeid::cli
