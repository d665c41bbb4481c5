// Private: the file that keeps a remote set's keys over a restart. Whoever can write it chooses the keys.
#pragma once

#include <jot/detail/json_writer.hpp>
#include <jot/impl/json/reader.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <ios>
#include <optional>
#include <string>
#include <string_view>

#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace jot { inline namespace JOT_ABI { namespace detail {

/// The file's contents: a key document as its server sent it.
struct cached_document {
  std::string url;  ///< what the set was made with: its own URL, or the issuer's
  std::string body;
  std::chrono::sys_seconds fetched;
};

class cached_document_reader final : public json_visitor {
 public:
  void on_member(std::string_view name, const json_value& value) override {
    if (name == "url" && value.kind == json_kind::string) url = value.text;
    if (name == "body" && value.kind == json_kind::string) body = value.text;
    if (name == "fetched" && value.kind == json_kind::integer) fetched = value.integer;
  }
  void on_element(const json_value&) override {}

  std::optional<std::string> url;
  std::optional<std::string> body;
  std::optional<std::int64_t> fetched;
};

/// Nothing where the file does not exist, is damaged, or is larger than a document of `max_bytes` can make it.
[[nodiscard]] inline std::optional<cached_document> read_cache_file(const std::string& path, std::size_t max_bytes) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file.tellg();
  constexpr std::uint64_t longest_escape = 6;
  if (size < 0 || static_cast<std::uint64_t>(size) > longest_escape * max_bytes + 4096) return std::nullopt;
  std::string text(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(text.data(), static_cast<std::streamsize>(text.size()))) return std::nullopt;
  cached_document_reader found;
  if (!read_json_object(text, json_limits{}, errc::keys_unavailable, found)) return std::nullopt;
  if (!found.url || !found.body || !found.fetched) return std::nullopt;
  return cached_document{std::move(*found.url), std::move(*found.body),
                         std::chrono::sys_seconds(std::chrono::seconds(*found.fetched))};
}

/// Makes a file that this user alone may read and write. Null where the name exists, also as a dangling link.
[[nodiscard]] inline std::FILE* create_private_file(const std::string& path) {
#if defined(_WIN32)
  return std::fopen(path.c_str(), "wbx");  // its access rights come from the folder
#else
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return nullptr;
  std::FILE* const file = ::fdopen(descriptor, "wb");
  if (file == nullptr) {
    ::close(descriptor);
    std::remove(path.c_str());
  }
  return file;
#endif
}

/// Replaces the file. Where that fails the old one stays, which is only an older cache.
inline void write_cache_file(const std::string& path, const cached_document& document) {
  text_buffer text;
  json_writer out(text);
  out.begin_object();
  out.name("body");
  bool ok = out.text(document.body);
  out.name("fetched");
  out.integer(document.fetched.time_since_epoch().count());
  out.name("url");
  ok = out.text(document.url) && ok;
  out.end_object();
  if (!ok) return;  // text that is not UTF-8 could not be read again
  // Written under another name and renamed, so that a crash leaves the old file or the new one. Two processes may share
  // the file: names of their own keep one from renaming a file that the other has half written.
  const std::string beside =
      path + '.' + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()) + ".new";
  std::FILE* const file = create_private_file(beside);
  if (file == nullptr) return;
  const std::size_t written = std::fwrite(text.view().data(), 1, text.size(), file);
  const bool complete = std::fclose(file) == 0 && written == text.size();
#if defined(_WIN32)
  if (complete) std::remove(path.c_str());  // rename() does not replace a file there
#endif
  if (!complete || std::rename(beside.c_str(), path.c_str()) != 0) std::remove(beside.c_str());
}

}}}  // namespace jot::JOT_ABI::detail
