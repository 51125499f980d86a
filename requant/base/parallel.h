// Work shared between the threads of the process.
#pragma once

#include <cstddef>
#include <functional>

namespace requant {

// Threads that parallel_for uses; at first the number of cores. `count` 0 means the number of
// cores.
void set_thread_count(int count);
int thread_count();

// Whether the calling thread works for a parallel_for, so that one from here would use no others.
bool is_parallel();

// Calls body(index) once for every index in [0, count), in any order, on thread_count() threads.
// The first exception that a body throws is thrown again here, after all threads have stopped.
// Calls from inside a body run on the calling thread. The threads are kept for the next call; while
// one call has them, a call from another thread runs on that thread alone.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace requant
