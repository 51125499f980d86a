// Options on the files that are written.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "requant/formats/format.h"

namespace requant::cli {

class WriteOptions {
 public:
  void declare(CLI::App& app);

  // Of results in a folder: that of --format, else that of the model.
  std::string extension(const std::string& model) const;
  // Throws Error for an unknown form or an opset that is not written.
  formats::WriteOptions get() const;

 private:
  std::string format_;
  std::string form_ = "qdq";
  int opset_ = 0;
};

// The target that a graph has in the format of that extension, if it is not to be changed: the
// rules of that format's own runtime.
std::string own_target(const Graph& graph, const std::string& extension, formats::onnx::Form form);

}  // namespace requant::cli
