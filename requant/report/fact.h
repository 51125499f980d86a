// What every page says of how its figures came about.
#pragma once

#include <string>
#include <vector>

namespace requant::report {

// One row of "how it was measured", as in {"Data", "fashion-mnist, 5000 images"}. Plain text.
struct Fact {
  std::string name;
  std::string text;
};

using Facts = std::vector<Fact>;

}  // namespace requant::report
