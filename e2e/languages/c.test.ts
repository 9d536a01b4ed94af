import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("c-make", {
  contains: "Hello from C",
  change: { file: "page.c", from: "Hello from", to: "Good day from" },
  found: /Found c \(Makefile\), web process: web \(Makefile\)/,
  unchanged: [],
  secondSays: ["program: made hello with make, 1 files compiled anew"],
});

buildsAndServes("c-cmake", {
  contains: "Hello from C++",
  change: { file: "page.cpp", from: "Hello from", to: "Good day from" },
  found: /Found c \(CMakeLists\.txt\), web process: web \(CMakeLists\.txt\)/,
  unchanged: [],
  secondSays: ["program: made hello with cmake 3.", ", 1 files compiled anew"],
});

buildsAndServes("c-meson", {
  contains: "Hello from libmicrohttpd",
  change: { file: "hello.c", from: "Hello from", to: "Good day from" },
  found: /Found c \(meson\.build\), web process: web \(meson\.build\)/,
  unchanged: [],
  secondSays: ["program: made hello with meson 1.", ", 1 files compiled anew"],
});
