// The functions of `time` and `datetime` that tell the time, and `time.sleep`, on virtual time.
//
// An execution begins at midnight, 2030-01-01 UTC, in every run; what import asks for comes before that: import's clock
// begins a minute earlier and runs like the real one. Everything that CPython's functions do with a time is left to them.
#pragma once

namespace frontrun::primitives {

/// Puts them in the place of CPython's: to be called before anybody imports one by name. False with a Python error set.
bool install_time();

}  // namespace frontrun::primitives
