// A corpus, as it is, cut off everywhere, and with bits flipped.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "requant/formats/file_io.h"

namespace requant::fuzz {

// Of a file with at most kExhaustive bits, every one is flipped; else about kSampled of them.
inline constexpr std::size_t kExhaustive = 7000;
inline constexpr std::size_t kSampled = 3000;

inline std::vector<Bytes> corpus(const std::string& format) {
  std::vector<Bytes> files;
  for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/" + format)) {
    files.push_back(formats::read_file(entry.path()));
  }
  return files;
}

using Check = std::function<void(std::span<const std::byte>)>;

inline void cut_everywhere(const std::vector<Bytes>& files, const Check& check) {
  for (const Bytes& file : files) {
    for (std::size_t size = 0; size < file.size(); ++size) check(std::span(file).first(size));
  }
}

inline void flip_bits(const std::vector<Bytes>& files, const Check& check) {
  for (Bytes file : files) {
    const std::size_t bits = file.size() * 8;
    const std::size_t step = bits <= kExhaustive ? 1 : bits / kSampled;
    for (std::size_t bit = 0; bit < bits; bit += step) {
      const auto mask = static_cast<std::byte>(1U << bit % 8);
      file[bit / 8] ^= mask;
      check(file);
      file[bit / 8] ^= mask;
    }
  }
}

}  // namespace requant::fuzz
