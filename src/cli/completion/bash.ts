/** The completion script of bash: which words may follow which, as two tables. */
import type { Place } from './tree.ts'

export function bashScript(places: readonly Place[]): string {
  const deeper = places.slice(1).map(({ path }) => path)
  const words = places.map(
    ({ path, commands, values, options }) =>
      `    '${path}') words='${[...commands.map(({ word }) => word), ...values, ...options.map(({ word }) => word)].join(' ')}' ;;`,
  )
  const valued = places.flatMap(({ path, optionValues }) =>
    [...optionValues].map(([name, values]) => `    '${path} ${name}') words='${values.join(' ')}' valued=1 ;;`),
  )
  return `# bash completion of lx: source <(lx completion bash)
_lx() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path= words= valued= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path/\${COMP_WORDS[i]}" in
      ${deeper.join('|')}) path=$path/\${COMP_WORDS[i]} ;;
    esac
  done
  case "$path $prev" in
${valued.join('\n')}
  esac
  [ -n "$valued" ] || case "$path" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _lx lx
`
}
