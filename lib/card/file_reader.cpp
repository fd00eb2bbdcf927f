// SPDX-License-Identifier: Apache-2.0
#include "card/file_reader.hpp"

#include "apdu/command.hpp"
#include "base/log.hpp"
#include "base/try.hpp"
#include "card/files.hpp"
#include "tlv/der.hpp"

#include <algorithm>

namespace openbeid::card {

namespace {

using apdu::Command;
using apdu::Ins;
using apdu::Sw;

constexpr int max_glitches = 3;                  // card reference §7.4
constexpr std::size_t max_block_size = 256;      // Le = 00
constexpr std::size_t cautious_block_size = 252; // readers that can't do 256, §5.4
constexpr std::size_t max_file_size = 0x8000;    // offsets have 15 bits, §5.4
constexpr std::size_t mf_size = 2;               // the `3F 00` at the start of a path
constexpr Sw selected_file_not_activated{0x6283};
constexpr Sw end_before_le{0x6282}; // ISO 7816-4: what comes with it is the rest of the file

/// Answers that readers give now and then to a correct command, which succeeds when repeated.
bool may_be_a_glitch(const Error& error)
{
    constexpr std::array glitches{Sw::no_current_ef,
                                  Sw::wrong_parameters,
                                  Sw::wrong_p1_p2,
                                  Sw::lc_inconsistent,
                                  Sw::ins_unknown};
    if (error.code == Errc::unexpected_status) {
        return std::find(glitches.begin(), glitches.end(), Sw{error.sw}) != glitches.end();
    }
    return error.code == Errc::io || error.code == Errc::malformed;
}

bool is_zero(ByteView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](auto byte) { return byte == 0; });
}

/// Bytes of the DER SEQUENCE that starts with `start`, if one does.
std::optional<std::size_t> size_of_sequence(ByteView start)
{
    const auto header = tlv::parse_der_header(start);
    if (!header || header->tag != tlv::der_sequence || header->total_size() > max_file_size) {
        return std::nullopt;
    }
    return header->total_size();
}

/// What READ BINARY answers at or behind the end of a file (card reference §5.15).
bool is_offset_refused(const Error& error)
{
    return error.sw == raw(Sw::wrong_parameters) || error.sw == raw(Sw::wrong_p1_p2);
}

/// READ BINARY was answered 9000 with no data, or with more than was asked for: a glitch (card
/// reference §7.4), or the end of the file.
constexpr Error no_data{.code = Errc::io, .sw = raw(Sw::ok), .where = "READ BINARY"};

bool is_end_of_file(const Error& error)
{
    return is_offset_refused(error) || error.sw == no_data.sw;
}

/// What a card answers to a path if there is no such file, if it wants paths in another form, or if
/// another program has selected another application (card reference §5.2, §5.15).
bool says_not_here(Sw sw)
{
    return sw == Sw::file_not_found || sw == Sw::wrong_p1_p2 || sw == Sw::ins_unknown ||
           sw == Sw::cla_unknown;
}

/// That of a file; a directory itself.
ByteView directory_of(ByteView path)
{
    return path.first(std::min(path.size(), df_belpic.size()));
}

/// Puts what is known behind the first block, in place of what was read beyond it.
void complete(Bytes& content, std::size_t total, const Continuation& continuation)
{
    const auto missing = total - first_block_size;
    const auto rest = continuation(ByteView{content}.first(first_block_size), missing);
    if (rest && rest->size() == missing) {
        content.resize(first_block_size);
        content.insert(content.end(), rest->begin(), rest->end());
    }
}

Errc meaning_of_select(Sw sw)
{
    if (sw == Sw::file_not_found) {
        return Errc::not_found;
    }
    return sw == selected_file_not_activated || sw == Sw::conditions_not_satisfied
               ? Errc::not_activated
               : Errc::unexpected_status;
}

Errc meaning_of_read(Sw sw)
{
    return sw == Sw::conditions_not_satisfied || sw == Sw::security_status_not_satisfied
               ? Errc::not_activated
               : Errc::unexpected_status;
}

/// A file that can't be selected so is not on this card, or not yet.
bool means_absent(Errc code)
{
    return code == Errc::not_found || code == Errc::not_activated;
}

/// Whether the card gives nothing of a file that it has selected: then it is left out, and the
/// other files are what the card has.
bool is_withheld(ByteView path, ByteView content, const Error& error)
{
    if (!content.empty() || error.code != Errc::not_activated) {
        return false;
    }
    log::warn("EF {:02X}{:02X} can't be read and is left out: {}",
              path[path.size() - 2],
              path[path.size() - 1],
              log::describe(error));
    return true;
}

} // namespace

Result<Sw> FileReader::send_select(ByteView path, PathForm form)
{
    constexpr std::uint8_t by_id = 0x02;
    constexpr std::uint8_t by_path = 0x08;
    const auto send = [this](std::uint8_t how, ByteView name) -> Result<Sw> {
        const auto command = Command::case3({.ins = Ins::select, .p1 = how, .p2 = 0x0C}, name);
        OPENBEID_TRY(const auto response, apdu::exchange(card_, command.bytes(), timing_));
        return response.sw;
    };
    if (form != PathForm::one_by_one) {
        return send(by_path, form == PathForm::below_mf ? path.subspan(mf_size) : path);
    }
    auto sw = Sw::ok;
    for (std::size_t at = 0; sw == Sw::ok && at < path.size(); at += 2) {
        OPENBEID_TRY(sw, send(by_id, path.subspan(at, 2)));
    }
    return sw;
}

Result<Sw> FileReader::try_other_forms(ByteView path, Sw refusal)
{
    for (const auto form : {PathForm::below_mf, PathForm::one_by_one}) {
        OPENBEID_TRY(const auto sw, send_select(path, form));
        if (sw == Sw::ok) {
            learned_.path_form = form;
            return sw;
        }
    }
    return refusal;
}

Result<Sw> FileReader::select_after_applet(ByteView path)
{
    log::info("another program has selected another application; selecting the eID's");
    const auto command = Command::case3({.ins = Ins::select, .p1 = 0x04, .p2 = 0x0C}, applet_aid);
    OPENBEID_TRY(const auto response, apdu::exchange(card_, command.bytes(), timing_));
    if (response.sw != Sw::ok) {
        return Error{
            .code = Errc::reader_busy, .sw = raw(response.sw), .where = "SELECT of the applet"};
    }
    return send_select(path, learned_.path_form);
}

Result<void> FileReader::select(ByteView path)
{
    OPENBEID_TRY(auto sw, send_select(path, learned_.path_form));
    bool is_here = sw == Sw::ok;
    const bool may_be_its_form =
        learned_.path_form == PathForm::unknown && sw == Sw::lc_inconsistent;
    if (says_not_here(sw) || may_be_its_form) {
        // Only a directory that is there shows that a file is not.
        const auto directory = directory_of(path);
        OPENBEID_TRY(const auto found, send_select(directory, learned_.path_form));
        is_here = found == Sw::ok;
        if (is_here && directory.size() == path.size()) {
            sw = found; // it was a glitch
        }
        if (!is_here && learned_.path_form == PathForm::unknown) {
            OPENBEID_TRY(sw, try_other_forms(path, sw));
        }
        if (!is_here && sw != Sw::ok) {
            OPENBEID_TRY(sw, select_after_applet(path));
            is_here = sw == Sw::ok;
        }
    }
    if (is_here && learned_.path_form == PathForm::unknown) {
        learned_.path_form = PathForm::from_mf;
    }
    if (sw == Sw::ok) {
        return {};
    }
    return Error{.code = meaning_of_select(sw), .sw = raw(sw), .where = "SELECT"};
}

Result<void> FileReader::select_directory(ByteView path)
{
    auto selected = select(path);
    if (!selected) {
        selected = after_glitch(path, selected.error());
    }
    if (!selected && selected.error().code == Errc::not_found) {
        return Error{.code = Errc::io, .sw = selected.error().sw, .where = "SELECT"};
    }
    return selected;
}

Result<FileReader::Block> FileReader::read_block(std::size_t offset, std::size_t wanted)
{
    const apdu::Header header{.ins = Ins::read_binary,
                              .p1 = static_cast<std::uint8_t>(offset >> 8U),
                              .p2 = static_cast<std::uint8_t>(offset & 0xFFU)};
    const auto command = Command::case2(header, std::min(wanted, learned_.block_size));
    auto response = apdu::exchange(card_, command.bytes(), timing_);
    if (!response) {
        if (response.error().code == Errc::io) {
            learned_.block_size = cautious_block_size;
        }
        return response.error();
    }
    if (response->sw == Sw::wrong_length &&
        std::min(wanted, learned_.block_size) > cautious_block_size) {
        learned_.block_size = cautious_block_size;
        return Error{.code = Errc::io, .sw = raw(response->sw), .where = no_data.where};
    }
    const bool says_end = response->sw == end_before_le;
    if (response->sw != Sw::ok && !says_end) {
        return Error{
            .code = meaning_of_read(response->sw), .sw = raw(response->sw), .where = no_data.where};
    }
    if (response->data.empty() || response->data.size() > wanted) {
        return no_data;
    }
    return Block{.data = std::move(response->data),
                 .is_last = response->length_was_named || says_end};
}

Result<void> FileReader::after_glitch(ByteView path, const Error& error)
{
    if (!may_be_a_glitch(error)) {
        return error;
    }
    if (++glitches_ > max_glitches) {
        // "Beyond the end" for the fourth time is the end: the file is shorter than it says.
        return is_offset_refused(error)
                   ? Error{.code = Errc::malformed, .sw = error.sw, .where = error.where}
                   : error;
    }
    log::info("selecting EF {:02X}{:02X} again: {}",
              path[path.size() - 2],
              path[path.size() - 1],
              log::describe(error));
    const auto selected = select(path);
    return selected ? selected : after_glitch(path, selected.error());
}

Result<void> FileReader::reopen(ByteView path, const Error& error)
{
    if (error.code == Errc::not_activated) {
        // A file that can be read in part was activated: it is refused from there on.
        return Error{.code = Errc::unexpected_status, .sw = error.sw, .where = error.where};
    }
    auto again = after_glitch(path, error);
    if (!again && means_absent(again.error().code)) {
        return Error{.code = Errc::io, .sw = again.error().sw, .where = again.error().where};
    }
    return again;
}

Result<bool> FileReader::open(ByteView path)
{
    auto selected = select(path);
    if (!selected) {
        selected = after_glitch(path, selected.error());
    }
    if (selected) {
        return true;
    }
    if (means_absent(selected.error().code)) {
        return false;
    }
    return selected.error();
}

Result<std::optional<Bytes>> FileReader::read_der(ByteView path, const Continuation& continuation)
{
    OPENBEID_TRY(const auto exists, open(path));
    if (!exists) {
        return std::optional<Bytes>{};
    }
    Bytes content;
    std::optional<std::size_t> total; // known from the first block on
    bool may_be_known = continuation != nullptr;
    while (!total || content.size() < *total) {
        auto block = read_block(content.size(), total.value_or(first_block_size) - content.size());
        if (block && !total) {
            if (is_zero(block->data)) {
                return std::optional<Bytes>{};
            }
            total = size_of_sequence(block->data);
            if (!total) {
                block = Error{.code = Errc::malformed, .where = "DER in a file"};
            }
        }
        if (!block) {
            if (is_withheld(path, content, block.error())) {
                return std::optional<Bytes>{};
            }
            OPENBEID_CHECK(reopen(path, block.error()));
            continue;
        }
        content.insert(content.end(), block->data.begin(), block->data.end());
        if (may_be_known && content.size() >= first_block_size && content.size() < *total) {
            may_be_known = false;
            complete(content, *total, continuation);
        }
    }
    content.resize(*total);
    return std::optional{std::move(content)};
}

Result<std::optional<Bytes>>
FileReader::read_whole(ByteView path, const FileEnd& end, const ReadObserver& observer)
{
    OPENBEID_TRY(const auto exists, open(path));
    if (!exists) {
        return std::optional<Bytes>{};
    }
    Bytes content;
    const auto size = std::min(end.size.value_or(max_file_size), max_file_size);
    const auto may_end = [&] { return end.may_end == nullptr || end.may_end(content); };
    while (content.size() < size) {
        const auto wanted = std::min({size - content.size(), learned_.block_size, max_block_size});
        const auto block = read_block(content.size(), wanted);
        if (!block) {
            // The end, if it can be; and if not, or before a single byte, then when the card
            // insists on it.
            const bool says_end = is_end_of_file(block.error());
            if (says_end && !content.empty() && may_end()) {
                break;
            }
            if (is_withheld(path, content, block.error())) {
                return std::optional<Bytes>{};
            }
            if (const auto again = reopen(path, block.error()); !again) {
                if (says_end && glitches_ > max_glitches) {
                    break;
                }
                return again.error();
            }
            continue;
        }
        content.insert(content.end(), block->data.begin(), block->data.end());
        if (observer && !observer(content.size())) {
            return Error{.code = Errc::cancelled, .where = "READ BINARY"};
        }
        // A short answer alone is no end: some readers give less than was asked for (§6.5).
        if (block->is_last && may_end()) {
            break;
        }
    }
    return std::optional{std::move(content)};
}

Result<std::optional<Bytes>> FileReader::read_record(ByteView path, std::uint8_t tag)
{
    constexpr const char* where = "READ RECORD";
    constexpr std::size_t header_size = 2;
    OPENBEID_TRY(const auto exists, open(path));
    if (!exists) {
        return std::optional<Bytes>{};
    }
    const auto command = Command::case2(
        {.cla = 0x80, .ins = Ins::read_record, .p1 = tag, .p2 = tag}, max_block_size);
    OPENBEID_TRY(auto response, apdu::exchange(card_, command.bytes(), timing_));
    if (response.sw == Sw::record_not_found) {
        return std::optional<Bytes>{};
    }
    const auto error = [&](Errc code) {
        return Error{.code = code, .sw = raw(response.sw), .where = where};
    };
    if (response.sw == Sw::wrong_file_structure || response.sw == Sw::ins_unknown) {
        return error(Errc::unsupported);
    }
    if (response.sw != Sw::ok) {
        return error(Errc::unexpected_status);
    }
    auto& record = response.data;
    if (record.size() < header_size || record[0] != tag ||
        record[1] != record.size() - header_size) {
        return error(Errc::malformed);
    }
    record.erase(record.begin(), record.begin() + header_size);
    return std::optional{std::move(record)};
}

} // namespace openbeid::card
