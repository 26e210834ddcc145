/** The champion's perk: chosen or by default, funded from the treasury beforehand, ended after a week. docs/concepts/wars.md. */
import { WEEK_MS } from '../../base/calendar.ts'
import { add, type Credits, type Millis, min, sub } from '../../base/money.ts'
import { P } from '../ledger/chart.ts'
import { grantFor } from './prizes.ts'
import type { WarDesk } from './rounds.ts'
import type { Perk, PerkKind, Wars } from './wars.ts'

/** From the choice on. */
const PERK_MS = WEEK_MS

/** When a perk ends or a choice is made by default next. At most three perks run. */
export function nextPerkWork({ settling, perks }: Wars): number {
  let first: number = settling?.choiceEnds ?? Number.POSITIVE_INFINITY
  for (const { endsAt } of perks) if (endsAt < first) first = endsAt
  return first
}

/** The perk that began first ends before one is chosen at the same instant. */
export function runPerks(desk: WarDesk): void {
  const ended = desk.wars.perks.find(({ endsAt }) => endsAt <= desk.at)
  if (ended) endPerk(desk, ended)
  else beginPerk(desk, 'free_calls', false)
}

/** The champion of the round that is being settled has chosen, or not in time. */
export function beginPerk({ wars, ledger, out, at }: Omit<WarDesk, 'mayWin'>, kind: PerkKind, chosen: boolean): Perk {
  const { settling } = wars
  const champion = settling?.champion
  if (!settling || !champion) throw new Error('no champion is to choose')
  const { score, account } = champion
  const terms = { score, profit: settling.profit, cap: settling.promoCap, treasury: ledger.credits(P.treasury) }
  const grant = kind === 'free_calls' ? grantFor(terms) : (0 as Credits)
  const endsAt = (at + PERK_MS) as Millis
  const roundId = settling.id
  const perk: Perk = { roundId, account, kind, startedAt: at, endsAt, grant, left: grant, spent: 0 as Credits }
  wars.settling = null
  wars.perks.push(perk)
  out.entry('war.grant', String(roundId))
  out.move(P.treasury, P.promo, grant)
  out.emit({ type: 'wars.perk_started', roundId, account, kind, grant, at, endsAt, chosen })
  return perk
}

/** What calls hold of it comes back to the treasury when they end. */
function endPerk({ wars, out, at }: WarDesk, perk: Perk): void {
  const { roundId, account, kind, grant, spent, left } = perk
  wars.perks = wars.perks.filter((other) => other !== perk)
  out.entry('war.return', String(roundId))
  out.move(P.promo, P.treasury, left)
  out.emit({ type: 'wars.perk_ended', roundId, account, kind, grant, spent, returned: left, at })
}

/** Takes what a grant has for a call, at most `amount`. The move is the caller's. */
export function takeGrant(perk: Perk, amount: Credits): Credits {
  const taken = min(perk.left, amount)
  perk.left = sub(perk.left, taken)
  return taken
}

/** Of what a call held: `used` is spent, the rest is free again. */
export function settleGrant(perk: Perk, { used, rest }: { readonly used: Credits; readonly rest: Credits }): void {
  perk.spent = add(perk.spent, used)
  perk.left = add(perk.left, rest)
}
