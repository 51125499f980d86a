// The `arithmetic` of a target file.
#pragma once

#include "requant/target/yaml_section.h"

namespace requant {

// Changes `target.arithmetic`, as inherited, by what the section states. `default` changes the rule
// of everything that has none of its own; each entry of `rules` sets the rule of its ops, types, or
// ops with types, starting from the rule that held there before.
void parse_arithmetic(YamlSection& section, Target& target);

}  // namespace requant
