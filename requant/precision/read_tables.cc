#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "requant/base/error.h"
#include "requant/precision/base64.h"
#include "requant/precision/file.h"
#include "requant/precision/tables_json.h"

namespace requant::precision {
namespace {

using Json = nlohmann::ordered_json;

bool is_width(int bits) { return bits >= kMinBits && bits <= kMaxBits; }
bool is_step(float step) { return std::isfinite(step) && step > 0; }

// Reads entries; a fault is noted and a value that does no harm takes its place.
class TablesReader {
 public:
  TablesReader(const Graph& graph, const Plan& plan, const std::string& subject)
      : graph_(graph), plan_(plan), problems_(subject) {}

  Tables read(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) {
      problems_.add("", "the tables are no JSON object");
    } else if (field<int>(json, "version", "") != kNetworkVersion) {
      problems_.add("", "its version is not " + std::to_string(kNetworkVersion) +
                            ", the one that this requant reads; get the requant that fits");
    } else {
      read_all(json);
    }
    problems_.throw_if_any();
    return std::move(tables_);
  }

 private:
  void fault(const std::string& where, const std::string& what) { problems_.add(where, what); }

  template <typename T>
  T field(const Json& json, const char* key, const std::string& where) {
    const auto found = json.is_object() ? json.find(key) : json.end();
    if (json.is_object() && found != json.end()) {
      try {
        return found->template get<T>();
      } catch (const Json::exception&) {
      }
    }
    fault(where, std::string("entry '") + key + "' is missing or of another type");
    return T{};
  }

  // An entry that is an array or object; an empty one where it is not.
  const Json& part(const Json& json, const char* key, const std::string& where, bool array) {
    static const Json nothing = Json::array();
    const auto found = json.is_object() ? json.find(key) : json.end();
    const bool fits =
        json.is_object() && found != json.end() && (array ? found->is_array() : found->is_object());
    if (fits) return *found;
    fault(where, std::string("entry '") + key + "' is missing or of another type");
    return nothing;
  }

  std::vector<float> floats(const Json& json, const char* key, const std::string& where,
                            std::size_t count) {
    auto values = from_base64(field<std::string>(json, key, where));
    if (!values || values->size() != count ||
        !std::ranges::all_of(*values, [](float x) { return std::isfinite(x); })) {
      fault(where, std::string("entry '") + key + "' does not hold " + std::to_string(count) +
                       " finite floats");
      return std::vector<float>(count, 1.0F);
    }
    return *std::move(values);
  }

  std::vector<int> widths(const Json& json, const char* key, const std::string& where) {
    auto values = field<std::vector<int>>(json, key, where);
    const bool fits = !values.empty() && std::ranges::all_of(values, is_width) &&
                      std::ranges::is_sorted(values, std::greater_equal<>());
    if (fits) return values;
    fault(where, std::string("entry '") + key + "' is no descending list of widths from 8 to 2");
    return {kMaxBits};
  }

  std::map<int, float> steps(const Json& json, const char* key, const std::string& where,
                             const std::vector<int>& needed) {
    std::map<int, float> result;
    const Json& entry = part(json, key, where, false);
    for (const int bits : needed) {
      const auto step = field<float>(entry, std::to_string(bits).c_str(), where + ", " + key);
      if (!is_step(step)) fault(where, std::string("a step of '") + key + "' is not above 0");
      result[bits] = is_step(step) ? step : 1.0F;
    }
    return result;
  }

  void read_all(const Json& json) {
    const auto storage = field<std::string>(json, "storage", "");
    if (storage != "independent" && storage != "nested") {
      fault("", "its storage is neither independent nor nested");
    }
    tables_.storage = storage == "nested" ? WeightStorage::nested : WeightStorage::independent;
    const Json& input = part(json, "input", "", false);
    tables_.input_scale = field<float>(input, "scale", "input");
    tables_.input_zero_point = field<std::int64_t>(input, "zero_point", "input");
    if (!is_step(tables_.input_scale) || tables_.input_zero_point < -128 ||
        tables_.input_zero_point > 127) {
      fault("input", "its scale is not above 0 or its zero point is no int8");
    }
    read_layers(part(json, "layers", "", true));
    read_streams(part(json, "streams", "", true));
    for (const Json& one : part(json, "measured", "", true)) read_measured(one);
    for (const auto& [name, text] : part(json, "notes", "", false).items()) {
      if (text.is_string()) tables_.notes.emplace_back(name, text.get<std::string>());
    }
  }

  std::size_t channels(std::size_t layer) const {
    const Node& node = graph_.node(plan_.layers[layer].node);
    const Shape& shape = graph_.tensor(node.inputs[1]).shape;
    return static_cast<std::size_t>(shape[output_channel_axis(node.kind())]);
  }
  bool is_normalized(std::size_t layer) const { return plan_.layers[layer].batch_norm >= 0; }

  void read_layers(const Json& layers) {
    if (layers.size() != plan_.layers.size()) {
      fault("", "its tables have " + std::to_string(layers.size()) + " layers, the graph " +
                    std::to_string(plan_.layers.size()));
      return;
    }
    for (std::size_t i = 0; i < layers.size(); ++i) read_layer(layers[i], i);
  }

  void read_layer(const Json& json, std::size_t index) {
    LayerTables layer;
    const std::string where = "layer '" + plan_.layers[index].name + "'";
    layer.name = field<std::string>(json, "name", where);
    if (layer.name != plan_.layers[index].name) {
      fault(where, "the tables have layer '" + layer.name + "' in its place");
    }
    layer.weight_bits = widths(json, "weight_bits", where);
    layer.activation_bits = widths(json, "activation_bits", where);
    const bool nests = tables_.storage == WeightStorage::nested;
    layer.weight_step =
        steps(json, "weight_step", where, nests ? std::vector<int>{kMaxBits} : layer.weight_bits);
    std::vector<int> own = layer.activation_bits;
    if (plan_.reads_stream(plan_.layers[index])) std::erase(own, kMaxBits);
    layer.input_step = steps(json, "input_step", where, own);
    if (is_normalized(index)) read_normalization(json, index, layer, where);
    for (const Json& entry : part(json, "sensitivity", where, true)) {
      const Precision precision{field<int>(entry, "weights", where),
                                field<int>(entry, "activations", where)};
      layer.sensitivity[precision] = field<double>(entry, "loss", where);
    }
    tables_.layers.push_back(std::move(layer));
  }

  void read_normalization(const Json& json, std::size_t index, LayerTables& layer,
                          const std::string& where) {
    const std::size_t count = channels(index);
    const Json& norms = part(json, "batch_norm", where, false);
    for (const int bits : layer.weight_bits) {
      const Json& one = part(norms, std::to_string(bits).c_str(), where + ", batch_norm", false);
      Affine affine{floats(one, "gain", where, count), floats(one, "bias", where, count)};
      if (!std::ranges::all_of(affine.gain, is_step)) fault(where, "a gain is not above 0");
      layer.affine[bits] = std::move(affine);
    }
    const Json& rule = part(json, "statistics", where, false);
    layer.statistics = {
        floats(rule, "mean", where, count), floats(rule, "log_variance", where, count), {}};
    for (const Json& entry : part(rule, "terms", where, true)) {
      StatisticsTerm term;
      term.layer = field<int>(entry, "layer", where);
      term.of_weights = field<std::string>(entry, "of", where) == "weights";
      term.bits = field<int>(entry, "bits", where);
      term.mean = floats(entry, "mean", where, count);
      term.log_variance = floats(entry, "log_variance", where, count);
      if (term.layer < 0 || term.layer > static_cast<int>(index)) {
        fault(where, "a term of its statistics is of a layer behind it");
        term.layer = 0;
      }
      layer.statistics.terms.push_back(std::move(term));
    }
  }

  void read_streams(const Json& streams) {
    std::vector<std::string> expected;
    for (std::size_t i = 1; i < plan_.activations.size(); ++i) {
      const Activations& of = plan_.activations[i];
      if (of.reader < 0) expected.push_back(graph_.tensor(of.root).name);
    }
    if (streams.size() != expected.size()) {
      fault("", "its tables have " + std::to_string(streams.size()) + " streams, the graph " +
                    std::to_string(expected.size()));
      return;
    }
    for (std::size_t i = 0; i < streams.size(); ++i) {
      const std::string where = "stream '" + expected[i] + "'";
      StreamTable stream{field<std::string>(streams[i], "tensor", where),
                         field<float>(streams[i], "step", where)};
      if (stream.tensor != expected[i]) {
        fault(where, "the tables have stream '" + stream.tensor + "' in its place");
      }
      if (!is_step(stream.step)) fault(where, "its step is not above 0");
      tables_.streams.push_back(std::move(stream));
    }
  }

  void read_measured(const Json& json) {
    const std::string where = "measured statistics";
    MeasuredStatistics measured;
    for (const auto& [weights, activations] :
         field<std::vector<std::pair<int, int>>>(json, "assignment", where)) {
      measured.assignment.layers.push_back({weights, activations});
    }
    const Json& layers = part(json, "layers", where, true);
    if (layers.size() != plan_.layers.size() ||
        measured.assignment.layers.size() != plan_.layers.size()) {
      return fault(where, "they are not of as many layers as the graph has");
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
      Statistics& layer = measured.layers.emplace_back();
      if (!is_normalized(i)) continue;
      layer = {floats(layers[i], "mean", where, channels(i)),
               floats(layers[i], "variance", where, channels(i))};
      if (!std::ranges::all_of(layer.variance, [](float x) { return x >= 0; })) {
        fault(where, "a variance is below 0");
      }
    }
    tables_.measured.push_back(std::move(measured));
  }

  const Graph& graph_;
  const Plan& plan_;
  Diagnostics problems_;
  Tables tables_;
};

}  // namespace

Tables read_tables(const std::string& json, const Graph& graph, const Plan& plan,
                   const std::string& subject) {
  return TablesReader(graph, plan, subject).read(json);
}

}  // namespace requant::precision
