/** docs/reference/ledger.md: the chart of accounts and the kinds of entries. */
import { entryKinds } from '../../src/engine/entry-kinds.ts'
import {
  type AccountId,
  assetOf,
  mayBeNegative,
  platformSlots,
  type Slot,
  slotName,
  userOffsets,
  userSlot,
} from '../../src/engine/ledger/chart.ts'
import { code, type Page, table } from './page.ts'

const someone = 1 as AccountId

export const ledger: Page = {
  file: 'ledger.md',
  title: 'Ledger',
  sources: ['src/engine/ledger/chart.ts', 'src/engine/event.ts'],
  body: () => `
Every movement of credits (CR) and L-Coin (LCO) is an entry whose postings sum to zero per asset. Rules: docs/concepts/economy.md §2.

## Accounts of the platform

${accounts(platformSlots)}

## Accounts of each user

\`<id>\` is the user's account number.

${accounts(userOffsets.map((offset) => userSlot(someone, offset)))}

## Kinds of entries

${entryKinds.map((kind) => `- ${code(kind)}`).join('\n')}
`,
}

function accounts(slots: readonly Slot[]): string {
  const publicName = (slot: Slot): string => slotName(slot).replace(`:${someone}:`, ':<id>:')
  const rows = slots.map((slot) => [code(publicName(slot)), assetOf(slot), mayBeNegative(slot) ? 'yes' : 'no'])
  return table(['Account', 'Asset', 'May be negative'], rows)
}
