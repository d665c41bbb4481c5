// Compiled by no test: a target must have a source before CMake tells what it would be compiled with.
#include <jot/jwt.hpp>
