// The `arithmetic` of a target file.
#pragma once

#include <vector>

#include "requant/target/yaml_section.h"

namespace requant {

// Sets `target.arithmetic` by the sections `arithmetic` of a file and of those that it extends, the
// remotest ancestor first. First every section's `default` changes the rule of everything; then
// each entry of the sections' `rules` sets the rule of its ops, types, or ops with types, starting
// from the rule that held there before. So an heir that changes `default` changes what inherited
// rules leave open, too. Faults of the last section are reported; ancestors are known to be good.
void parse_arithmetic(const std::vector<YAML::Node>& sections, Diagnostics& diagnostics,
                      Target& target);

}  // namespace requant
