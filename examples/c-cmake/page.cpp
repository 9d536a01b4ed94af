#include <string>

std::string page() { return "Hello from C++\n"; }
