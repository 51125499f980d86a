#include "cli/command_line.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <string_view>

namespace requant::cli {
namespace {

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
}

std::string quoted(const std::string& word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

}  // namespace

std::string command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::string word;
  std::string text;
  if (std::getline(file, word, '\0')) text = "requant";  // whatever the program's path is
  while (std::getline(file, word, '\0')) text += " " + quoted(word);
  return text;
}

}  // namespace requant::cli
