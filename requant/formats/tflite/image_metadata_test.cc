// How pixels become real values, as the model metadata of TensorFlow Lite says it.
#include "requant/formats/tflite/image_metadata.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

#include "requant/base/random.h"
#include "requant/formats/tflite/rich_file.h"
#include "requant/formats/tflite/schema/model_metadata_generated.h"

namespace requant::formats::tflite {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;
using Floats = std::vector<float>;

// Metadata of one input with a process unit that is no normalization, and one that is.
Bytes metadata_buffer(const Floats& mean, const Floats& std, const char* identifier = "M001") {
  Builder builder;
  const auto options = schema::CreateNormalizationOptionsDirect(builder, &mean, &std);
  const std::vector units{
      schema::CreateProcessUnit(builder, schema::ProcessUnitOptions::ScoreThresholding,
                                schema::CreateOtherProcess(builder).Union()),
      schema::CreateProcessUnit(builder, schema::ProcessUnitOptions::NormalizationOptions,
                                options.Union())};
  const std::vector inputs{
      schema::CreateTensorMetadataDirect(builder, "image", "", nullptr, 0, &units)};
  const std::vector subgraphs{schema::CreateSubGraphMetadataDirect(builder, "main", "", &inputs)};
  builder.Finish(schema::CreateModelMetadataDirect(builder, "classifier", "", "v1", &subgraphs),
                 identifier);
  const auto* first = reinterpret_cast<const std::byte*>(builder.GetBufferPointer());
  return {first, first + builder.GetSize()};
}

// One convolution on 4 x 4 pixels of 3 channels, with this metadata.
Bytes file_with(const Bytes& buffer) {
  File file = test::unpack_or_throw(test::small_file());
  auto entry = std::make_unique<schema::MetadataT>();
  entry->name = "TFLITE_METADATA";
  entry->buffer = static_cast<std::uint32_t>(file.buffers.size());
  file.model.metadata.push_back(std::move(entry));
  file.buffers.push_back(std::make_shared<const Bytes>(buffer));
  return test::bytes_of(file);
}

std::optional<Normalization> normalization_in(const Bytes& buffer) {
  const Model model = read(file_with(buffer), "f");
  EXPECT_EQ(model.normalization.size(), 1U);
  return model.normalization.at(0);
}

TEST(ImageMetadata, TellsTheNormalizationOfAnInput) {
  EXPECT_EQ(normalization_in(metadata_buffer({127.5F}, {128})), (Normalization{{127.5}, {128}}));
  EXPECT_EQ(normalization_in(metadata_buffer({1, 2, 3}, {4, 5, 6})),
            (Normalization{{1, 2, 3}, {4, 5, 6}}));
}

TEST(ImageMetadata, SurvivesAConversionOfTheFile) {
  const Bytes file = file_with(metadata_buffer({1, 2, 3}, {4, 5, 6}));
  Model model = read(file, "f");
  model.metadata.emplace_back("requant.source", "x");
  EXPECT_EQ(read(write(model), "f").normalization, read(file, "f").normalization);
}

TEST(ImageMetadata, TellsNothingWhereThereIsNone) {
  EXPECT_EQ(read(test::small_file(), "f").normalization,
            std::vector<std::optional<Normalization>>(1));
  EXPECT_EQ(normalization_in({}), std::nullopt);
  EXPECT_EQ(normalization_in(Bytes(3, std::byte{7})), std::nullopt);
  EXPECT_EQ(normalization_in(metadata_buffer({1}, {1}, "M002")), std::nullopt);
}

TEST(ImageMetadata, TellsNothingThatCannotBe) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const auto& [mean, std] : std::vector<std::pair<Floats, Floats>>{{{}, {}},
                                                                        {{1}, {}},
                                                                        {{1, 2}, {1, 2}},
                                                                        {{1}, {0}},
                                                                        {{1}, {-1}},
                                                                        {{kNan}, {1}},
                                                                        {{1}, {kNan}},
                                                                        {{1}, {kInfinity}}}) {
    EXPECT_EQ(normalization_in(metadata_buffer(mean, std)), std::nullopt);
  }
}

TEST(ImageMetadata, TrustsNothing) {
  const Bytes sound = metadata_buffer({127.5F}, {127.5F});
  for (std::size_t size = 0; size < sound.size(); ++size) {
    const Bytes cut(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size));
    normalization_in(cut);
  }
  constexpr std::uint64_t kSeed = 7;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  Random random(kSeed);
  for (int round = 0; round < 2000; ++round) {
    Bytes damaged = sound;
    for (int i = 0; i < 3; ++i) {
      const auto at = random.integer(0, static_cast<std::int64_t>(damaged.size()) - 1);
      damaged[static_cast<std::size_t>(at)] = static_cast<std::byte>(random.integer(0, 255));
    }
    normalization_in(damaged);
  }
}

}  // namespace
}  // namespace requant::formats::tflite
