/** The completion script of zsh: which words may follow which, each with what it is for. */
import type { Place, Word } from './tree.ts'

export function zshScript(places: readonly Place[]): string {
  const deeper = places.slice(1).map(({ path }) => path)
  const lists = places.map(({ path, commands, values, options }) => {
    const all = [...commands, ...values.map((word) => ({ word, text: '' })), ...options]
    return `    '${path}') list=(${all.map(quoted).join(' ')}) ;;`
  })
  const valued = places.flatMap(({ path, optionValues }) =>
    [...optionValues].map(
      ([name, values]) =>
        `    '${path} ${name}') ${values.length === 0 ? '_files' : `compadd -- ${values.join(' ')}`}; return ;;`,
    ),
  )
  return `#compdef lx
# zsh completion of lx: source <(lx completion zsh)
_lx() {
  local path_= word
  local -a list
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$path_/$word" in
      ${deeper.map((path) => path.replaceAll('/', '\\/')).join('|')}) path_=$path_/$word ;;
    esac
  done
  case "$path_ \${words[CURRENT-1]}" in
${valued.join('\n')}
  esac
  case "$path_" in
${lists.join('\n')}
  esac
  _describe -t commands lx list || _files
}
compdef _lx lx
`
}

/** `'word:what it is for'`: colons of the word and quotes are taken care of. */
function quoted({ word, text }: Word): string {
  const entry = text ? `${word.replaceAll(':', '\\:')}:${text}` : word.replaceAll(':', '\\:')
  return `'${entry.replaceAll("'", "'\\''")}'`
}
