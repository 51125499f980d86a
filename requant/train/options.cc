#include "requant/train/options.h"

#include <utility>

#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/target/yaml_section.h"
#include "requant/train/option_keys.h"

namespace requant::train {
namespace {

// Reports values out of their range.
class OptionChecker {
 public:
  OptionChecker(Diagnostics& diagnostics, std::string prefix)
      : diagnostics_(diagnostics), prefix_(std::move(prefix)) {}

  void text(const char*, const std::string&) {}
  void boolean(const char*, bool) {}
  template <typename Words, typename T>
  void choice(const char*, const Words&, T) {}
  template <typename T>
  void integer(const char* key, std::int64_t low, std::int64_t high, T value) {
    if (std::cmp_less(value, low) || std::cmp_greater(value, high)) {
      add(key, "is " + std::to_string(value) + "; it must be a whole number from " +
                   std::to_string(low) + " to " + std::to_string(high));
    }
  }
  void number(const char* key, double low, double high, double value) {
    if (value >= low && value <= high) return;
    add(key, "is " + number_text(value) + "; it must be a number from " + number_text(low) +
                 " to " + number_text(high));
  }
  void widths(const char* key, const std::vector<int>& value) {
    if (const std::string fault = fault_of_widths(value); !fault.empty()) add(key, fault);
  }
  void rates(const char* key, double low, double high, const std::map<int, double>& value) {
    section(key, [&](OptionChecker& inner) {
      for (const auto& [bits, rate] : value) {
        inner.integer("bits", precision::kMinBits, precision::kMaxBits, bits);
        inner.number(std::to_string(bits).c_str(), low, high, rate);
      }
    });
  }
  void layers(const char* key, const std::map<std::string, precision::Precision>& value) {
    section(key, [&](OptionChecker& inner) {
      for (const auto& [name, precision] : value) {
        for (const int bits : {precision.weights, precision.activations}) {
          inner.integer(name.c_str(), precision::kMinBits, precision::kMaxBits, bits);
        }
      }
    });
  }
  template <typename Body>
  void section(const char* key, const Body& body) {
    OptionChecker inner(diagnostics_, prefix_ + key + ".");
    body(inner);
  }
  void add(const std::string& key, const std::string& what) {
    diagnostics_.add("", "'" + prefix_ + key + "' " + what);
  }

 private:
  Diagnostics& diagnostics_;
  std::string prefix_;
};

// Writes YAML; texts that are empty are left out.
class OptionWriter {
 public:
  explicit OptionWriter(std::string indent = "") : indent_(std::move(indent)) {}

  void text(const char* key, const std::string& value) {
    if (!value.empty()) line(key, "\"" + value + "\"");
  }
  void boolean(const char* key, bool value) { line(key, value ? "true" : "false"); }
  template <typename Words, typename T>
  void choice(const char* key, const Words& words, T value) {
    line(key, std::string(words::of(words, value)));
  }
  template <typename T>
  void integer(const char* key, std::int64_t, std::int64_t, T value) {
    line(key, std::to_string(value));
  }
  void number(const char* key, double, double, double value) { line(key, number_text(value)); }
  void widths(const char* key, const std::vector<int>& value) {
    std::vector<std::string> texts;
    for (const int bits : value) texts.push_back(std::to_string(bits));
    line(key, "[" + joined(texts) + "]");
  }
  void rates(const char* key, double, double, const std::map<int, double>& value) {
    std::vector<std::string> texts;
    for (const auto& [bits, rate] : value) {
      texts.push_back(std::to_string(bits) + ": " + number_text(rate));
    }
    line(key, "{" + joined(texts) + "}");
  }
  void layers(const char* key, const std::map<std::string, precision::Precision>& value) {
    if (value.empty()) return;
    section(key, [&](OptionWriter& inner) {
      for (const auto& [name, precision] : value) {
        inner.line('"' + name + '"', precision::text(precision));
      }
    });
  }
  template <typename Body>
  void section(const char* key, const Body& body) {
    yaml_ += indent_ + key + ":\n";
    OptionWriter inner(indent_ + "  ");
    body(inner);
    yaml_ += inner.yaml_;
  }
  const std::string& yaml() const { return yaml_; }

 private:
  void line(const std::string& key, const std::string& value) {
    yaml_ += indent_ + key + ": " + value + "\n";
  }

  std::string indent_;
  std::string yaml_;
};

}  // namespace

std::string fault_of_widths(const std::vector<int>& widths) {
  bool fits = !widths.empty();
  for (std::size_t i = 0; i < widths.size(); ++i) {
    fits = fits && widths[i] >= precision::kMinBits && widths[i] <= precision::kMaxBits &&
           (i == 0 || widths[i] < widths[i - 1]);
  }
  return fits ? "" : "must be widths of 2 to 8 bits that descend, as in 8,4,2";
}

void check(const TrainOptions& options) {
  Diagnostics diagnostics("training options");
  OptionChecker checker(diagnostics, "");
  visit_places(checker, options);
  visit_training(checker, options);
  if (options.first_last_bits == 1) checker.add("first_last_bits", "is 1; it must be 0 or 2 to 8");
  if (options.micro_batch > 0 && options.batch % options.micro_batch != 0) {
    checker.add("micro_batch", "is " + std::to_string(options.micro_batch) +
                                   "; 'batch', which is " + std::to_string(options.batch) +
                                   ", must be a multiple of it");
  }
  if (options.storage == precision::WeightStorage::nested && !options.precisions.empty() &&
      options.precisions.front() != precision::kMaxBits) {
    checker.add("precisions", "must begin with 8 where 'storage' is nested");
  }
  if ((options.distillation == Distillation::teacher) == options.teacher.empty()) {
    checker.add("teacher", "and 'distillation: teacher' belong together; one is missing");
  }
  diagnostics.throw_if_any();
}

std::string to_yaml(const TrainOptions& options) {
  OptionWriter writer;
  visit_training(writer, options);
  return writer.yaml();
}

}  // namespace requant::train
