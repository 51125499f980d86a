// make_corpus FOLDER: writes the files that fuzzing starts from.
#include "requant/formats/file_io.h"
#include "requant/formats/tflite/rich_file.h"
#include "tests/tools/tool.h"

namespace {

using namespace requant;
using namespace requant::formats;

Bytes chain() {
  Model model;
  model.graph = test::chain(3);
  return tflite::write(model);
}

void make_corpus(const std::filesystem::path& folder) {
  write_file(folder / "chain.tflite", chain());
  write_file(folder / "convolution.tflite", tflite::test::small_file());
  write_file(folder / "rich.tflite", tflite::test::bytes_of(tflite::test::rich_file()));
  write_file(folder / "every_op.tflite", tflite::test::own_file());
}

}  // namespace

int main(int argc, char** argv) {
  return test::run_tool(argc, argv, 1, 1, "make_corpus FOLDER",
                        [](char** folder) { make_corpus(folder[1]); });
}
