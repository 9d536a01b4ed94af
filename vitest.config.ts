import { defineConfig } from "vitest/config";

const slow = { testTimeout: 120_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "tools/**/*.test.ts"],
          testTimeout: 20_000,
        },
      },
      // Suites that start real things take turns: two cores, and timings that mean something.
      { test: { name: "parts", include: ["packages/*/test/**/*.test.ts"], fileParallelism: false, ...slow } },
      { test: { name: "e2e", include: ["e2e/**/*.test.ts"], fileParallelism: false, ...slow } },
    ],
  },
});
