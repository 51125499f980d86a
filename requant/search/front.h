// The result of a search: what is left to choose from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "requant/precision/network.h"

namespace requant::search {

// What one input costs on the target (requant/cost).
struct Costs {
  double cycles = 0;
  double energy = 0;  // pJ
  double bytes = 0;   // of the weights and biases, packed
};

// An assignment and what it comes to.
struct Point {
  precision::PrecisionAssignment assignment;
  double score = 0;  // greater is better; in the unit of Front::score_unit
  Costs costs;
  std::optional<double> verified;  // the score on samples that were not searched on (verify.h)
};

struct Reference {
  std::string name;  // "8 bits"
  Point point;
};

// How far the search was after one generation.
struct Generation {
  std::size_t evaluations = 0;  // different assignments that were scored up to here
  double hypervolume =
      0;  // of the frame of the references (search.h); above 1 where points beat 8 bits
  std::vector<std::pair<double, double>> front;  // (objective, score), in rising order
};

struct Front {
  std::string network;      // path of the network file
  std::string target_name;  // and its YAML, which is what counts
  std::string target_yaml;
  std::string objective;    // "latency", "energy", "size": what scores were weighed against
  std::string score_name;   // "top-1", "agreement", "predicted loss (negative)"
  std::string score_unit;   // "%", "nats"
  std::string how;          // sentences: which images and which arithmetic scores are of
  std::string verified_by;  // the same of verified scores; empty: there are none
  std::uint64_t seed = 0;
  std::size_t evaluations = 0;
  double seconds = 0;
  std::string command;              // the command line; may be empty
  std::vector<std::string> layers;  // the names of the network's layers

  std::vector<Point> points;  // none is worse than another in both; by rising objective
  std::vector<Reference> references;
  std::vector<Point> others;  // all else that was scored
  std::vector<Generation> history;
};

// Writes the file whole or not at all. The network is named relative to the file's folder.
void write_front(const Front& front, const std::filesystem::path& path);
// The path of the network is made one that can be opened from here. Throws Error that names the
// file and what is wrong with it.
Front read_front(const std::filesystem::path& path);
// The point of that index. Throws Error that tells the indices that there are.
const Point& point_at(const Front& front, std::size_t index, const std::string& file);

}  // namespace requant::search
