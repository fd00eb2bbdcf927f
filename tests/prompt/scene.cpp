// SPDX-License-Identifier: Apache-2.0
#include "scene.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace openbeid::test {

namespace {

std::filesystem::path make_folder()
{
    std::string name = std::filesystem::temp_directory_path() / "openbeid-prompt-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error{"mkdtemp"};
    }
    return name;
}

/// A named pipe with both ends open here, so that neither side waits for the other to come.
prompt::Descriptor make_fifo(const std::filesystem::path& path)
{
    prompt::Descriptor fifo;
    if (::mkfifo(path.c_str(), 0600) == 0) {
        fifo = prompt::Descriptor{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
    }
    if (!fifo.valid()) {
        throw std::runtime_error{"mkfifo"};
    }
    return fifo;
}

} // namespace

Scene::Scene(const char* program, const char* name, const std::vector<std::string>& script)
    : folder_{make_folder()}, prompt_{program == std::string{FAKE_HELPER} ? file(name) : PIN_PROMPT,
                                      file(name)},
      store_{SecretStore::create()}
{
    std::filesystem::create_symlink(program, file(name));
    std::ofstream out{file("script")};
    for (const auto& line : script) {
        out << line << '\n';
    }
}

Scene::~Scene()
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

Scene Scene::with_pinentry(const std::vector<std::string>& script)
{
    return {FAKE_PINENTRY, "pinentry", script};
}

Scene Scene::with_helper(const std::vector<std::string>& script)
{
    return {FAKE_HELPER, "helper", script};
}

Result<Pin> Scene::ask(const PromptRequest& request, const PromptCancellation* cancellation) const
{
    return prompt_.ask(request, *store_, cancellation);
}

std::vector<std::string> Scene::lines(const char* name) const
{
    std::vector<std::string> found;
    std::ifstream in{file(name)};
    for (std::string line; std::getline(in, line);) {
        found.push_back(line);
    }
    return found;
}

long Scene::count(const char* name, const std::string& line) const
{
    const auto all = lines(name);
    return std::count(all.begin(), all.end(), line);
}

std::string Scene::line_after(const char* name, const std::string& start) const
{
    for (const auto& line : lines(name)) {
        if (line.starts_with(start)) {
            return line.substr(start.size());
        }
    }
    return {};
}

void Scene::watch_window()
{
    shown_ = make_fifo(file("shown"));
    go_ = make_fifo(file("go"));
}

void Scene::await_window() const
{
    char byte = 0;
    if (::read(shown_.get(), &byte, 1) != 1) {
        throw std::runtime_error{"no window was shown"};
    }
}

void Scene::let_go() const
{
    if (::write(go_.get(), "!", 1) != 1) {
        throw std::runtime_error{"nobody can be let go"};
    }
}

bool Scene::is_over() const
{
    const int fd = ::open(file("life").c_str(), O_RDWR | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        return true; // on a busy computer the time may be over before the program begins
    }
    const bool over = fd >= 0 && ::flock(fd, LOCK_EX) == 0;
    ::close(fd);
    return over;
}

PromptRequest request()
{
    PromptRequest request;
    request.program = "/usr/bin/some-browser";
    request.language = "en";
    return request;
}

PromptRequest hasty_request()
{
    auto hasty = request();
    hasty.time_out = std::chrono::seconds{1};
    return hasty;
}

std::string digits(const Result<Pin>& pin)
{
    return pin ? std::string(pin->view().begin(), pin->view().end()) : "no PIN: " + error(pin);
}

std::string error(const Result<Pin>& pin)
{
    return pin ? "none" : name_of(pin.error().code);
}

} // namespace openbeid::test
