// A token's document: parsed at the first call, once, and kept as long as the token.
#pragma once

#include <jot/detail/json.hpp>
#include <jot/result.hpp>

#include <atomic>
#include <memory>
#include <string_view>
#include <type_traits>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Keeps the document of one text. Any number of threads may ask for it; where several are first, one of their
/// documents is kept. The document's type is the caller's to complete, so that this header does without nlohmann's own.
class kept_json {
 public:
  kept_json() noexcept = default;
  kept_json(const kept_json&) = delete;
  kept_json& operator=(const kept_json&) = delete;
  ~kept_json() { delete document_.load(std::memory_order_acquire); }

  /// The document of a text that read_json_object has accepted; always the same text.
  template <class Json>
  [[nodiscard]] const Json& get(std::string_view text) const {
    static_assert(std::is_same_v<Json, nlohmann::json>,
                  "jot: json() gives a nlohmann::json; the document is kept, and has one type");
    const any_document* known = document_.load(std::memory_order_acquire);
    if (known == nullptr) {
      auto made = std::make_unique<const document_of<Json>>(text);
      if (document_.compare_exchange_strong(known, made.get(), std::memory_order_acq_rel, std::memory_order_acquire)) {
        known = made.release();
      }
    }
    return static_cast<const document_of<Json>*>(known)->document;
  }

 private:
  struct any_document {
    any_document() = default;
    any_document(const any_document&) = delete;
    any_document& operator=(const any_document&) = delete;
    virtual ~any_document() = default;
  };
  template <class Json>
  struct document_of final : any_document {
    explicit document_of(std::string_view text) { build_accepted_json(text, document); }
    Json document;
    emptied_leaves_first<Json> guard{document};
  };

  mutable std::atomic<const any_document*> document_{nullptr};
};

/// The document that a view of a token refers to. A view that was put together by hand has none: jot::exception.
template <class Json>
[[nodiscard]] const Json& kept_document(const kept_json* kept, std::string_view text) {
  if (kept == nullptr)
    value_of_error(error(errc::invalid_configuration, "the view is of no token, and has no document"));
  return kept->template get<Json>(text);
}

}}}  // namespace jot::JOT_ABI::detail
