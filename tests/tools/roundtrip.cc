// roundtrip IN OUT: reads the model IN and writes it to OUT as it is.
#include <cstdio>

#include "requant/base/error.h"
#include "requant/formats/format.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "roundtrip IN OUT\n");
    return 2;
  }
  try {
    requant::formats::write(requant::formats::read(argv[1]), argv[2]);
  } catch (const requant::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
