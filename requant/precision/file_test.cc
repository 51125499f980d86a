#include "requant/precision/file.h"

#include <gtest/gtest.h>

#include "requant/base/test_folder.h"
#include "requant/precision/base64.h"
#include "requant/precision/tables_json.h"
#include "requant/precision/test_network.h"

namespace requant::precision {
namespace {

TEST(Base64, gives_the_examples_of_the_standard_and_reads_back) {
  // 1.0F is 00 00 80 3f.
  EXPECT_EQ(to_base64(std::vector<float>{1.0F}), "AACAPw==");
  for (std::size_t count = 0; count < 7; ++count) {
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<float>(i) * -1.7e-5F);
    EXPECT_EQ(from_base64(to_base64(values)), values);
  }
}

TEST(Base64, refuses_what_it_is_not) {
  for (const char* text : {"AACAPw=", "AACAPw", "AAC?Pw==", "AAAA", "====", "AA==AACAPw=="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(NetworkFile, tables_read_back_equal) {
  Network network = made_up_network();
  MeasuredStatistics measured{uniform(network.tables, 4), {}};
  for (std::size_t i = 0; i < network.plan.layers.size(); ++i) {
    const bool normalized = network.plan.layers[i].batch_norm >= 0;
    const std::size_t count = normalized ? channels_of(network, i) : 0;
    measured.layers.push_back({std::vector<float>(count, 0.5F), std::vector<float>(count, 1e-9F)});
  }
  network.tables.measured.push_back(std::move(measured));
  const Model model = with_tables(network.model, network.tables);
  ASSERT_TRUE(is_network(model));
  const Network read = read_network(model);
  EXPECT_EQ(to_json(read.tables), to_json(network.tables));
  EXPECT_EQ(read.model.normalization.at(0), network.tables.normalization);
}

// What reading says of tables in which one text is replaced by another.
std::string fault(const std::string& from, const std::string& to) {
  const Network network = made_up_network();
  std::string json = to_json(network.tables);
  const std::size_t at = json.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) json.replace(at, from.size(), to);
  return error_of([&] { read_tables(json, network.model.graph, network.plan, "net.onnx"); });
}

TEST(NetworkFile, faults_name_the_file_and_the_layer) {
  EXPECT_NE(fault("\"version\":1", "\"version\":2").find("version"), std::string::npos);
  EXPECT_NE(fault("{", "").find("JSON"), std::string::npos);
  EXPECT_NE(fault("\"name\":\"stem\"", "\"name\":\"root\"").find("layer 'stem'"),
            std::string::npos);
  EXPECT_NE(fault("\"weight_bits\":[8,4,2]", "\"weight_bits\":[8,4,1]").find("widths"),
            std::string::npos);
  EXPECT_NE(fault("\"weight_bits\":[8,4,2]", "\"weight_bits\":[2,4]").find("widths"),
            std::string::npos);
  EXPECT_NE(fault("\"gain\":\"", "\"gain\":\"A").find("gain"), std::string::npos);
  EXPECT_NE(fault("\"step\":0.0", "\"step\":-0.0").find("stream"), std::string::npos);
  EXPECT_NE(fault("\"layer\":1", "\"layer\":70").find("layer behind"), std::string::npos);
  EXPECT_NE(fault("\"std\":[62.5]", "\"std\":[0.0]").find("std"), std::string::npos);
  EXPECT_NE(fault("\"storage\":\"independent\"", "\"storage\":\"other\"").find("storage"),
            std::string::npos);
}

TEST(NetworkFile, any_damage_is_refused_or_harmless) {
  const Network network = made_up_network();
  const std::string json = to_json(network.tables);
  for (std::size_t at = 0; at < json.size(); at += 37) {
    std::string damaged = json;
    damaged[at] = damaged[at] == '1' ? '9' : '1';
    const std::string message =
        error_of([&] { read_tables(damaged, network.model.graph, network.plan, "net.onnx"); });
    EXPECT_TRUE(message.empty() || message.find("net.onnx") != std::string::npos) << message;
    EXPECT_FALSE(error_of([&] {
                   read_tables(json.substr(0, at), network.model.graph, network.plan, "net.onnx");
                 }).empty());
  }
}

TEST(NetworkFile, other_models_are_no_networks) {
  Model model;
  EXPECT_FALSE(is_network(model));
  EXPECT_NE(error_of([&] { read_network(model); }).find("requant train"), std::string::npos);
}

TEST(Assignment, reads_back_and_fills_up_with_the_widest) {
  const TestFolder folder;
  const Network network = made_up_network();
  PrecisionAssignment assignment = uniform(network.tables, 8);
  assignment.layers[2] = {2, 4};
  const auto all = folder.write("all.json", to_json(assignment, network.tables));
  EXPECT_EQ(read_assignment(all, network.tables), assignment);
  const auto one =
      folder.write("one.json", "{\"layers\": [{\"name\": \"" + network.tables.layers[2].name +
                                   "\", \"weights\": 2, \"activations\": 4}]}");
  EXPECT_EQ(read_assignment(one, network.tables), assignment);
}

TEST(Assignment, faults_name_file_and_layer) {
  const TestFolder folder;
  const Network network = made_up_network();
  const auto message = [&](const std::string& text) {
    const auto path = folder.write("a.json", text);
    return error_of([&] { read_assignment(path, network.tables); });
  };
  EXPECT_NE(message("[]").find("a.json"), std::string::npos);
  EXPECT_NE(message("{\"layers\": [{\"name\": \"x\"}]}").find("'x'"), std::string::npos);
  EXPECT_NE(message("{\"layers\": [{\"name\": \"stem\", \"weights\": 3}]}").find("3 bits"),
            std::string::npos);
  EXPECT_NE(message("{\"layers\": [{\"name\": \"stem\", \"weights\": \"x\"}]}").find("weights"),
            std::string::npos);
  EXPECT_NE(error_of([&] { read_assignment("/none.json", network.tables); }).find("/none.json"),
            std::string::npos);
}

}  // namespace
}  // namespace requant::precision
