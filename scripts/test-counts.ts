/** Counts what a Vitest run really did. A file or suite that broke outside its tests counts as a failure. */
import type { TestCase, TestModule, TestSuite } from 'vitest/node'

export interface TestCounts {
  passed: number
  failed: number
  skipped: number
}

/** `unhandledErrors`: errors nobody awaited, each counted as a failure. */
export function countTests(modules: readonly TestModule[], unhandledErrors: number): TestCounts {
  const counts: TestCounts = { passed: 0, failed: unhandledErrors, skipped: 0 }
  for (const module of modules) {
    counts.failed += brokenOutsideTests(module)
    for (const suite of module.children.allSuites()) counts.failed += brokenOutsideTests(suite)
    for (const test of module.children.allTests()) counts[outcome(test)] += 1
  }
  return counts
}

/** "12 passed, 0 failed, 0 skipped" */
export function formatCounts(counts: TestCounts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`
}

function brokenOutsideTests(part: TestModule | TestSuite): number {
  return part.errors().length > 0 ? 1 : 0
}

/** A test that never came to an end counts as failed. */
function outcome(test: TestCase): keyof TestCounts {
  const { state } = test.result()
  return state === 'pending' ? 'failed' : state
}
