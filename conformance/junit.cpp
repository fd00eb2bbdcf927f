// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <fstream>
#include <map>

namespace openbeid::conformance {

namespace {

std::string escaped(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += byte < 0x20 || byte >= 0x7F ? '?' : c;
        }
    }
    return out;
}

void write_case(std::ostream& out, const Result& result)
{
    std::string name = result.id;
    if (!result.instance.empty()) {
        name += '[' + result.instance + ']';
    }
    out << "    <testcase classname=\"" << escaped(result.list + '.' + result.suite) << "\" name=\""
        << escaped(name) << "\">";
    const auto text = "expected " + result.expected + ", got " + result.got;
    if (result.verdict == Verdict::fail) {
        out << "<failure message=\"" << escaped(text) << "\">"
            << escaped(result.clause + ". " + result.reason) << "</failure>";
    } else if (result.verdict == Verdict::not_applicable) {
        out << "<skipped message=\"" << escaped(result.reason) << "\"/>";
    } else if (result.verdict == Verdict::deviation) {
        out << "<system-out>" << escaped("deviation: " + text + ". " + result.reason)
            << "</system-out>";
    }
    out << "</testcase>\n";
}

} // namespace

bool Report::write_junit(const std::string& path) const
{
    std::map<std::string, std::vector<const Result*>> suites;
    for (const auto& result : results_) {
        suites[result.list + '.' + result.suite].push_back(&result);
    }
    std::ofstream out{path};
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"openbeid-conformance\" "
           "tests=\""
        << results_.size() << "\" failures=\"" << count(Verdict::fail) << "\">\n";
    for (const auto& [name, results] : suites) {
        std::size_t failures = 0;
        std::size_t skipped = 0;
        for (const auto* result : results) {
            failures += result->verdict == Verdict::fail ? 1U : 0U;
            skipped += result->verdict == Verdict::not_applicable ? 1U : 0U;
        }
        out << "  <testsuite name=\"" << escaped(name) << "\" tests=\"" << results.size()
            << "\" failures=\"" << failures << "\" skipped=\"" << skipped << "\">\n";
        for (const auto* result : results) {
            write_case(out, *result);
        }
        out << "  </testsuite>\n";
    }
    out << "</testsuites>\n";
    return out.flush().good();
}

} // namespace openbeid::conformance
