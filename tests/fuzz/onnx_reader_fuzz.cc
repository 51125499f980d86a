// libFuzzer's entry: any bytes as an ONNX file.
#include <cstddef>
#include <cstdint>
#include <span>

#include "tests/fuzz/check_onnx.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  requant::fuzz::check_onnx(std::as_bytes(std::span(data, size)));
  return 0;
}
