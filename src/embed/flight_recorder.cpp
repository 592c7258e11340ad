#include "embed/flight_recorder.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>

namespace frontrun::embed {
namespace {

constexpr std::uint64_t kMostSteps = 1ULL << 28;  // 1 GiB of address space

}  // namespace

FlightRecorder::FlightRecorder(std::uint64_t max_steps)
    : capacity_(max_steps == 0 ? kMostSteps : std::min(max_steps, kMostSteps)),
      bytes_(sizeof(Page) + capacity_ * sizeof(engine::ThreadId)) {
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
  void* memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  page_ = new (memory) Page;  // its memory is zero: phase none, nothing counted
  steps_ = reinterpret_cast<engine::ThreadId*>(static_cast<char*>(memory) + sizeof(Page));
}

FlightRecorder::~FlightRecorder() { munmap(page_, bytes_); }

void FlightRecorder::learn(const std::vector<std::string>& facts) {
  std::uint32_t size = 0;
  for (const std::string& fact : facts) {
    if (kFacts - size <= fact.size()) break;
    std::memcpy(page_->learned + size, fact.c_str(), fact.size() + 1);
    size += static_cast<std::uint32_t>(fact.size() + 1);
  }
  page_->facts.store(size, std::memory_order_release);
}

std::span<const engine::ThreadId> FlightRecorder::steps() const {
  return {steps_, static_cast<std::size_t>(std::min(steps_taken(), capacity_))};
}

std::vector<std::string> FlightRecorder::learned() const {
  std::vector<std::string> facts;
  const char* end = page_->learned + page_->facts.load(std::memory_order_acquire);
  for (const char* fact = page_->learned; fact < end; fact += facts.back().size() + 1) facts.emplace_back(fact);
  return facts;
}

}  // namespace frontrun::embed
