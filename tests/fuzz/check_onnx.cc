#include "tests/fuzz/check_onnx.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>

#include "requant/base/error.h"
#include "requant/formats/onnx/reader.h"
#include "requant/formats/onnx/writer.h"
#include "requant/formats/tflite/writer.h"
#include "requant/graph/verify.h"

namespace requant::fuzz {
namespace {

using namespace formats;

// A folder without files.
const std::filesystem::path& no_files() {
  static const std::filesystem::path folder = [] {
    auto path = std::filesystem::temp_directory_path() / "requant_fuzz_no_files";
    std::filesystem::create_directories(path);
    return path;
  }();
  return folder;
}

// What `produce` gives, unless it refuses.
template <typename T>
std::optional<T> unless_refused(const std::function<T()>& produce) {
  try {
    return produce();
  } catch (const Error& error) {
    if (error.fault() != Fault::user) throw std::logic_error(error.what());
    return std::nullopt;
  }
}

std::optional<Model> try_onnx(std::span<const std::byte> content) {
  return unless_refused<Model>([&] { return onnx::read(content, "the content", no_files()); });
}

std::optional<Bytes> try_write(const Model& model, onnx::Form form) {
  return unless_refused<Bytes>([&] { return onnx::write(model, {.form = form}); });
}

}  // namespace

bool check_onnx(std::span<const std::byte> content) {
  const auto model = try_onnx(content);
  if (!model) return false;
  Diagnostics diagnostics("what was read");
  verify(model->graph, diagnostics);
  if (!diagnostics.empty()) throw std::logic_error(diagnostics.problems().front().text());
  const auto qdq = try_write(*model, onnx::Form::qdq);
  if (qdq && !try_onnx(*qdq)) throw std::logic_error("what is written is refused");
  try_write(*model, onnx::Form::qoperator);
  unless_refused<Bytes>([&] { return tflite::write(*model); });
  return true;
}

}  // namespace requant::fuzz
