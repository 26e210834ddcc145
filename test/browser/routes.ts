/** The pages as the app's registry lists them, and who opens each. Makes no claims itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/files.ts'
import type { Visitor } from '../server-process.ts'
import type { Language } from './browser.ts'
import type { World } from './world.ts'

export interface Route {
  readonly path: string
  readonly access: string
}

/** Those of the development build left out. */
export const routes: readonly Route[] = [
  ...readFileSync(join(root, 'web/src/app/pages.ts'), 'utf8').matchAll(
    /path: '(\/[^']*)',\s+texts: [^\n]*\n\s+access: '(\w+)'/g,
  ),
].map(([, path = '', access = '']) => ({ path, access }))

/** Guests' pages send those who are signed in away. */
export const entrances = ['/', '/signin', '/signup', '/setup', '/reset-password']

export function visitorFor(world: World, { path, access }: Route): Visitor | undefined {
  if (entrances.includes(path)) return undefined
  return access === 'operator' ? world.operator : world.alice
}

/** The address of a page, its parameters filled in, in a language. */
export function addressOf(world: World, path: string, language: Language = 'en'): string {
  const address =
    world.places[path] ??
    path.replace(/\$(\w+)/g, (_, name: string) => {
      const place = world.places[name]
      if (!place) throw new Error(`test/browser/world.ts does not say what stands for $${name} in ${path}`)
      return place
    })
  return `${address}${address.includes('?') ? '&' : '?'}lang=${language}`
}
