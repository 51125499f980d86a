// What `requant search` says.
#pragma once

#include <filesystem>

#include "cli/output.h"
#include "requant/search/front.h"
#include "requant/search/scorer.h"
#include "requant/search/search.h"
#include "requant/target/target.h"

namespace requant::cli {

void print_search(const std::string& network, const Target& target, const search::Scorer& scorer,
                  int processes, Output& output);
void show_search_progress(const search::SearchState& state, const search::SearchOptions& options,
                          Output& output);
void print_front(const search::Front& front, const std::filesystem::path& folder, Output& output);

}  // namespace requant::cli
