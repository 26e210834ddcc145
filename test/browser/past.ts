/** Where the past that every world shares is kept during a run. The one place of the browser tests that knows the environment. */
const VARIABLE = 'LX_TEST_WORLD'

/** The folder of a server that has lived it; undefined when none has. */
export function livedPast(): string | undefined {
  return process.env[VARIABLE]
}

/** Tells it to this process and to those it starts. */
export function keepPast(folder: string): void {
  process.env[VARIABLE] = folder
}
