// A hardware target as data: what it stores, which scales it takes, how it computes.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "requant/base/error.h"
#include "requant/graph/graph.h"
#include "requant/target/arithmetic.h"
#include "requant/target/cost_model.h"

namespace requant {

enum class Granularity { per_tensor, per_channel };

// Which scales a target takes.
enum class ScaleForm {
  free,                     // any
  multiplier_power_of_two,  // effective scales s_x s_w / s_y (and s_x / s_y of ops without weights)
                            // are 2^-n
  absolute_power_of_two,    // every scale is 2^-n
};

struct ActivationScheme {
  std::vector<DataType> types;  // in order of preference
  // The zero points that exist, in stored units; empty: any value of the type. Symmetric: {0};
  // an unsigned type that also holds signed data around its middle: {0, 128}.
  std::vector<std::int64_t> zero_points;
  bool narrow_range = false;  // the lowest value of a signed type is not used

  friend bool operator==(const ActivationScheme&, const ActivationScheme&) = default;
};

struct WeightScheme {
  std::vector<DataType> types;
  std::vector<std::int64_t> zero_points;  // as above
  bool narrow_range = false;
  Granularity granularity = Granularity::per_tensor;  // the finest that the target takes
  std::set<OpKind> per_tensor_ops;                    // ops that are per tensor even so

  friend bool operator==(const WeightScheme&, const WeightScheme&) = default;
};

struct BiasScheme {
  // The stored bias is value * 2^k with a value of this many bits; k = 0 unless `own_shift`, else
  // any k >= 0 within the accumulator. Its scale is s_x s_w, its zero point 0.
  int bits = 32;
  bool own_shift = false;

  friend bool operator==(const BiasScheme&, const BiasScheme&) = default;
};

// A fact of the target and where it is written.
struct SourceNote {
  std::string fact;
  std::string source;

  friend bool operator==(const SourceNote&, const SourceNote&) = default;
};

struct Target {
  std::string name;         // "esp32-s3"
  std::string title;        // one line for people
  std::string description;  // a paragraph
  ActivationScheme activation;
  WeightScheme weight;
  BiasScheme bias;
  ScaleForm scale_form = ScaleForm::free;
  std::set<OpKind> ops;       // that the target runs; others are an obstacle
  std::set<OpKind> host_ops;  // that run beside it in the tflite rules with the types and zero
                              // points of the activation scheme's type, exempt from its other
                              // constraints (softmax, arg_max, ...)
  Arithmetic arithmetic;
  std::optional<PrecisionScheme> precision;  // none: the widths of its types alone
  std::optional<CostModel> cost;
  std::vector<SourceNote> sources;
  std::string text;  // the YAML it was read from
};

// The targets that the program carries (targets/*.yaml), by name in alphabetical order.
std::vector<std::string> target_names();
// One of them by name, or a YAML file by path (a name with '/' or ending in ".yaml"). Throws Error:
// an unknown name with the nearest ones; a faulty file with every fault and its line.
Target load_target(const std::string& name_or_path);
// From YAML text; `subject` stands for the file in messages.
Target parse_target(const std::string& yaml, const std::string& subject);

// YAML that states everything and extends nothing; parse_target of it gives the same target.
std::string to_yaml(const Target& target);

// The widths that the target takes: those it states, else those of its storage types.
PrecisionScheme precision_scheme(const Target& target);

// What keeps the graph from running on the target as it is, one problem a tensor or node; empty
// where it fits.
std::vector<Problem> obstacles(const Graph& graph, const Target& target);

}  // namespace requant
