// The file that keeps a key document: whole or not there, for this user alone, and read strictly.
#include <jot/impl/remote/cache_file.hpp>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#if !defined(_WIN32)
#include <sys/stat.h>
#endif

namespace {

namespace fs = std::filesystem;
using jot::testing_support::temporary_folder;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

jot::detail::cached_document document(std::string body) {
  return {"https://id.example/keys", std::move(body), std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000))};
}

}  // namespace

TEST_CASE("a document comes back from its file as it was, and nothing else is left in the folder", "[cache_file]") {
  const temporary_folder here;
  const std::string path = here.file("keys");
  for (const std::string body : {"{}", "\"\\\t\x01\xC3\xA9", ""}) {
    jot::detail::write_cache_file(path, document(body));
    const auto found = jot::detail::read_cache_file(path, 100);
    REQUIRE(found);
    CHECK(found->url == "https://id.example/keys");
    CHECK(found->body == body);
    CHECK(found->fetched.time_since_epoch().count() == 1'700'000'000);
    CHECK(here.entries() == 1);
  }
}

TEST_CASE("a body that is not UTF-8 is not written, and the old file stays", "[cache_file]") {
  const temporary_folder here;
  const std::string path = here.file("keys");
  jot::detail::write_cache_file(path, document("old"));
  jot::detail::write_cache_file(path, document("\xFF"));
  CHECK(jot::detail::read_cache_file(path, 100)->body == "old");
}

TEST_CASE("a file that is absent, damaged or ambiguous is no file", "[cache_file]") {
  const temporary_folder here;
  const std::string path = here.file("keys");
  CHECK_FALSE(jot::detail::read_cache_file(path, 100));
  CHECK_FALSE(jot::detail::read_cache_file(here.path(), 100));
  for (const char* text : {
           "",
           "{}",
           "[]",
           R"({"body":"x","fetched":1})",
           R"({"body":"x","url":"u"})",
           R"({"fetched":1,"url":"u"})",
           R"({"body":"x","fetched":1.5,"url":"u"})",
           R"({"body":"x","fetched":"1","url":"u"})",
           R"({"body":"x","fetched":1,"url":"u")",
           R"({"body":"x","fetched":1,"url":"u"} x)",
           R"({"body":"x","body":"y","fetched":1,"url":"u"})",
           R"({"body":"x","fetched":1,"url":["u"]})",
       }) {
    CAPTURE(text);
    write(path, text);
    CHECK_FALSE(jot::detail::read_cache_file(path, 100));
  }
  write(path, R"({"body":"x","fetched":1,"url":"u"})");
  CHECK(jot::detail::read_cache_file(path, 100));
}

TEST_CASE("a file larger than any document that was allowed is not read", "[cache_file]") {
  const temporary_folder here;
  const std::string path = here.file("keys");
  const std::string text = R"({"body":"x","fetched":1,"url":"u"})";
  write(path, text + std::string(6 * 100 + 4096 - text.size(), ' '));
  CHECK(jot::detail::read_cache_file(path, 100));
  write(path, text + std::string(6 * 100 + 4097 - text.size(), ' '));
  CHECK_FALSE(jot::detail::read_cache_file(path, 100));
}

TEST_CASE("what an earlier process left half written, or a link of that name, is in no writer's way", "[cache_file]") {
  const temporary_folder here;
  const std::string path = here.file("keys");
  const std::string elsewhere = here.file("elsewhere");
  write(elsewhere, "precious");
  fs::create_symlink(elsewhere, path + ".new");
  jot::detail::write_cache_file(path, document("x"));
  CHECK(content_of(elsewhere) == "precious");
  CHECK_FALSE(fs::is_symlink(path));
  REQUIRE(jot::detail::read_cache_file(path, 100));
}

TEST_CASE("a link in the file's place is replaced, and what it leads to stays", "[cache_file]") {
  const temporary_folder here;
  const std::string path = here.file("keys");
  const std::string elsewhere = here.file("elsewhere");
  write(elsewhere, "precious");
  fs::create_symlink(elsewhere, path);
  jot::detail::write_cache_file(path, document("x"));
  CHECK(content_of(elsewhere) == "precious");
  CHECK(jot::detail::read_cache_file(path, 100)->body == "x");
}

TEST_CASE("a private file is made only where nothing has its name", "[cache_file]") {
  const temporary_folder here;
  const std::string taken = here.file("taken");
  write(taken, "precious");
  CHECK(jot::detail::create_private_file(taken) == nullptr);
  CHECK(content_of(taken) == "precious");
  const std::string link = here.file("link");
  fs::create_symlink(here.file("nowhere"), link);
  CHECK(jot::detail::create_private_file(link) == nullptr);
  CHECK_FALSE(fs::exists(here.file("nowhere")));
  CHECK(jot::detail::create_private_file(here.file("no_folder/file")) == nullptr);
}

#if !defined(_WIN32)
TEST_CASE("the file is for its user alone, whatever the umask", "[cache_file]") {
  const temporary_folder here;
  const std::string path = here.file("keys");
  const mode_t before = ::umask(0);
  jot::detail::write_cache_file(path, document("x"));
  ::umask(before);
  struct stat found{};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0600);
}
#endif

TEST_CASE("a folder that cannot be written to costs no more than the cache", "[cache_file]") {
  const temporary_folder here;
  jot::detail::write_cache_file(here.file("missing/keys"), document("x"));
  CHECK(here.entries() == 0);
  // A folder in the file's place cannot be replaced; what was written beside it is taken away again.
  fs::create_directory(here.file("keys"));
  write(here.file("keys/full"), "x");
  jot::detail::write_cache_file(here.file("keys"), document("x"));
  CHECK(here.entries() == 1);
}

TEST_CASE("several writers of one file never leave half of one to a reader", "[cache_file]") {
  const temporary_folder here;
  const std::string path = here.file("keys");
  const std::string bodies[] = {std::string(50'000, 'a'), std::string(10, 'b')};
  jot::detail::write_cache_file(path, document(bodies[0]));
  std::atomic<int> writing = 2;
  std::thread writers[2];
  for (int i = 0; i < 2; ++i) {
    writers[i] = std::thread([&, i] {
      for (int n = 0; n < 200; ++n) jot::detail::write_cache_file(path, document(bodies[i]));
      --writing;
    });
  }
  int looks = 0;
  int whole = 0;
  do {
    const auto found = jot::detail::read_cache_file(path, 100'000);
    ++looks;
    whole += found && (found->body == bodies[0] || found->body == bodies[1]) ? 1 : 0;
  } while (writing > 0);
  for (auto& w : writers) w.join();
  CHECK(whole == looks);
  CHECK(here.entries() == 1);
}
