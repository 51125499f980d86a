// The buffers of a file that is written.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "requant/formats/tflite/file.h"

namespace requant::formats::tflite {

// Puts data into buffers. A buffer that others refer to as well is never changed, and indices stay
// what they are.
class BufferTable {
 public:
  explicit BufferTable(File& file);

  // The buffer that holds the data now: `current` if only one thing refers to it, else a new one.
  std::uint32_t store(std::uint32_t current, std::shared_ptr<const Bytes> data);
  // Takes the data out of buffers that were referred to when the table was made and are no more.
  void release_unused();

 private:
  File& file_;
  std::vector<int> references_;
};

}  // namespace requant::formats::tflite
