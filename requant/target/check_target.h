#pragma once

#include "requant/target/yaml_section.h"

namespace requant {

// Reports what contradicts itself in a target that is otherwise read well, at the lines of `top`.
void check_target(YamlSection& top, const Target& target);

}  // namespace requant
