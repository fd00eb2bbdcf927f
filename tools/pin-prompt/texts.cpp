// SPDX-License-Identifier: Apache-2.0
#include "texts.hpp"

#include <libintl.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <clocale>
#include <cstdlib>
#include <string_view>

namespace openbeid::pin_prompt {

namespace {

constexpr const char* domain = "openbeid";

/// A text in the user's language; xgettext collects its arguments.
std::string translate(const char* english)
{
    return ::dgettext(domain, english);
}

std::string with(std::string text, std::string_view placeholder, const std::string& value)
{
    if (const auto place = text.find(placeholder); place != std::string::npos) {
        text.replace(place, placeholder.size(), value);
    }
    return text;
}

/// The folder of this program's file, with a slash.
std::string program_folder()
{
    std::array<char, PATH_MAX> path{};
    const auto size = ::readlink("/proc/self/exe", path.data(), path.size());
    const std::string_view file{path.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    return std::string{file.substr(0, file.rfind('/') + 1)};
}

std::string reason(const PromptRequest& request)
{
    switch (request.purpose) {
    case PromptPurpose::change:
        return translate(
            /* xgettext:python-brace-format */
            "\"{program}\" wants to change the PIN of your identity card.\n"
            "Enter the PIN that is valid now.");
    case PromptPurpose::new_pin: return translate("Choose a new PIN of 4 to 12 digits.");
    case PromptPurpose::login:
    case PromptPurpose::signature: break;
    }
    if (request.key == PromptKey::signature) {
        return translate(
            /* xgettext:python-brace-format */
            "\"{program}\" wants to SIGN with your identity card (signature key).\n"
            "Such a signature binds you legally, like one by hand.\n"
            "Enter your PIN only if you want to sign now.");
    }
    if (request.purpose == PromptPurpose::signature) {
        return translate(
            /* xgettext:python-brace-format */
            "\"{program}\" wants to prove, once, who you are (authentication key).\n"
            "Enter the PIN of your identity card to allow it.");
    }
    return translate(
        /* xgettext:python-brace-format */
        "\"{program}\" wants to log in with your identity card (authentication key).\n"
        "It can then prove who you are until it logs out or you take the card out.\n"
        "Enter your PIN to allow it.");
}

/// What a wrong PIN would cost; nothing to say of a new one, or when it is not known.
std::string tries_text(const PromptRequest& request)
{
    if (!request.tries_left || request.purpose == PromptPurpose::new_pin) {
        return {};
    }
    const unsigned tries = *request.tries_left;
    if (tries <= 1) {
        return "\n\n" +
               translate("WARNING: this is your LAST try.\n"
                         "A wrong PIN blocks the card, and only your municipality can unblock it.");
    }
    return "\n\n" + with(translate(
                             /* xgettext:python-brace-format */
                             "{count} tries are left."),
                         "{count}",
                         std::to_string(tries));
}

} // namespace

void use_language(const std::string& language)
{
    // Translations exist only outside the locale C, and the user's own need not be installed.
    const char* const locale = std::setlocale(LC_ALL, "");
    const std::string_view messages =
        locale != nullptr ? std::setlocale(LC_MESSAGES, nullptr) : "C";
    if (messages == "C" || messages == "POSIX") {
        static_cast<void>(std::setlocale(LC_ALL, "C.UTF-8"));
    }
    ::setenv("LANGUAGE", language.c_str(), 1); // read by gettext before the locale's own language
    ::bindtextdomain(domain, (program_folder() + OPENBEID_LOCALE_DIR).c_str());
    ::bind_textdomain_codeset(domain, "UTF-8");
}

std::string title()
{
    return translate("PIN of the identity card");
}

Buttons buttons()
{
    return {.ok = translate("OK"), .cancel = translate("Cancel")};
}

Question question(const PromptRequest& request)
{
    const bool is_new = request.purpose == PromptPurpose::new_pin;
    return {.description =
                with(reason(request), "{program}", request.program) + tries_text(request),
            .label = is_new ? translate("New PIN:") : translate("PIN:")};
}

Question repetition()
{
    return {.description = translate("Enter the new PIN once more."),
            .label = translate("New PIN again:")};
}

std::string malformed_pin()
{
    return translate("A PIN has 4 to 12 digits and nothing else.");
}

std::string different_pins()
{
    return translate("The two PINs are not the same. Choose the new PIN again.");
}

} // namespace openbeid::pin_prompt
