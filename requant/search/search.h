// The search: which precisions are worth what they cost.
//
// The genetic search of assignments is the idea of MATAR (Mori et al., DATE 2024), of which only
// the abstract is public; how it is done here is this project's own.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "requant/search/additive.h"
#include "requant/search/genome.h"
#include "requant/search/nsga2.h"
#include "requant/search/scorer.h"
#include "requant/search/team.h"

namespace requant::search {

enum class Method {
  nsga2,     // genetic, from uniform assignments and the additive solutions on
  random,    // evenly drawn assignments, to compare with
  additive,  // the additive solutions spread over their front, to compare with
};

struct SearchOptions {
  Method method = Method::nsga2;
  std::size_t evaluations = 1000;  // different assignments that are scored at most
  double minutes = 0;              // ends after the generation in which they are over; 0: no limit
  std::size_t population = 0;      // a multiple of 4, 8 or more; 0: by the evaluations
  std::uint64_t seed = 1;
};

// What is searched.
struct SearchProblem {
  const Genome& genome;
  const Scorer& scorer;
  // What is to be low: cost of an assignment.
  std::function<double(const precision::PrecisionAssignment&)> cost;
  // What layers are expected to add each, by gene and value.
  std::vector<std::vector<Addend>> addends;
  // Assignments that are scored at first: uniform ones, the widest first, the narrowest last. They
  // fix what hypervolumes are measured by: the cost of the first, and as far below its score as
  // twice the worst of them.
  std::vector<precision::PrecisionAssignment> references;
  std::string fingerprint;  // of all that scores and costs depend on
};

// A generation of the search, with the members of the front as indices of `evaluated`.
struct Progress {
  std::size_t evaluations = 0;
  double hypervolume = 0;
  std::vector<std::size_t> front;
};

// All that a search knows; what a checkpoint keeps.
struct SearchState {
  std::vector<Individual> evaluated;    // different genes, in the order of their evaluation
  std::vector<std::size_t> population;  // indices of `evaluated`
  std::vector<Progress> history;        // by generation
  double seconds = 0;
  bool finished = false;
};

struct SearchHooks {
  std::filesystem::path checkpoint;  // written after each generation; empty: none
  bool resume = false;               // goes on from it where it is there
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const SearchState&)> progress;  // after each generation
};

// Throws Error where options contradict themselves.
void check(const SearchOptions& options);

// The same on every process of a team and for every number of processes. Throws Error as the
// scorer, and for a checkpoint of another search. The genome has one gene or more.
SearchState search(const SearchProblem& problem, const SearchOptions& options, Team& team,
                   const SearchHooks& hooks);

// The limit and the unit of hypervolumes, given the worths of the references.
struct HypervolumeFrame {
  Worth limit;
  Worth unit;
};
HypervolumeFrame hypervolume_frame(const std::vector<Worth>& references);

}  // namespace requant::search
