// libFuzzer's entry: any bytes as a TFLite file.
#include <cstddef>
#include <cstdint>
#include <span>

#include "tests/fuzz/check_tflite.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  requant::fuzz::check_tflite(std::as_bytes(std::span(data, size)));
  return 0;
}
