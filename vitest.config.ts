/** Which test files belong to which project, and the time each may take. What runs when is decided in scripts/test.ts. */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { scaled } from './test/scale.ts'

const minutes = (count: number): number => count * 60_000
const ignored = ['**/node_modules/**', 'web/dist/**']

/** Database servers are started by hand: one file at a time, after the unit tests. */
const alone = { maxWorkers: 1, pool: 'forks' } as const
/** Browser tests mostly wait for pages, and crash tests for servers to start: two files at once take little longer than one. */
const paired = { maxWorkers: Math.min(2, availableParallelism()), pool: 'forks' } as const

/** Time budgets scale with the counts: a soak does twenty times the work and gets twenty times the time. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: availableParallelism(),
    teardownTimeout: 10_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,scripts,test,bench}/**/*.test.ts', 'web/src/**/*.test.{ts,tsx}'],
          exclude: [...ignored, 'test/browser/**', 'test/crash/**', 'test/databases/**'],
          testTimeout: scaled(minutes(20)),
          hookTimeout: scaled(minutes(20)),
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...paired,
          name: 'crash',
          include: ['test/crash/**/*.test.ts'],
          exclude: ignored,
          testTimeout: scaled(minutes(100)),
          hookTimeout: scaled(minutes(20)),
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...alone,
          name: 'databases',
          include: ['test/databases/**/*.test.ts'],
          exclude: ignored,
          testTimeout: scaled(minutes(20)),
          hookTimeout: scaled(minutes(20)),
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...paired,
          name: 'browser',
          globalSetup: ['test/browser/world-template.ts'],
          include: ['test/browser/**/*.test.ts'],
          exclude: ignored,
          testTimeout: minutes(5),
          hookTimeout: minutes(5),
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
