// make_corpus FOLDER: writes the files that fuzzing starts from.
#include <cstdio>

#include "requant/base/error.h"
#include "requant/formats/file_io.h"
#include "requant/formats/tflite/rich_file.h"

namespace {

using namespace requant;
using namespace requant::formats;

Bytes chain() {
  Model model;
  model.graph = test::chain(3);
  return tflite::write(model);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "make_corpus FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  write_file(folder / "chain.tflite", chain());
  write_file(folder / "convolution.tflite", tflite::test::small_file());
  write_file(folder / "rich.tflite", tflite::test::bytes_of(tflite::test::rich_file()));
  write_file(folder / "every_op.tflite", tflite::test::own_file());
}
