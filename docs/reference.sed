# What doxygen reads of a file, with the same number of lines.

# The comment at the head of a header describes it.
1,/^#pragma once$/ s|^// |/// |
1 s|^/// |/// @header |

# The namespace of the ABI is not part of any name.
s/inline namespace JOT_ABI { *//
s|^}}}  // namespace jot::JOT_ABI|}}  // namespace jot|
s|^}}  // namespace jot::JOT_ABI|}  // namespace jot|

# No class is for deriving from.
s/^ protected:$/ private:/

# Nothing in detail is for programs, except what verified<T> and unsafe::decoded<T> inherit.
s/: public detail::read_token</: public read_token</
/^namespace detail {$/,/^}  *\/\/ namespace detail$/ {
  /^\/\/\/ What verified<T> and unsafe::decoded<T> have in common/,/^};$/ b
  s/.*//
}

# Friends are for the library, and a group's sentence is of each of its members.
s/^  friend struct .*//
s/^  friend class .*//
/^ *\/\/\/ @{$/ {
  n
  s|/// |/// @brief |
}

# Copying, and comparing member by member, need no sentence.
/^  [a-z_]*(const [a-z_]*&)[a-z ]* = default;$/ s/.*//
/^  [a-z_]*& operator=(const [a-z_]*&)[a-z ]* = default;$/ s/.*//
/^  friend .*operator[<=>]*(.*) [a-z ]*= default;$/ s/.*//

# A parameter that only delays an error is not for readers.
s/^  template <class Nobody = void>$//

# Each algorithm's id has the same sentence.
s|^\(struct [a-z0-9]* {\) \(static constexpr algorithm id = .*; };\)|\1 /** The algorithm. */ \2|

# Pages have no anchors of their own, and of the tree only Markdown is here: such links become plain text.
s|\.md#[a-z-]*)|.md)|g
s|\[\([^]]*\)\](#[^)]*)|\1|g
s|\[\([^]]*\)\](\(\.\./\)*examples[^)]*)|\1|g
s|\[\([^]]*\)\](\(\.\./\)*apps[^)]*)|\1|g
s|\[\([^]]*\)\](\(\.\./\)*tests[^)]*)|\1|g
s|\[\([^]]*\)\](\(\.\./\)*include[^)]*)|\1|g
