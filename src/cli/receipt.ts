/** Whether a receipt as the API shows it is right: its record recomputed, and every shown number equal to the recorded one. */
import { createHash } from 'node:crypto'
import { formatCredits, formatLco, formatPico } from '../base/decimal.ts'
import type { Receipt } from '../contract/calls.ts'
import { type Receipt as Recorded, verifyReceipt } from '../history/receipt.ts'

/** Names what is wrong; empty when the receipt is right. Throws for a receipt without a record. */
export async function checkReceipt(shown: Receipt): Promise<string[]> {
  if (shown.record === null) throw new Error('this receipt carries no record to check')
  const record = shown.record as Recorded
  const digest = (text: string) => createHash('sha256').update(text).digest('hex')
  const problems: string[] = await verifyReceipt(record, { digest })
  const expected: readonly (readonly [string, unknown, unknown])[] = [
    ['call id', shown.callId, record.callId],
    ['shown hash', shown.hash, record.hash],
    ['shown list', shown.list, formatPico(record.listPico)],
    ['shown charge', shown.charged, formatCredits(record.capturedMicro)],
    ['shown LCO', shown.mined, formatLco(record.minedUnits)],
  ]
  for (const [name, value, recorded] of expected) if (value !== recorded) problems.push(name)
  return [...problems, ...unbalanced(shown)]
}

/** Every entry moves money, none makes it. */
function unbalanced(shown: Receipt): string[] {
  return shown.entries.flatMap(({ entryId, postings }) => {
    const sums = new Map<string, bigint>()
    for (const { asset, amount } of postings) sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amount.replace('.', '')))
    return [...sums.values()].some((sum) => sum !== 0n) ? [`entry ${entryId}`] : []
  })
}
