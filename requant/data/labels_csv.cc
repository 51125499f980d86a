#include "requant/data/labels_csv.h"

#include <charconv>
#include <map>
#include <sstream>

#include "requant/base/error.h"
#include "requant/data/file.h"

namespace requant::data {
namespace {

constexpr std::int64_t kMaxLabel = 1'000'000'000;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

// The first two columns; empty where they are missing.
struct Row {
  std::string_view file;
  std::string_view label;
};

Row split_row(std::string_view line) {
  line = trimmed(line);
  const auto comma = line.find(',');
  if (comma == std::string_view::npos) return {line, {}};
  const std::string_view rest = line.substr(comma + 1);
  return {trimmed(line.substr(0, comma)), trimmed(rest.substr(0, rest.find(',')))};
}

void check_header(std::string_view line, Diagnostics& diagnostics) {
  if (line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
  const Row header = split_row(line);
  if (header.file == "file" && (header.label == "label0" || header.label == "label")) return;
  diagnostics.add("line 1", "the header row has to be 'file,label0' or 'file,label'");
}

// What has been read about one file.
struct Entry {
  std::size_t index = 0;  // in `files`
  int line = 0;           // of its row, 0 while there is none
};

class Reader {
 public:
  Reader(const std::vector<std::string>& files, Diagnostics& diagnostics)
      : diagnostics_(diagnostics), labels_(files.size(), -1) {
    for (std::size_t i = 0; i < files.size(); ++i) entries_[files[i]] = {i, 0};
  }

  void row(int line, const Row& row) {
    const std::string where = "line " + std::to_string(line);
    const auto found = entries_.find(row.file);
    if (found == entries_.end()) {
      diagnostics_.add(where, "there is no image '" + std::string(row.file) + "' in the folder");
      return;
    }
    Entry& entry = found->second;
    if (entry.line != 0) {
      diagnostics_.add(where, "'" + std::string(row.file) + "' has a row already, in line " +
                                  std::to_string(entry.line));
      return;
    }
    entry.line = line;
    labels_[entry.index] = parse_label(row.label);
    if (labels_[entry.index] < 0) {
      diagnostics_.add(
          where, "the label '" + std::string(row.label) + "' is not a class number (0, 1, 2, ...)");
    }
  }

  std::vector<std::int64_t> finish() {
    for (const auto& [file, entry] : entries_) {
      if (entry.line == 0) diagnostics_.add("", "the image '" + file + "' has no row");
    }
    return std::move(labels_);
  }

 private:
  Diagnostics& diagnostics_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::vector<std::int64_t> labels_;
};

}  // namespace

std::int64_t parse_label(std::string_view text) {
  std::int64_t value = -1;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = code == std::errc() && end == text.data() + text.size();
  return whole && value >= 0 && value <= kMaxLabel ? value : -1;
}

std::vector<std::int64_t> read_labels_csv(const std::filesystem::path& path,
                                          const std::vector<std::string>& files) {
  const FileBytes bytes = read_file(path);
  std::istringstream text(std::string(bytes.begin(), bytes.end()));
  Diagnostics diagnostics(path.string());
  Reader reader(files, diagnostics);
  std::string line;
  std::getline(text, line);
  check_header(line, diagnostics);
  for (int number = 2; std::getline(text, line); ++number) {
    if (!trimmed(line).empty()) reader.row(number, split_row(line));
  }
  auto labels = reader.finish();
  diagnostics.throw_if_any();
  return labels;
}

}  // namespace requant::data
