// The samples that a search may look at.
#pragma once

#include <memory>
#include <string>

#include "requant/data/dataset.h"
#include "requant/precision/network.h"

namespace requant::search {

enum class Part {
  train,     // the training set, of kinds that have one apart; else all there is
  held_out,  // of that, what the network was not trained on: the share that its trainer held out
  test,      // the test set: a score of it says nothing about other images any more
};

// Opens what a user names, as data::open_dataset. Throws Error as that, and, for `held_out`, where
// the network file does not tell how it was trained, or the data has no labels.
std::unique_ptr<data::Dataset> open_scoring_data(const std::string& spec, Part part,
                                                 const precision::Network& network);

}  // namespace requant::search
