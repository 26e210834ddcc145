/** Claims about what shells complete: run in bash, read in the scripts of the others. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { machine } from '../testing/bench.ts'
import { choice, choicesOf } from '../values.ts'
import { fishScript } from './fish.ts'
import { placesOf } from './tree.ts'
import { zshScript } from './zsh.ts'

let folder: string
let file: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lx-completion-'))
  file = join(folder, 'lx.bash')
  writeFileSync(file, (await machine().lx(['completion', 'bash'])).out)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What bash offers for the last of these words. */
function offered(...words: readonly string[]): string[] {
  const all = ['lx', ...words].map((word) => `'${word}'`).join(' ')
  const script = `source ${file}; COMP_WORDS=(${all}); COMP_CWORD=${words.length}; _lx; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean)
}

describe('bash', () => {
  it('completes commands, and those below them', () => {
    expect(offered('ke')).toEqual(['keys'])
    expect(offered('keys', 'c')).toEqual(['create'])
    expect(offered('admin', 'users', 're')).toEqual(['reset-password'])
  })

  it('completes options where they stand, those of every command everywhere', () => {
    expect(offered('keys', 'create', '--mon')).toEqual(['--monthly'])
    expect(offered('keys', '--mon')).toEqual([])
    for (const words of [['--js'], ['book', '--js'], ['admin', 'clock', 'advance', '--js']])
      expect(offered(...words)).toEqual(['--json'])
  })

  it('completes values that are known, and leaves others to file names', () => {
    expect(offered('admin', 'switch', 'trad')).toEqual(['trading'])
    expect(offered('keys', 'create', 'bot', '--scopes', 're')).toEqual(['relay', 'read'])
    expect(offered('backup', '--data-dir', '')).toEqual([])
    expect(offered('completion', 'f')).toEqual(['fish'])
  })

  it('finds its place behind options and their values', () => {
    expect(offered('--url', 'http://127.0.0.1:3000', '--json', 'admin', 'para')).toEqual(['parameter'])
  })
})

describe('every shell', () => {
  it.each(['bash', 'zsh', 'fish'])('%s knows every command and option there is', async (shell) => {
    const { code, out } = await machine().lx(['completion', shell])
    expect(code).toBe(0)
    for (const place of ['keys/create', 'admin/users/sign-out', 'admin/clock/advance'])
      expect(out.replaceAll('\\', '')).toContain(place)
    for (const option of ['password-stdin', 'max-tokens', 'reason', 'no-color']) expect(out).toContain(option)
  })

  it('is refused when it is another one', async () => {
    expect((await machine().lx(['completion', 'tcsh'])).code).toBe(2)
  })
})

describe('the words of a program', () => {
  const program = new Command('lx').option('--deep', 'it’s everywhere: yes')
  const child = program.command('a').description('first\n  and second line')
  child
    .command('b')
    .argument('<kind>', 'which', choice(['x', 'y']))
    .option('--of <list>', 'some', choicesOf(['p', 'q']))

  it('are read from its commands', () => {
    const [root, a, b] = placesOf(program)
    expect([root?.path, a?.path, b?.path]).toEqual(['', '/a', '/a/b'])
    expect(root?.commands).toEqual([{ word: 'a', text: 'first and second line' }])
    expect(b?.values).toEqual(['x', 'y'])
    expect(b?.options.map(({ word }) => word)).toEqual(['--of', '--deep', '--help'])
    expect(b?.optionValues).toEqual(new Map([['--of', ['p', 'q']]]))
  })

  it('are quoted for each shell', () => {
    const places = placesOf(new Command('lx').option('--it', "don't: \\ stop"))
    expect(zshScript(places)).toContain(`'--it:don'\\''t: \\ stop'`)
    expect(fishScript(places)).toContain(`-l it -d 'don\\'t: \\\\ stop'`)
  })
})
