// The word that was probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace requant {

// The candidate that needs the fewest inserted, removed, replaced or swapped letters to become
// `word`, where that is at most a third of the word's length (at least 1); else "". The first of
// equals.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// "; did you mean 'x'?", or, where nothing is near, "; use one of a, b, c".
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

// "a, b, c"
std::string joined(const std::vector<std::string>& words);

}  // namespace requant
