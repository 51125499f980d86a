#include "cli/output_paths.h"

#include <unistd.h>

#include <string>

#include "requant/base/error.h"
#include "requant/data/file.h"
#include "requant/formats/format.h"

namespace requant::cli {
namespace {

namespace fs = std::filesystem;

using data::is_there;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

std::string as_option(const fs::path& out) { return "-o '" + out.string() + "'"; }

}  // namespace

void check_folder(const std::string& option, const fs::path& folder) {
  const fs::path place = folder.empty() ? "." : folder;
  if (!is_folder(place)) {
    throw Error(option + ": there is no folder '" + place.string() + "'; create it first");
  }
  if (::access(place.c_str(), W_OK) != 0) {
    throw Error(option + ": you may not write to the folder '" + place.string() +
                "'; name another one");
  }
}

void check_folder_of_results(const fs::path& out) {
  if (is_folder(out)) return check_folder(as_option(out), out);
  if (out.empty() || is_there(out)) {
    throw Error(as_option(out) + (out.empty() ? "" : " is a file, and") +
                " has to be a folder for the results; name another one");
  }
  fs::path ahead = fs::absolute(out);
  while (!is_there(ahead)) ahead = ahead.parent_path();
  check_folder(as_option(out), ahead);
}

void check_output_file(const fs::path& out) {
  if (!formats::is_model_extension(out.extension())) {
    throw Error("-o '" + out.string() +
                "' has to end in .tflite or .onnx, or name a folder that exists");
  }
  check_folder(as_option(out), out.parent_path());
}

std::vector<fs::path> output_paths(const fs::path& out, const fs::path& model,
                                   const std::vector<Target>& targets,
                                   const std::string& extension) {
  std::vector<fs::path> paths;
  if (targets.size() == 1 && !is_folder(out)) {
    check_output_file(out);
    paths.push_back(out);
  } else {
    if (!is_folder(out) && formats::is_model_extension(out.extension())) {
      throw Error(as_option(out) + " has to be a folder for several targets; name another one");
    }
    check_folder_of_results(out);
    const std::string stem = model.stem().string();
    for (const Target& t : targets) {
      std::string file = stem;
      file.append(".").append(t.name).append(extension);
      paths.push_back(out / file);
    }
  }
  for (const fs::path& path : paths) {
    std::error_code ignored;
    if (fs::equivalent(path, model, ignored)) {
      throw Error("-o '" + path.string() + "' is the model itself; name another file");
    }
  }
  return paths;
}

void make_folder(const fs::path& out) {
  std::error_code failed;
  fs::create_directories(out, failed);
  if (failed) {
    throw Error("-o '" + out.string() + "' cannot be made a folder (" + failed.message() +
                "); name another one");
  }
}

}  // namespace requant::cli
