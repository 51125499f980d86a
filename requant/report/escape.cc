#include "requant/report/escape.h"

#include <algorithm>
#include <array>

namespace requant::report {
namespace {

struct Replacement {
  char character;
  std::string_view text;
};

template <std::size_t kCount>
std::string replaced(std::string_view text, const std::array<Replacement, kCount>& table) {
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [c](const Replacement& r) { return r.character == c; });
    if (found == table.end()) {
      result += c;
    } else {
      result += found->text;
    }
  }
  return result;
}

}  // namespace

std::string escape_html(std::string_view text) {
  static constexpr std::array<Replacement, 5> kTable{
      {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}}};
  return replaced(text, kTable);
}

std::string escape_script(std::string_view json) {
  static constexpr std::array<Replacement, 3> kTable{
      {{'<', "\\u003c"}, {'>', "\\u003e"}, {'&', "\\u0026"}}};
  return replaced(json, kTable);
}

}  // namespace requant::report
