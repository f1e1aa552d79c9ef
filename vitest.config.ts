import { defineConfig } from 'vitest/config';

/** Pure, so that they can share what they import: that is most of their time. */
const PURE = 'test/care/**/*.test.ts';

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    // All cores: one would be kept free, which of two is half.
    maxWorkers: '100%',
    // A machine that does much else is slow: that is no fault of what is tested, nor of what is waited for.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 10_000 } },
    projects: [
      { extends: true, test: { name: 'care', include: [PURE], isolate: false } },
      { extends: true, test: { name: 'attune', include: ['test/**/*.test.ts'], exclude: [PURE] } },
    ],
  },
});
