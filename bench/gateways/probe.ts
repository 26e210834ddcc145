/** Loaded before the product: says on the error output how long its main thread computed without letting anything else in, in CPU milliseconds. */
import { isMainThread } from 'node:worker_threads'

/** Shorter ones are not said. */
const LEAST_MS = 1

if (isMainThread) {
  let before = process.threadCpuUsage()
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(before)
    before = process.threadCpuUsage()
    const ms = (user + system) / 1_000
    if (ms >= LEAST_MS) process.stderr.write(`computed ${ms.toFixed(1)}\n`)
  }, 1).unref()
}
