// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "doctor/codes.hpp"
#include "output.hpp"
#include "text.hpp"

namespace openbeid::cli {

namespace {

Json to_json(const Code& code)
{
    return {{"code", code.name},
            {"severity", key_of(code.severity)},
            {"title", translate(code.title)},
            {"next", translate(code.step)},
            {"text", translate(code.text)}};
}

Ending list_codes(const Options& options)
{
    Json list = Json::array();
    for (const auto& code : codes()) {
        list.push_back(to_json(code));
        if (!options.json) {
            print_field(code.name, translate(code.title));
        }
    }
    if (options.json) {
        print_json({{"codes", std::move(list)}});
    }
    return ExitCode::done;
}

} // namespace

Ending run_explain(const Options& options)
{
    if (options.code.empty()) {
        return list_codes(options);
    }
    const auto* const code = find_code(options.code);
    if (code == nullptr) {
        return Failure{.exit = ExitCode::usage,
                       .code = "unknown_code",
                       .sentence = fill(translate("There is no code \"{code}\"."),
                                        {{"code", printable(options.code)}}),
                       .next = translate("\"openbeid explain\" lists them.")};
    }
    if (options.json) {
        print_json(to_json(*code));
        return ExitCode::done;
    }
    print_line(translate(code->title));
    print_line(translate(code->text));
    print_field(translate("What to do"), translate(code->step));
    return ExitCode::done;
}

} // namespace openbeid::cli
