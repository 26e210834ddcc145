/** Describes the machine in one line, for results that mean nothing without it. */
import { arch, cpus, platform, totalmem } from 'node:os'

/** "AMD EPYC, 2 cores, 24 GB, linux x64, Node.js 24.21.0" */
export function machine(): string {
  const processors = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const model = processors[0]?.model.trim() ?? 'unknown processor'
  return `${model}, ${processors.length} cores, ${memory} GB, ${platform()} ${arch()}, Node.js ${process.versions.node}`
}
