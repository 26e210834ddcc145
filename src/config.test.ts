/** Claims about reading the environment. */
import { isAbsolute } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, type Environment, loadCliEnvironment, loadConfig, parseMasterKey, variables } from './config.ts'

function problemsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('loadConfig', () => {
  it('needs nothing: an empty environment listens on 127.0.0.1:3000 in simulation mode', () => {
    const config = loadConfig({})
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      simulation: true,
      testClock: null,
      admin: null,
      trustProxy: 0,
    })
    expect(isAbsolute(config.dataDir)).toBe(true)
    expect(config.warnings).toEqual([])
  })

  it('treats empty and blank values as unset', () => {
    expect(loadConfig({ PORT: '', HOST: '  ', LX_ADMIN_EMAIL: '', LX_ADMIN_PASSWORD: '' })).toEqual(loadConfig({}))
  })

  it('names every problem in one error', () => {
    const problems = problemsOf({
      PORT: '70000',
      HOST: 'http://x',
      LX_TRUST_PROXY: '-1',
      LX_LOG_LEVEL: 'loud',
      LX_PUBLIC_URL: 'exchange.example',
      LX_TRUSTED_ORIGINS: 'https://a.example,nope',
      LX_TEST_CLOCK: 'yesterday',
      LX_MASTER_KEY: 'short',
      LX_ADMIN_EMAIL: 'root@example.com',
      DATABASE_URL: 'postgres://user:hunter2@db/lx',
    })
    for (const name of [
      'PORT',
      'HOST',
      'LX_TRUST_PROXY',
      'LX_LOG_LEVEL',
      'LX_PUBLIC_URL',
      'LX_TRUSTED_ORIGINS',
      'LX_TEST_CLOCK',
      'LX_MASTER_KEY',
      'LX_ADMIN_EMAIL',
      'DATABASE_URL',
    ]) {
      expect(
        problems.filter((problem) => problem.startsWith(name)),
        name,
      ).toHaveLength(1)
    }
    expect(problems).toHaveLength(10)
  })

  it('says that PostgreSQL comes later and does not print the connection string', () => {
    const [problem] = problemsOf({ DATABASE_URL: 'postgres://user:hunter2@db/lx' })
    expect(problem).toContain('PostgreSQL comes in a later version')
    expect(problem).not.toContain('hunter2')
  })

  it('never prints the value of a secret that it refuses', () => {
    const canary = 'canary-secret-value'
    expect(
      problemsOf({ LX_MASTER_KEY: canary, LX_ADMIN_EMAIL: 'a@b.example', LX_ADMIN_PASSWORD: 'canary' }).join(),
    ).not.toContain('canary')
  })

  it('refuses the test clock outside simulation mode', () => {
    expect(problemsOf({ LX_MODE: 'live', LX_TEST_CLOCK: '2026-01-05T00:00:00Z' })).toEqual([
      expect.stringContaining('LX_TEST_CLOCK'),
    ])
    expect(loadConfig({ LX_TEST_CLOCK: '2026-01-05T09:00:00+09:00' }).testClock).toBe(Date.UTC(2026, 0, 5))
  })

  it('refuses a test clock without a zone', () => {
    expect(problemsOf({ LX_TEST_CLOCK: '2026-01-05T00:00:00' })).toHaveLength(1)
  })

  it('takes the operator only as a pair with a password of at least 10 characters', () => {
    expect(problemsOf({ LX_ADMIN_PASSWORD: 'long enough pass' })).toHaveLength(1)
    expect(problemsOf({ LX_ADMIN_EMAIL: 'root@example.com', LX_ADMIN_PASSWORD: 'nine char' })).toHaveLength(1)
    expect(loadConfig({ LX_ADMIN_EMAIL: 'root@example.com', LX_ADMIN_PASSWORD: 'ten chars!' }).admin).toEqual({
      email: 'root@example.com',
      password: 'ten chars!',
    })
  })

  it('reduces the public URL to its origin and refuses paths and credentials', () => {
    expect(loadConfig({ LX_PUBLIC_URL: 'https://Exchange.example:443/' }).publicUrl).toBe('https://exchange.example')
    expect(problemsOf({ LX_PUBLIC_URL: 'https://exchange.example/app' })).toHaveLength(1)
    expect(problemsOf({ LX_PUBLIC_URL: 'https://me:pw@exchange.example' })).toHaveLength(1)
    expect(problemsOf({ LX_PUBLIC_URL: 'javascript:alert(1)' })).toHaveLength(1)
  })

  it('points at LX_ names that do not exist', () => {
    expect(loadConfig({ LX_DATADIR: '/x', LX_TEST_SCALE: '1', LX_URL: 'http://x' }).warnings).toEqual([
      expect.stringContaining('LX_DATADIR'),
    ])
  })
})

describe('parseMasterKey', () => {
  it('reads the same 32 bytes from hex, base64 and URL-safe base64', () => {
    const bytes = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index))
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(Buffer.from(parseMasterKey(bytes.toString(encoding))!)).toEqual(bytes)
  })

  it('refuses other lengths and other characters', () => {
    for (const bad of ['', 'ab'.repeat(31), 'zz'.repeat(32), 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}*=`])
      expect(parseMasterKey(bad), bad).toBeUndefined()
  })
})

describe('loadCliEnvironment', () => {
  it('is all unset by default, and NO_COLOR of any value turns colours off', () => {
    expect(loadCliEnvironment({})).toMatchObject({ url: null, key: null, configHome: null, color: true })
    expect(loadCliEnvironment({ NO_COLOR: '1' }).color).toBe(false)
  })

  it('refuses a server address that is not an origin', () => {
    expect(() => loadCliEnvironment({ LX_URL: 'localhost:3000' })).toThrow(ConfigError)
    expect(loadCliEnvironment({ LX_URL: 'http://localhost:3000/' }).url).toBe('http://localhost:3000')
  })
})

describe('variables', () => {
  it('gives every variable a sentence, and secrets no default', () => {
    for (const [name, variable] of Object.entries(variables)) {
      expect(variable.text, name).toMatch(/[.]$/)
      if ('secret' in variable) expect(variable.default, name).toBe('')
    }
  })
})
