// Progress of long work, told to whoever shows it. The library itself never prints.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace requant {

// Called as work goes on: what is being done, how many items of how many are ready. Calls come from
// one thread at a time.
using ProgressSink =
    std::function<void(const std::string& stage, std::size_t done, std::size_t total)>;

}  // namespace requant
