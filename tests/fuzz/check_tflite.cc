#include "tests/fuzz/check_tflite.h"

#include <stdexcept>

#include "requant/formats/tflite/test_file.h"

namespace requant::fuzz {
namespace {

using namespace formats;

// The model, unless the content is refused.
bool try_read(std::span<const std::byte> content, Model& model) {
  try {
    model = tflite::read(content, "the content");
    return true;
  } catch (const Error& error) {
    if (error.fault() != Fault::user) throw std::logic_error(error.what());
    return false;
  }
}

}  // namespace

bool check_tflite(std::span<const std::byte> content) {
  const Bytes aligned(content.begin(), content.end());
  if (!tflite::is_tflite(aligned)) return false;
  Model model;
  if (!try_read(aligned, model)) return false;
  const Bytes written = tflite::write(model);
  if (tflite::test::normal_form(written) != tflite::test::normal_form(aligned)) {
    throw std::logic_error("what is written differs from what was read");
  }
  if (!try_read(written, model)) throw std::logic_error("what is written is refused");
  return true;
}

}  // namespace requant::fuzz
