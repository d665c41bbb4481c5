# Writes docs/page.html, with page.css and page.js put in, as a C++ source file:
#   cmake -DSOURCE=…/docs -DOUTPUT=….cpp -P embed_docs.cmake
cmake_minimum_required(VERSION 3.21)

file(READ "${SOURCE}/page.html" page)
file(READ "${SOURCE}/page.css" style)
file(READ "${SOURCE}/page.js" script)
string(REPLACE "@STYLE@" "${style}" page "${page}")
string(REPLACE "@SCRIPT@" "${script}" page "${page}")

# Numbers instead of a string literal, whose greatest length differs from compiler to compiler.
string(HEX "${page}" hex)
string(REGEX REPLACE "(..)" "'\\\\x\\1'," characters "${hex}")
string(REGEX REPLACE "((......,)(......,)(......,)(......,)(......,)(......,)(......,)(......,))" "\\1\n" characters "${characters}")
file(WRITE "${OUTPUT}"
"// Made by embed_docs.cmake.
#include \"docs_page.hpp\"

namespace auth {
namespace {
constexpr char text[] = {
${characters}'\\0'};
}
const std::string_view docs_page(text, sizeof text - 1);
}  // namespace auth
")
