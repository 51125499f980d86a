// From a network and a target to what is searched, and from what was found to a front.
#pragma once

#include <string>

#include "requant/cost/network_cost.h"
#include "requant/search/front.h"
#include "requant/search/search.h"

namespace requant::search {

// What is to be low.
enum class Objective { latency, energy, size };

std::string name(Objective objective);                  // "latency"
std::string unit(Objective objective);                  // "cycles", "pJ", "bytes"
double value(Objective objective, const Costs& costs);  // of one input

// Throws Error where the target has no cost model, takes a layer in no precision that the network
// was trained for, or cannot run the network.
class Hardware {
 public:
  // Both must outlive this.
  Hardware(const precision::Network& network, const Target& target);

  const Genome& genome() const { return genome_; }
  Costs costs(const precision::PrecisionAssignment& assignment) const;
  const cost::NetworkCost& network_cost() const { return cost_; }
  // Uniform assignments of the widths that the network knows, as near as the target takes them, the
  // widest first; each once.
  std::vector<Reference> uniform() const;
  // What layers are expected to add to loss and cost, by gene and value.
  std::vector<std::vector<Addend>> addends(Objective objective) const;

 private:
  const precision::Network& network_;
  Genome genome_;
  cost::NetworkCost cost_;
};

// The front of what a search has evaluated, with its references and history; what it is of is left
// to be filled in.
Front front_of(const SearchState& state, const Hardware& hardware);

}  // namespace requant::search
