// requant's own metadata entries of a file: those whose names begin with "requant.".
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "requant/formats/tflite/file.h"

namespace requant::formats::tflite {

using Metadata = std::vector<std::pair<std::string, std::string>>;  // name, text

Metadata read_metadata(const File& file);
// Puts these entries in the place of requant's own ones. Entries of others stay.
void write_metadata(const Metadata& metadata, File& file);

}  // namespace requant::formats::tflite
