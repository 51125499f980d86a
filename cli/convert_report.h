// What a conversion came to, as text and as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/output.h"
#include "requant/base/error.h"
#include "requant/requantize/proof.h"
#include "requant/target/target.h"

namespace requant::cli {

// The error with the passes up to this one.
struct PassResult {
  std::string name;
  std::string what;
  std::optional<measure::Comparison> comparison;
  std::string failure;  // why there is no comparison
};

// What became of the conversion to one target.
struct ConversionReport {
  Target target;
  std::string scheme;                 // of the result, in words; empty where there is none
  std::string file;                   // as written; empty where nothing was
  double seconds = 0;                 // of the conversion, without the proof
  std::vector<std::string> problems;  // why it does not fit; empty where it does
  Fault fault = Fault::user;          // whose they are
  std::optional<requantize::Proof> proof;
  std::vector<PassResult> passes;

  bool fits() const { return problems.empty(); }
};

Json to_json(const ConversionReport& report, bool layers);

// Proof, worst layers (or all) and passes of one target.
void print_report(const ConversionReport& report, bool layers, Output& output);
// A line for each target.
void print_table(const std::vector<ConversionReport>& reports, Output& output);
// "MODEL cannot be converted to TARGET; nothing was written:" and its problems, a line each.
std::string failure_text(const std::string& model, const ConversionReport& report);

}  // namespace requant::cli
