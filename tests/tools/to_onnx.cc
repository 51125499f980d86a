// to_onnx MODEL FORM OUTPUT: writes a model as ONNX; FORM is qdq or qoperator.
#include <string>

#include "requant/base/error.h"
#include "requant/base/write_file.h"
#include "requant/formats/format.h"
#include "requant/formats/onnx/writer.h"
#include "tests/tools/tool.h"

namespace {

void run(char** argv) {
  namespace onnx = requant::formats::onnx;
  const std::string form = argv[2];
  if (form != "qdq" && form != "qoperator") {
    throw requant::Error("'" + form + "' is no form: use qdq or qoperator");
  }
  const requant::Model model = requant::formats::read(argv[1]);
  const onnx::WriteOptions options{form == "qdq" ? onnx::Form::qdq : onnx::Form::qoperator, 0};
  requant::write_file(argv[3], onnx::write(model, options));
}

}  // namespace

int main(int argc, char** argv) {
  return requant::test::run_tool(argc, argv, 3, 3, "to_onnx MODEL FORM OUTPUT", run);
}
