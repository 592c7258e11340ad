#include "cli/digest.hpp"

#include <sha256.h>

#include <array>
#include <cstdint>
#include <vector>

namespace frontrun::cli {

std::string sha256(std::string_view text) {
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  std::array<char, SHA256_DIGEST_STRING_LENGTH> digits{};
  SHA256Data(bytes.data(), bytes.size(), digits.data());
  return digits.data();
}

}  // namespace frontrun::cli
