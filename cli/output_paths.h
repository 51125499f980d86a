// Where results go.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "requant/target/target.h"

namespace requant::cli {

// The file of each target: `out` itself for one target, unless that is a folder; else
// MODEL.TARGET and the extension in the folder `out`. Throws Error, before anything is made, where
// a file cannot be written there, or would take the place of the model.
std::vector<std::filesystem::path> output_paths(const std::filesystem::path& out,
                                                const std::filesystem::path& model,
                                                const std::vector<Target>& targets,
                                                const std::string& extension);

// Throws Error where the model file `out` cannot be written: its extension, its folder.
void check_output_file(const std::filesystem::path& out);

// Throws Error, led by the option as given ("-o 'x/y.onnx'"), where no file can be made in the
// folder; an empty one is the current folder.
void check_folder(const std::string& option, const std::filesystem::path& folder);

// Throws Error where -o names neither a folder that can be written to nor one that can be made.
void check_folder_of_results(const std::filesystem::path& out);

// Makes the folder that -o names where it is not there. Throws Error.
void make_folder(const std::filesystem::path& out);

}  // namespace requant::cli
