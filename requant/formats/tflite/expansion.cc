#include "requant/formats/tflite/expansion.h"

#include <flatbuffers/minireflect.h>

namespace requant::formats::tflite {
namespace {

using flatbuffers::ElementaryType;
using flatbuffers::TypeCode;
using flatbuffers::TypeTable;

constexpr std::size_t kReference = sizeof(flatbuffers::uoffset_t);
constexpr std::size_t kTable = 32;  // an object is large even where its table says nothing

// Walks the tables by their type tables, which flatc writes.
class Walk {
 public:
  explicit Walk(std::size_t limit) : limit_(limit) {}

  const Expansion& result() const { return result_; }

  void table(const flatbuffers::Table& t, const TypeTable& type) {
    result_.bytes += kTable;
    const std::uint8_t* previous = nullptr;
    for (std::size_t f = 0; f < type.num_elems && result_.bytes <= limit_; ++f) {
      const auto slot = static_cast<flatbuffers::voffset_t>((f + 2) * sizeof(std::uint16_t));
      const std::uint8_t* value = t.GetAddressOf(slot);
      if (value != nullptr) field(type.type_codes[f], type, value, previous);
      previous = value;
    }
  }

 private:
  static const std::uint8_t* follow(const std::uint8_t* value) {
    return value + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(value);
  }

  void field(const TypeCode& code, const TypeTable& owner, const std::uint8_t* value,
             const std::uint8_t* previous) {
    const auto base = static_cast<ElementaryType>(code.base_type);
    const TypeTable* type = code.sequence_ref >= 0 ? owner.type_refs[code.sequence_ref]() : nullptr;
    if (code.is_repeating) {
      vector(base, type, follow(value));
    } else if (base == flatbuffers::ET_STRING) {
      result_.bytes += kReference;
      vector(flatbuffers::ET_CHAR, nullptr, follow(value));
    } else if (base == flatbuffers::ET_SEQUENCE && type->st == flatbuffers::ST_UNION) {
      union_member(*type, follow(value), previous);
    } else if (base == flatbuffers::ET_SEQUENCE) {
      table(*reinterpret_cast<const flatbuffers::Table*>(follow(value)), *type);
    } else {
      result_.bytes += flatbuffers::InlineSize(base, type);
    }
  }

  // The field before a union says which of its tables it holds; 0 is none.
  void union_member(const TypeTable& type, const std::uint8_t* value, const std::uint8_t* member) {
    if (member == nullptr || *member == 0 || *member >= type.num_elems) return;
    const TypeCode& code = type.type_codes[*member];
    table(*reinterpret_cast<const flatbuffers::Table*>(value),
          *type.type_refs[code.sequence_ref]());
  }

  void vector(ElementaryType base, const TypeTable* type, const std::uint8_t* value) {
    const auto length = flatbuffers::ReadScalar<flatbuffers::uoffset_t>(value);
    const std::uint8_t* element = value + kReference;
    result_.bytes += kReference + length * flatbuffers::InlineSize(base, type);
    const auto address = reinterpret_cast<std::uintptr_t>(element);
    result_.aligned &= address % flatbuffers::InlineSize(base, type) == 0;
    const bool tables = base == flatbuffers::ET_SEQUENCE && type->st == flatbuffers::ST_TABLE;
    if (!tables && base != flatbuffers::ET_STRING) return;
    for (std::size_t i = 0; i < length && result_.bytes <= limit_; ++i, element += kReference) {
      if (tables) {
        table(*reinterpret_cast<const flatbuffers::Table*>(follow(element)), *type);
      } else {
        vector(flatbuffers::ET_CHAR, nullptr, follow(element));
      }
    }
  }

  std::size_t limit_;
  Expansion result_;
};

}  // namespace

Expansion expand(const schema::Model& model, std::size_t limit) {
  Walk walk(limit);
  walk.table(reinterpret_cast<const flatbuffers::Table&>(model), *schema::ModelTypeTable());
  return walk.result();
}

}  // namespace requant::formats::tflite
