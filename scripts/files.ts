/** Where the checkout is and which files belong to it. Reads names only. */
import { execFileSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The checkout's root directory, without a trailing slash. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

/** Files git tracks or would add, relative to the root, sorted; deleted ones left out. */
export function projectFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root })
  const names = listed.toString('utf8').split('\0').filter(Boolean)
  return [...new Set(names)].filter((name) => existsSync(`${root}/${name}`)).sort()
}

/** Files under a folder (or the file itself), relative to the root, sorted; without packages, build output and tests. */
export function sourceFilesUnder(path: string): string[] {
  return filesUnder(path).filter((file) => !isTest(file))
}

/** Test files under a folder, relative to the root, sorted. */
export function testFilesUnder(path: string): string[] {
  return filesUnder(path).filter(isTest)
}

export function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file)
}

function filesUnder(path: string): string[] {
  const entries = globSync([path, `${path}/**`], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => entry.name === 'node_modules' || entry.name === 'dist',
  })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`)
  return files.map((file) => file.slice(root.length + 1).replaceAll('\\', '/')).sort()
}
