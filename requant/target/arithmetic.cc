#include "requant/target/arithmetic.h"

namespace requant {

const ArithmeticRule& Arithmetic::rule(OpKind kind, DataType type) const {
  for (const Key& key : {Key{kind, type}, Key{kind, std::nullopt}, Key{std::nullopt, type}}) {
    if (const auto it = rules_.find(key); it != rules_.end()) return it->second;
  }
  return rules_.at(Key{});
}

}  // namespace requant
