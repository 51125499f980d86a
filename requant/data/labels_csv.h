// labels.csv: which image is of which class.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace requant::data {

// Reads a table with the header row "file,label0[,...]" or "file,label[,...]": a file name of
// `files` and its class, counted from 0, a row; columns behind these are not read. Returns the
// labels in the order of `files`. Throws Error that lists every row that is wrong with its line,
// and every file that has no row or several.
std::vector<std::int64_t> read_labels_csv(const std::filesystem::path& path,
                                          const std::vector<std::string>& files);

// The non-negative integer that the text is, or -1. At most 10^9.
std::int64_t parse_label(std::string_view text);

}  // namespace requant::data
