// Stands in the way of nlohmann's own header, of this name.
#error "a program without documents does without <nlohmann/json.hpp>"
