#include "requant/train/options.h"
namespace requant::train { void check(const TrainOptions&){} std::string to_yaml(const TrainOptions&){return "";} }
