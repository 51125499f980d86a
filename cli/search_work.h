// What a search works on.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cli/model_options.h"
#include "requant/search/image_scorer.h"
#include "requant/search/problem.h"
#include "requant/search/scorer.h"
#include "requant/search/scoring_data.h"

namespace requant::cli {

// What the user asks for.
struct SearchCommand {
  std::string network;
  std::string target;
  DataOptions data;
  search::Part part = search::Part::train;
  search::Objective objective = search::Objective::latency;
  std::string budget = "1000";
  std::string out;
  bool resume = false;
  search::Measure measure = search::Measure::accuracy;
  std::int64_t verify = -1;  // images; less than 0: four times those of the search
  search::SearchOptions search;
};

// The same, loaded.
struct SearchWork {
  precision::Network network;
  Target target;
  std::optional<search::Hardware> hardware;
  std::unique_ptr<search::Scorer> scorer;
  std::unique_ptr<search::Scorer> verifier;  // on other images; null: none
  std::string data;                          // what the scorer looks at, for the fingerprint
};

// Throws Error where there is nothing to search, or nothing to score with.
std::unique_ptr<SearchWork> load_work(const SearchCommand& command);

// Tells searches apart that a checkpoint must not be carried over between.
std::string fingerprint(const SearchCommand& command, const SearchWork& work);

}  // namespace requant::cli
