// A search of precisions as plain values, and the page that shows it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "requant/report/fact.h"

namespace requant::report {

// What is as good as it is high: "top-1", "agreement with 8 bits".
struct ScoreAxis {
  std::string name;         // "top-1"
  std::string unit = "%";   // behind every value
  std::string explanation;  // a sentence: what a value says; may be empty
};

// What is as good as it is low: latency in cycles, energy in pJ, size in bytes.
struct CostAxis {
  std::string name;         // "latency", "energy", "size"
  std::string unit;         // "cycles", "pJ", "bytes"
  std::string explanation;  // a sentence: what is counted; may be empty
  bool objective = true;    // whether the search looked for low values; else only told
};

struct SearchLayer {
  std::string name;
  std::string kind;        // the op: "conv2d"
  std::int64_t macs = 0;   // multiply-accumulates of one input
  bool is_pinned = false;  // its bits are given, not searched
};

struct LayerBits {
  int weights = 8;
  int activations = 8;
};

// What an assignment comes to. NaN: not known.
struct ScoredCosts {
  double score = 0;           // higher is better
  std::vector<double> costs;  // of one input, in the order of SearchReport::costs
};

// An assignment in full.
struct SearchPoint {
  // Of the front: "0", "1", ..., what `requant export --point` takes. Others: "8 bits uniform".
  std::string name;
  ScoredCosts total;
  std::optional<double> verified;  // the score on samples that were not searched on
  std::vector<LayerBits> bits;     // by layer
  // By layer, then in the order of SearchReport::costs; empty where it is not known. NaN: this cost
  // does not fall to single layers.
  std::vector<std::vector<double>> layer_costs;
};

// How far the search was after one generation.
struct SearchGeneration {
  std::size_t evaluations = 0;     // up to here
  double hypervolume = 0;          // of the front, see SearchReport::hypervolume_reference
  std::vector<ScoredCosts> front;  // NaN: costs that were not kept
};

struct SearchReport {
  std::string title;         // of the page: "resnet20 on bitfusion"
  std::string network;       // the file
  std::string target;        // its name
  std::string target_title;  // one line for people
  std::string front_file;    // what `requant export` takes: "out/front.json"
  ScoreAxis score;
  std::vector<CostAxis> costs;  // at least one; the first objective is shown first
  std::vector<SearchLayer> layers;

  std::vector<SearchPoint> front;       // at least one
  std::vector<SearchPoint> references;  // 8, 4 and 2 bits uniform
  std::vector<ScoredCosts> others;      // all else that was evaluated
  std::vector<SearchGeneration> history;
  // What hypervolumes are measured by, as in "top-1 10 % and 1,200,000 cycles"; may be empty.
  std::string hypervolume_reference;

  std::string scored_by;    // sentences: data, images, arithmetic
  std::string verified_by;  // the same of verified scores; empty where there are none
  std::uint64_t seed = 0;
  std::size_t evaluations = 0;
  double seconds = 0;
  std::string command;  // the command line
  Facts versions;       // {"requant", "0.1.0"}, ...
  Facts facts;          // further rows; may be empty
};

// A whole HTML page of UTF-8 in one string; it loads nothing from elsewhere. Numbers that are
// infinite or NaN are shown as missing. Throws Error where lists that belong together differ in
// length, where there are no costs or no front, or where the program was built without report (see
// requant/report/built.h).
std::string search_html(const SearchReport& report);

}  // namespace requant::report
