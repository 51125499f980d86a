// op_models FOLDER: writes models of one op each, NAME.tflite, into the folder.
#include <filesystem>

#include "requant/formats/format.h"
#include "tests/tools/op_cases.h"
#include "tests/tools/tool.h"

namespace {

void run(char** argv) {
  const std::filesystem::path folder = argv[1];
  for (const auto& cases : {requant::test::weighted_cases(), requant::test::window_cases(),
                            requant::test::elementwise_cases(), requant::test::moving_cases()}) {
    for (const requant::test::OpCase& op : cases) {
      requant::Model model;
      model.graph = op.graph;
      requant::formats::write(model, folder / (op.name + ".tflite"));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  return requant::test::run_tool(argc, argv, 1, 1, "op_models FOLDER", run);
}
