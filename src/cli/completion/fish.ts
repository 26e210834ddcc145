/** The completion script of fish: one line for each word that may stand somewhere. */
import type { Place, Word } from './tree.ts'

export function fishScript(places: readonly Place[]): string {
  const deeper = places.slice(1).map(({ path }) => path)
  return `# fish completion of lx: lx completion fish | source
function __lx_at
    set -l path
    for word in (commandline -opc)[2..-1]
        switch "$path/$word"
            case ${deeper.join(' ')}
                set path "$path/$word"
        end
    end
    test "$path" = "$argv[1]"
end
complete -c lx -f
${places.flatMap(linesOf).join('\n')}
`
}

function linesOf({ path, commands, values, options, optionValues }: Place): string[] {
  const here = `complete -c lx -n '__lx_at "${path}"'`
  const words = [...commands, ...values.map((word) => ({ word, text: '' }))]
  return [
    ...words.map(({ word, text }) => `${here} -a ${word}${textOf(text)}`),
    ...options.map(({ word, text }: Word) => {
      const taken = optionValues.get(word)
      const value = taken === undefined ? '' : taken.length === 0 ? ' -r' : ` -x -a '${taken.join(' ')}'`
      return `${here} -l ${word.replace(/^--/, '')}${value}${textOf(text)}`
    }),
  ]
}

const textOf = (text: string): string =>
  text === '' ? '' : ` -d '${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
