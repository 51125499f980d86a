// --precision and --assignment.
#include <fmt/format.h>

#include "cli/model_options.h"
#include "cli/validators.h"
#include "requant/base/error.h"
#include "requant/precision/file.h"
#include "requant/precision/lower.h"

namespace requant::cli {

void PrecisionOptions::declare(CLI::App& app) {
  auto* uniform =
      app.add_option("--precision", bits,
                     "A network of many precisions: run all its layers with so many bits, or the "
                     "nearest that they were trained for")
          ->check(whole_number(precision::kMinBits, precision::kMaxBits));
  app.add_option("--assignment", assignment,
                 "The same with the bits of each layer as a JSON file says")
      ->excludes(uniform);
}

Model PrecisionOptions::lower(Model model, const std::string& path) const {
  const bool given = bits > 0 || !assignment.empty();
  if (!precision::is_network(model)) {
    if (!given) return model;
    throw Error(path +
                ": options --precision and --assignment are for networks of many precisions, "
                "which `requant train` makes; leave them out");
  }
  if (!given) {
    throw Error(path +
                ": this network was trained for many precisions; say which to run by "
                "--precision BITS or --assignment FILE.json");
  }
  try {
    const precision::Network network = precision::read_network(std::move(model));
    return precision::lower(network, bits > 0
                                         ? precision::uniform(network.tables, bits)
                                         : precision::read_assignment(assignment, network.tables));
  } catch (const Error& error) {
    throw Error(path + ": " + error.what(), error.fault());
  }
}

std::string PrecisionOptions::text() const {
  if (!assignment.empty()) return assignment;
  return bits > 0 ? fmt::format("{} bits", bits) : "";
}

}  // namespace requant::cli
