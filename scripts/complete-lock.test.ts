/** Which platform packages a lock file lacks. */
import { expect, test } from 'vitest'
import { missingPlatformPackages } from './complete-lock.ts'

test('a platform package that is not locked is added with the platform its name tells', () => {
  const packages = {
    'node_modules/tool': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: {
        '@tool/cli-linux-x64-musl': '2.0.0',
        '@tool/cli-darwin-arm64': '2.0.0',
        '@tool/wasm32-wasi': '2.0.0',
        '@tool/cli-linux-arm-gnueabihf': '2.0.0',
      },
    },
  }
  expect(missingPlatformPackages(packages)).toEqual({
    'node_modules/@tool/cli-linux-x64-musl': {
      version: '2.0.0',
      optional: true,
      dev: true,
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
    },
    'node_modules/@tool/cli-darwin-arm64': {
      version: '2.0.0',
      optional: true,
      dev: true,
      os: ['darwin'],
      cpu: ['arm64'],
    },
    'node_modules/@tool/wasm32-wasi': { version: '2.0.0', optional: true, dev: true, cpu: ['wasm32'] },
    'node_modules/@tool/cli-linux-arm-gnueabihf': {
      version: '2.0.0',
      optional: true,
      dev: true,
      os: ['linux'],
      cpu: ['arm'],
    },
  })
})

test('a package locked beside its dependent or above it is not missing', () => {
  const packages = {
    'node_modules/a': { version: '1.0.0', optionalDependencies: { 'x-linux-x64': '1.0.0' } },
    'node_modules/a/node_modules/x-linux-x64': { version: '1.0.0' },
    'node_modules/a/node_modules/b': { version: '1.0.0', optionalDependencies: { 'y-linux-x64': '1.0.0' } },
    'node_modules/y-linux-x64': { version: '1.0.0' },
  }
  expect(missingPlatformPackages(packages)).toEqual({})
})

test('a missing package whose platform is unknown is refused by name', () => {
  const packages = { 'node_modules/a': { optionalDependencies: { colours: '1.0.0' } } }
  expect(() => missingPlatformPackages(packages)).toThrow('lacks colours@1.0.0')
})
