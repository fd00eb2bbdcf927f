// SPDX-License-Identifier: Apache-2.0
#include <openbeid/error.hpp>

namespace openbeid {

const char* name_of(Errc code) noexcept
{
    switch (code) {
    case Errc::service_unavailable: return "service_unavailable";
    case Errc::no_reader: return "no_reader";
    case Errc::reader_busy: return "reader_busy";
    case Errc::no_card: return "no_card";
    case Errc::unresponsive_card: return "unresponsive_card";
    case Errc::card_removed: return "card_removed";
    case Errc::card_reset: return "card_reset";
    case Errc::io: return "io";
    case Errc::not_recognized: return "not_recognized";
    case Errc::not_found: return "not_found";
    case Errc::not_activated: return "not_activated";
    case Errc::malformed: return "malformed";
    case Errc::unexpected_status: return "unexpected_status";
    case Errc::pin_incorrect: return "pin_incorrect";
    case Errc::pin_blocked: return "pin_blocked";
    case Errc::pin_rejected_again: return "pin_rejected_again";
    case Errc::pin_malformed: return "pin_malformed";
    case Errc::not_logged_in: return "not_logged_in";
    case Errc::cancelled: return "cancelled";
    case Errc::unsupported: return "unsupported";
    case Errc::bad_length: return "bad_length";
    case Errc::signature_invalid: return "signature_invalid";
    case Errc::prompt_missing: return "prompt_missing";
    case Errc::prompt_no_screen: return "prompt_no_screen";
    case Errc::prompt_no_pinentry: return "prompt_no_pinentry";
    case Errc::prompt_failed: return "prompt_failed";
    case Errc::prompt_crashed: return "prompt_crashed";
    case Errc::prompt_garbled: return "prompt_garbled";
    case Errc::prompt_timed_out: return "prompt_timed_out";
    case Errc::out_of_memory: return "out_of_memory";
    case Errc::crypto_failure: return "crypto_failure";
    }
    return "unknown";
}

} // namespace openbeid
