#include "cli/text.hpp"

#include "catch.hpp"

namespace frontrun::cli {

TEST_CASE("printable: nothing that a terminal would obey is left") {
  CHECK(printable("a\nb\tc") == "a\\nb\\tc");
  CHECK(printable("\x1b[31mred") == "\\x1b[31mred");
  CHECK(printable(std::string("\0\x7f", 2)) == "\\x00\\x7f");
  CHECK(printable("\xc2\x9b"
                  "31m") == "\\x9b31m");  // the one-character form of ESC [
  CHECK(printable("größer · 錠") == "größer · 錠");
}

TEST_CASE("widths count code points") {
  CHECK(display_width("größer") == 6);
  CHECK(padded("ö", 3) == "ö  ");
  CHECK(padded("abc", 2) == "abc");
}

TEST_CASE("shortened: whole code points, an ellipsis, never wider than asked") {
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("abcd", 3) == "ab…");
  CHECK(shortened("öäüß", 3) == "öä…");
  CHECK(display_width(shortened("öäüß", 1)) == 1);
}

TEST_CASE("numbers") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1 000");
  CHECK(grouped(1234567) == "1 234 567");
  CHECK(counted(1, "trace") == "1 trace");
  CHECK(counted(0, "trace") == "0 traces");
  CHECK(counted(2, "switch", "switches") == "2 switches");
  CHECK(counted(1, "switch", "switches") == "1 switch");
  CHECK(duration(0.018) == "0.02 s");
  CHECK(duration(12.34) == "12.3 s");
  CHECK(duration(245.9) == "4 min 05 s");
}

}  // namespace frontrun::cli
