// The kinds of datasets, one file each. Users go through open_dataset.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "requant/data/dataset.h"

namespace requant::data {

std::unique_ptr<Dataset> open_folder(const std::filesystem::path& folder);
// A folder that may hold the folders train and val.
std::unique_ptr<Dataset> open_images(const std::filesystem::path& folder, Subset subset);
std::unique_ptr<Dataset> open_cifar10(const std::filesystem::path& folder, Subset subset);
std::unique_ptr<Dataset> open_idx(const std::filesystem::path& folder, Subset subset);
std::unique_ptr<Dataset> open_fashion_mnist(Subset subset);
// `files`: "FILE" or "FILE,LABELS".
std::unique_ptr<Dataset> open_npy(const std::string& files);

// Throws Error where `folder` is not one; `kind` leads the message ("cifar10").
void require_folder(const std::filesystem::path& folder, const std::string& kind);

// The images (jpg, jpeg, png in any case) directly in a folder, sorted by name.
std::vector<std::filesystem::path> list_images(const std::filesystem::path& folder);

}  // namespace requant::data
