// roundtrip IN OUT: reads the model IN and writes it to OUT as it is.
#include "requant/formats/format.h"
#include "tests/tools/tool.h"

int main(int argc, char** argv) {
  return requant::test::run_tool(argc, argv, 2, 2, "roundtrip IN OUT", [](char** files) {
    requant::formats::write(requant::formats::read(files[1]), files[2]);
  });
}
