/** Traces of one machine in the project: absolute paths of homes and workplaces, hosts packages were downloaded from. */
import { always, type TextRule } from '../rule.ts'

const MACHINE_PATH = /(?<![\w.:/@-])(?:\/(?:home|Users|root|work|workspace)\/[\w.-]+|[A-Z]:\\Users\\\w+)/
const PACKAGE_HOST = /\b(?:registry\.(?:npmjs|yarnpkg|npmmirror)\.\w+|npm\.pkg\.github\.com|\w+\.jfrog\.io|pypi\.org)\b/
const RESOLVED = /^\s*"resolved": "https?:/

export const machineTraces: TextRule = {
  name: 'machine-traces',
  applies: always,
  line(line, report) {
    const path = MACHINE_PATH.exec(line)?.[0]
    if (path) report(`"${path}" exists on one machine only: use a path relative to the project, or os.tmpdir()`)
    const host = PACKAGE_HOST.exec(line)?.[0]
    if (host) report(`"${host}": which registry packages come from is each machine's npm configuration`)
    if (RESOLVED.test(line) && !host)
      report('the lock file names a download address: install with omit-lockfile-registry-resolved (.npmrc)')
  },
}
