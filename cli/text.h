// Text laid out for a terminal of 100 columns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace requant::cli {

inline constexpr std::size_t kColumns = 100;

// "3,538,984"
std::string digits(std::int64_t number);
// "3.4 MiB", "812 bytes"
std::string size_text(std::int64_t bytes);
// "1 node", "3 nodes"
std::string counted(std::int64_t number, const std::string& one, const std::string& many);
// At most `width` characters: the start, "...", and the end, which tells names apart.
std::string shortened(const std::string& text, std::size_t width);

// The text in lines of at most kColumns, the first behind `first`, the others behind as many
// spaces. Breaks at spaces; longer words stand alone.
std::vector<std::string> wrapped(const std::string& first, const std::string& text);

enum class Align { left, right };

// Rows of cells in columns that are as wide as their widest cell, two spaces apart; the first row
// is the heading. No line has spaces at its end.
std::vector<std::string> table(const std::vector<Align>& columns,
                               const std::vector<std::vector<std::string>>& rows,
                               const std::string& indent);

}  // namespace requant::cli
