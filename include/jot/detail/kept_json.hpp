// A token's document: parsed at the first call, once, and kept as long as the token.
#pragma once

#include <jot/detail/json.hpp>
#include <jot/result.hpp>

#include <atomic>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Keeps the document of one text, for any number of threads; where several parse at once, one of their documents is
/// kept. Parts of a program that are built with other settings of nlohmann's (JSON_DIAGNOSTICS) have another
/// nlohmann::json, so each type has its own document.
class kept_json {
 public:
  kept_json() noexcept = default;
  kept_json(const kept_json&) = delete;
  kept_json& operator=(const kept_json&) = delete;
  ~kept_json() {
    const any_document* known = newest_.load(std::memory_order_acquire);
    while (known != nullptr) delete std::exchange(known, known->older);
  }

  /// The document of a text that read_json_object has accepted; always the same text.
  template <class Json>
  [[nodiscard]] const Json& get(std::string_view text) const {
    static_assert(std::is_same_v<Json, nlohmann::json>,
                  "jot: json() gives a nlohmann::json; the document is kept, and has one type");
    const any_document* newest = newest_.load(std::memory_order_acquire);
    std::unique_ptr<document_of<Json>> made;
    while (true) {
      for (const any_document* known = newest; known != nullptr; known = known->older) {
        if (known->type == &type_of<Json>) return static_cast<const document_of<Json>*>(known)->document;
      }
      if (made == nullptr) made = std::make_unique<document_of<Json>>(text);
      made->older = newest;
      if (newest_.compare_exchange_weak(newest, made.get(), std::memory_order_acq_rel, std::memory_order_acquire)) {
        return made.release()->document;
      }
    }
  }

 private:
  // Its address identifies the type: RTTI may be off.
  template <class Json>
  static constexpr char type_of = 0;

  struct any_document {
    explicit any_document(const void* of_type) noexcept : type(of_type) {}
    any_document(const any_document&) = delete;
    any_document& operator=(const any_document&) = delete;
    virtual ~any_document() = default;

    const void* type;
    const any_document* older = nullptr;
  };
  template <class Json>
  struct document_of final : any_document {
    explicit document_of(std::string_view text) : any_document(&type_of<Json>) { build_accepted_json(text, document); }
    Json document;
    emptied_leaves_first<Json> guard{document};
  };

  mutable std::atomic<const any_document*> newest_{nullptr};
};

/// The document that a view of a token refers to. A view that was made by hand has none, which throws jot::exception.
template <class Json>
[[nodiscard]] const Json& kept_document(const kept_json* kept, std::string_view text) {
  if (kept == nullptr)
    value_of_error(error(errc::invalid_configuration, "the view is of no token, and has no document"));
  return kept->template get<Json>(text);
}

}}}  // namespace jot::JOT_ABI::detail
