/** Adds to package-lock.json the platform packages a registry withheld when it was written: without them npm ci refuses. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './files.ts'

export interface LockEntry {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export type LockedPackages = Record<string, LockEntry>

/** A binary package's name ends in its platform: system, processor and, on Linux, C library. */
const PLATFORM =
  /(?:^|[-/])(?:(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(gnu|musl|\w+))?|wasm32-wasi)$/

const LIBC: Readonly<Record<string, string>> = { gnu: 'glibc', musl: 'musl' }

/** The entries to add, by lock path; throws when a missing package's name does not tell its platform. */
export function missingPlatformPackages(packages: LockedPackages): LockedPackages {
  const missing: LockedPackages = {}
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isLocked(packages, path, name)) continue
      missing[`node_modules/${name}`] = platformEntry(name, version, entry.dev ?? false)
    }
  }
  return missing
}

/** Looks where Node.js would: beside the dependent package, then in each folder above it. */
function isLocked(packages: LockedPackages, from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder}${folder ? '/' : ''}node_modules/${name}`]) return true
    if (folder === '') return false
  }
}

/** In the member order npm writes, so that npm's next change to the lock file leaves the entry alone. */
function platformEntry(name: string, version: string, dev: boolean): LockEntry {
  const match = PLATFORM.exec(name)
  if (!match || !/^\d/.test(version)) {
    throw new Error(
      `package-lock.json lacks ${name}@${version}, and its name does not tell its platform. Add it by hand.`,
    )
  }
  const [, os, cpu, suffix = ''] = match
  const libc = os === 'linux' ? LIBC[suffix] : undefined
  return {
    version,
    cpu: [cpu ?? 'wasm32'],
    ...(dev ? { dev } : {}),
    ...(libc ? { libc: [libc] } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
  }
}

function main(): void {
  const path = join(root, 'package-lock.json')
  const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: LockedPackages }
  const missing = missingPlatformPackages(lock.packages)
  const names = Object.keys(missing)
  if (names.length === 0) return
  if (process.argv.includes('--check')) {
    console.error(`package-lock.json lacks ${names.length} platform packages, so npm ci refuses it on a fresh clone:`)
    console.error(`  ${names.join('\n  ')}\nRun: node scripts/complete-lock.ts`)
    process.exitCode = 1
    return
  }
  const sorted = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  console.log(`Added ${names.length} platform packages to package-lock.json.`)
}

if (import.meta.main) main()
