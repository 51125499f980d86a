// The command that the user gave, for what is written about it later.
#pragma once

#include <string>

namespace requant::cli {

// As a shell takes it: "requant convert 'my model.tflite' -o out". Empty where the system does not
// tell.
std::string command_line();

}  // namespace requant::cli
