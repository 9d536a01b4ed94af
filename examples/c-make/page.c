#include "page.h"

const char *page = "Hello from C\n";
