// A search on disk, so that it can go on after it was ended.
#pragma once

#include <filesystem>
#include <optional>

#include "requant/search/search.h"

namespace requant::search {

// Writes the file whole or not at all.
void save_state(const SearchState& state, const std::string& fingerprint,
                const std::filesystem::path& path);
// What the first process of the team finds there; nothing where there is no file. Throws Error
// where it is no checkpoint, or of another search.
std::optional<SearchState> load_state(const std::string& fingerprint,
                                      const std::filesystem::path& path, Team& team);

}  // namespace requant::search
