// A page out of its parts.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace requant::report {

// The text with {{name}} replaced by the value of that name; values are not looked into. Throws
// Error (internal) where the text names what is not among them.
std::string filled(std::string_view text,
                   const std::vector<std::pair<std::string_view, std::string_view>>& values);

// What one kind of page has besides what all have: names of assets.
struct PageKind {
  std::string_view body;                  // HTML
  std::vector<std::string_view> scripts;  // in the order in which they run
};

// The whole page: `title` is plain text, `json` the data that the scripts show. Throws Error where
// the program was built without report.
std::string make_page(const PageKind& kind, const std::string& title, const std::string& json);

}  // namespace requant::report
