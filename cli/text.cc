#include "cli/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace requant::cli {

std::string digits(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::ptrdiff_t sign = number < 0 ? 1 : 0;
  for (auto i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > sign; i -= 3) {
    text.insert(static_cast<std::size_t>(i), ",");
  }
  return text;
}

std::string size_text(std::int64_t bytes) {
  if (bytes < 1024) return counted(bytes, "byte", "bytes");
  const auto value = static_cast<double>(bytes);
  constexpr std::int64_t mebibyte = std::int64_t{1} << 20;
  if (bytes < mebibyte) return fmt::format("{:.1f} KiB", value / 1024);
  return fmt::format("{:.1f} MiB", value / 1024 / 1024);
}

std::string counted(std::int64_t number, const std::string& one, const std::string& many) {
  return digits(number) + " " + (number == 1 ? one : many);
}

std::string shortened(const std::string& text, std::size_t width) {
  if (text.size() <= width) return text;
  const std::size_t head = width / 4;
  return text.substr(0, head) + "..." + text.substr(text.size() - (width - head - 3));
}

std::vector<std::string> wrapped(const std::string& first, const std::string& text) {
  std::vector<std::string> lines;
  std::string line = first;
  bool is_empty = true;
  std::istringstream words(text);
  for (std::string word; words >> word; is_empty = false) {
    if (!is_empty && line.size() + 1 + word.size() > kColumns) {
      lines.push_back(line);
      line = std::string(first.size(), ' ');
      is_empty = true;
    }
    line += (is_empty ? "" : " ") + word;
  }
  lines.push_back(line);
  return lines;
}

std::vector<std::string> table(const std::vector<Align>& columns,
                               const std::vector<std::vector<std::string>>& rows,
                               const std::string& indent) {
  std::vector<std::size_t> widths(columns.size(), 0);
  for (const auto& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
  }
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string line = indent;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string pad(widths[c] - row[c].size(), ' ');
      if (c > 0) line += "  ";
      line += columns[c] == Align::left ? row[c] + pad : pad + row[c];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(line);
  }
  return lines;
}

}  // namespace requant::cli
