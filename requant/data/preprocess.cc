#include "requant/data/preprocess.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "requant/base/error.h"
#include "requant/data/normalization.h"
#include "requant/data/resize.h"
#include "requant/graph/permute.h"

namespace requant::data {
namespace {

constexpr const char* kInputEntry = "requant.input";
constexpr const char* kNormalizationEntry = "requant.normalization";

bool is_8_bit(DataType type) { return type == DataType::uint8 || type == DataType::int8; }

// The stored value nearest to a real one, ties to even.
std::int64_t quantize(double real, double scale, std::int64_t zero_point,
                      const arith::IntegerType& type) {
  const double stored = std::nearbyint(real / scale) + static_cast<double>(zero_point);
  return static_cast<std::int64_t>(
      std::clamp(stored, static_cast<double>(type.min()), static_cast<double>(type.max())));
}

// Real values as an array of the type.
Array from_reals(const std::vector<double>& reals, DataType type, const Shape& shape,
                 const std::optional<Quantization>& quantization) {
  Array result(type, shape);
  if (type == DataType::float32) {
    auto out = result.as<float>();
    std::transform(reals.begin(), reals.end(), out.begin(),
                   [](double real) { return static_cast<float>(real); });
    return result;
  }
  const double scale = quantization ? static_cast<double>(quantization->scale_at(0)) : 1.0;
  const std::int64_t zero_point = quantization ? quantization->zero_point_at(0) : 0;
  const arith::IntegerType range = integer_type(type);
  std::vector<std::int64_t> stored(reals.size());
  std::transform(reals.begin(), reals.end(), stored.begin(),
                 [&](double real) { return quantize(real, scale, zero_point, range); });
  result.bytes = pack_integers(type, stored);
  return result;
}

void saturate(Array& array, const arith::IntegerType& range) {
  std::vector<std::int64_t> stored = stored_integers(array);
  for (std::int64_t& value : stored) value = range.saturate(value);
  array.bytes = pack_integers(array.type, stored);
}

Array pixels_as_stored(const Image& image, DataType type, const Shape& shape) {
  Array result(type, shape);
  const std::uint8_t flip = type == DataType::int8 ? 0x80 : 0;  // minus 128 in two's complement
  auto out = result.as<std::uint8_t>();
  std::transform(image.pixels.begin(), image.pixels.end(), out.begin(),
                 [flip](std::uint8_t pixel) { return static_cast<std::uint8_t>(pixel ^ flip); });
  return result;
}

std::vector<double> normalized(const Image& image, const Normalization& how) {
  std::vector<double> reals(image.pixels.size());
  const auto channels = static_cast<std::size_t>(image.channels);
  for (std::size_t i = 0; i < reals.size(); ++i) {
    const std::size_t c = i % channels;
    reals[i] = (image.pixels[i] - how.mean[c % how.mean.size()]) / how.std[c % how.std.size()];
  }
  return reals;
}

Array image_input(const Preprocess& how, const Tensor& input, const Sample& sample) {
  if (!is_image_input(input)) {
    throw Error("'" + sample.name + "' is an image, but the model's input is " +
                input.shape.text() + "; give its inputs as npy:FILE");
  }
  const Image fitted = fit(*sample.image, input.shape[1], input.shape[2], how.crop);
  const Image image = convert_channels(fitted, input.shape[3]);
  if (!how.normalization) return pixels_as_stored(image, how.type, input.shape);
  return from_reals(normalized(image, *how.normalization), how.type, input.shape, how.quantization);
}

// The array with its dimensions in the order of the input: CHW or NCHW ones are moved.
Array in_input_layout(const Preprocess& how, const Shape& input, Array array) {
  if (input.rank() != 4) return array;
  if (array.shape.rank() == 3) array.shape.dims.insert(array.shape.dims.begin(), 1);
  const bool fits_first = array.shape == Shape{input[0], input[3], input[1], input[2]};
  if (!fits_first || (array.shape == input && !how.channels_first)) return array;
  return channels_last(array);
}

Array array_input(const Preprocess& how, const Tensor& input, const Sample& sample) {
  const Array array = in_input_layout(how, input.shape, *sample.array);
  if (array.shape.count() != input.shape.count()) {
    throw Error("'" + sample.name + "' has the shape " + array.shape.text() +
                ", but the model's input is " + input.shape.text());
  }
  if (array.type == how.type) {
    Array result = array;
    result.shape = input.shape;
    return result;
  }
  if (array.type == DataType::float32 && how.quantization) {
    return from_reals(real_values(array, std::nullopt), how.type, input.shape, how.quantization);
  }
  throw Error("'" + sample.name + "' is of type " + std::string(name(array.type)) +
              ", but the model's input takes " + std::string(name(how.type)) +
              (how.quantization ? " or float32" : ""));
}

std::string range_text(const Quantization& q, DataType type) {
  const auto range = integer_type(type);
  const auto real = [&](std::int64_t stored) {
    char text[32];
    std::snprintf(
        text, sizeof(text), "%.4g",
        static_cast<double>(q.scale_at(0)) * static_cast<double>(stored - q.zero_point_at(0)));
    return std::string(text);
  };
  return "real " + real(range.min()) + " to " + real(range.max());
}

std::string stored_sentence(const Preprocess& how) {
  std::string text =
      how.type == DataType::int8 ? "pixels minus 128 as stored values" : "pixels as stored values";
  if (how.quantization) {
    text += ": " + range_text(*how.quantization, how.type) + " by the scale and zero point of the ";
    text += "input";
  }
  return text;
}

// Takes the source's input form from the metadata of a converted model. False where there is none.
bool read_input_metadata(const Model& model, Preprocess& how) {
  for (const auto& [entry, text] : model.metadata) {
    if (entry != kInputEntry) continue;
    try {
      const auto json = nlohmann::json::parse(text);
      const auto type = data_type_from_name(json.at("type").get<std::string>());
      const Quantization q =
          per_tensor(json.at("scale").get<float>(), json.at("zero_point").get<std::int64_t>());
      if (!type || !is_integer(*type) || !std::isfinite(q.scale[0]) || q.scale[0] <= 0 ||
          !integer_type(*type).contains(q.zero_point[0])) {
        throw Error("its type, scale or zero point is not one");
      }
      how.type = *type;
      how.quantization = q;
      how.gain = json.value("gain", 1.0);
      how.offset = json.value("offset", 0.0);
      if (!std::isfinite(how.gain) || how.gain <= 0 || !std::isfinite(how.offset)) {
        throw Error("its gain or offset is not one");
      }
      return true;
    } catch (const std::exception& error) {
      throw Error("the model's metadata '" + std::string(kInputEntry) +
                  "' is damaged: " + error.what());
    }
  }
  return false;
}

Normalization parse_entry(const std::string& text) {
  try {
    const auto json = nlohmann::json::parse(text);
    const Normalization result{json.at("mean").get<std::vector<double>>(),
                               json.at("std").get<std::vector<double>>()};
    const auto fits = [](const std::vector<double>& values, double least) {
      return !values.empty() &&
             std::ranges::all_of(values, [&](double v) { return std::isfinite(v) && v > least; });
    };
    if (!fits(result.mean, -INFINITY) || !fits(result.std, 0)) {
      throw Error("its mean or std is not one");
    }
    return result;
  } catch (const std::exception& error) {
    throw Error("the model's metadata '" + std::string(kNormalizationEntry) +
                "' is damaged: " + error.what());
  }
}

// What the file says of the input, where it says it.
std::optional<Normalization> told_normalization(const Model& model) {
  if (!model.normalization.empty() && model.normalization[0]) return model.normalization[0];
  for (const auto& [entry, text] : model.metadata) {
    if (entry == kNormalizationEntry) return parse_entry(text);
  }
  return std::nullopt;
}

// Whether an 8-bit input takes pixels as stored under this normalization: it leaves pixels as they
// are, or with the quantization after it comes to the stored value of each pixel within a step
// (127.5 and 127.5 with a scale of 1/128; the metadata's own documentation lets readers skip both).
bool takes_stored(const Preprocess& how, const Normalization& normalization) {
  if (normalization == Normalization{} || !how.quantization) return true;
  const auto range = integer_type(how.type);
  const double scale = static_cast<double>(how.quantization->scale_at(0));
  const std::int64_t zero_point = how.quantization->zero_point_at(0);
  Image pixels{
      256,
      1,
      std::max<std::int64_t>(std::ssize(normalization.mean), std::ssize(normalization.std)),
      {}};
  for (std::int64_t i = 0; i < 256 * pixels.channels; ++i) {
    pixels.pixels.push_back(static_cast<std::uint8_t>(i / pixels.channels));
  }
  const auto reals = normalized(pixels, normalization);
  for (std::size_t i = 0; i < reals.size(); ++i) {
    const std::int64_t stored = pixels.pixels[i] + range.min();
    if (std::abs(quantize(reals[i], scale, zero_point, range) - stored) > 1) return false;
  }
  return true;
}

// The option, for an input of so many channels.
Normalization normalization_option(const std::string& option, const Tensor& input) {
  Normalization result = parse_normalization(option);
  const auto channels = static_cast<std::size_t>(is_image_input(input) ? input.shape[3] : 0);
  if (channels > 0 && result.mean.size() > 1 && result.mean.size() != channels) {
    throw Error("--normalize '" + option + "' has " + std::to_string(result.mean.size()) +
                " channels, but the model's input has " + std::to_string(channels));
  }
  return result;
}

// Sets how pixels become real values where no option says it.
void find_told(const Model& model, bool converted, Preprocess& how) {
  const auto told = told_normalization(model);
  if (is_8_bit(how.type) && (!told || takes_stored(how, *told))) {
    how.how = stored_sentence(how) + (converted ? " of the source model" : "");
  } else if (told) {
    how.normalization = told;
    how.how = normalization_text(*told) + ", as the file's metadata says";
  } else {
    throw Error("the model's input is " + std::string(name(how.type)) +
                " and the file does not tell how pixels are scaled; name it with --normalize (raw, "
                "0..1, -1..1, imagenet, MEAN,STD or M1,M2,M3,S1,S2,S3)");
  }
}

void set_units(nlohmann::ordered_json& json, double gain, double offset) {
  if (gain == 1 && offset == 0) return;
  json["gain"] = gain;
  json["offset"] = offset;
}

}  // namespace

bool is_image_input(const Tensor& tensor) {
  return is_image_shape(tensor.shape) && tensor.shape[0] == 1;
}

Array convert_input(const Array& array, const std::optional<Quantization>& from, const Tensor& to,
                    double gain, double offset) {
  const bool as_is = !from || (gain == 1 && offset == 0);
  const auto form = as_is ? from : shifted(*from, gain, offset);
  const bool same = array.type == to.type && form == to.quantization;
  Array result =
      same ? array : from_reals(real_values(array, form), to.type, to.shape, to.quantization);
  if (to.bits != 0) saturate(result, stored_range(to));
  return result;
}

Array Preprocess::apply(const Graph& graph, const Sample& sample) const {
  const Tensor& tensor = graph.tensor(input);
  const auto convert = [&](const Array& array) {
    return convert_input(array, quantization, tensor, gain, offset);
  };
  if (sample.image) return convert(image_input(*this, tensor, sample));
  if (sample.array) return convert(array_input(*this, tensor, sample));
  throw Error("'" + sample.name + "' holds neither an image nor an array", Fault::internal);
}

Preprocess find_preprocess(const Model& model, const std::string& option) {
  const Graph& graph = model.graph;
  if (graph.inputs.size() != 1) {
    throw Error("the model has " + std::to_string(graph.inputs.size()) +
                " inputs; only models of one input can be fed with data");
  }
  Preprocess how;
  how.input = graph.inputs[0];
  const Tensor& tensor = graph.tensor(how.input);
  how.type = tensor.type;
  how.quantization = tensor.quantization;
  how.channels_first =
      !model.input_layouts.empty() && model.input_layouts[0] == Layout::channels_first;
  const bool converted = read_input_metadata(model, how);
  if (how.type != DataType::float32 && !is_integer(how.type)) {
    throw Error("the model's input is of type " + std::string(name(how.type)) +
                ", which cannot be fed with data");
  }
  if (!option.empty()) {
    how.normalization = normalization_option(option, tensor);
    how.how = "--normalize " + option;
  } else if (!is_image_input(tensor)) {
    how.how = "arrays as they are";
  } else {
    find_told(model, converted, how);
  }
  return how;
}

Quantization shifted(const Quantization& quantization, double gain, double offset) {
  const double scale = gain * static_cast<double>(quantization.scale_at(0));
  return per_tensor(static_cast<float>(scale),
                    quantization.zero_point_at(0) - std::llround(offset / scale));
}

std::optional<std::pair<std::string, std::string>> input_metadata(const Model& source, double gain,
                                                                  double offset) {
  for (const auto& [entry, text] : source.metadata) {
    if (entry != kInputEntry) continue;
    auto json = nlohmann::ordered_json::parse(text);
    set_units(json, gain * json.value("gain", 1.0), gain * json.value("offset", 0.0) + offset);
    return std::pair(entry, json.dump());
  }
  if (source.graph.inputs.size() != 1) return std::nullopt;
  const Tensor& tensor = source.graph.tensor(source.graph.inputs[0]);
  if (!is_integer(tensor.type) || !tensor.quantization || tensor.quantization->per_channel()) {
    return std::nullopt;
  }
  nlohmann::ordered_json json;
  json["type"] = name(tensor.type);
  json["scale"] = tensor.quantization->scale_at(0);
  json["zero_point"] = tensor.quantization->zero_point_at(0);
  set_units(json, gain, offset);
  return std::pair<std::string, std::string>(kInputEntry, json.dump());
}

std::optional<std::pair<std::string, std::string>> normalization_metadata(const Model& model) {
  const auto told = told_normalization(model);
  if (model.graph.inputs.size() != 1 || !told) return std::nullopt;
  const nlohmann::ordered_json json{{"mean", told->mean}, {"std", told->std}};
  return std::pair<std::string, std::string>(kNormalizationEntry, json.dump());
}

}  // namespace requant::data
