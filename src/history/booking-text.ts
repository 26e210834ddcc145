/** The ledger entries of one command as one text, and back. No SQL. */
import type { EntryKind } from '../engine/entry-kinds.ts'
import type { EntryEvent } from '../engine/event.ts'

export type BookedEntry = Pick<EntryEvent, 'kind' | 'ref' | 'moves'>

/** A JSON list of [kind, ref, from slot, to slot, amount, from slot …]; 0 stands for the ref of the entry before. */
export function entriesText(entries: readonly BookedEntry[]): string {
  let text = '['
  let before: string | undefined
  for (const { kind, ref, moves } of entries) {
    if (before !== undefined) text += ','
    text += `["${kind}",${ref === before ? 0 : JSON.stringify(ref)}`
    for (const part of moves) text += `,${part}`
    text += ']'
    before = ref
  }
  return `${text}]`
}

export function entriesOf(text: string): BookedEntry[] {
  let ref = ''
  return (JSON.parse(text) as [EntryKind, string | 0, ...number[]][]).map(([kind, named, ...moves]) => {
    if (named !== 0) ref = named
    return { kind, ref, moves }
  })
}
