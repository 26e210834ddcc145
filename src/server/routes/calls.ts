/** /calls, /usage and /ledger: what the caller did and what it cost. */
import { DAY_MS } from '../../base/calendar.ts'
import { formatCredits, formatLco, formatPico } from '../../base/decimal.ts'
import { type Credits, type Lco, max, type Pico } from '../../base/money.ts'
import type { Receipt } from '../../contract/calls.ts'
import { minedBy } from '../../engine/mining/emission.ts'
import type { CallDetail } from '../../history/queries/calls.ts'
import type { LedgerEntry } from '../../history/queries/ledger.ts'
import { NO_HASH } from '../../history/receipt.ts'
import type { Caller } from '../caller.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { wireCall, wireEntry } from '../render/history.ts'
import { wireRates } from '../render/rates.ts'
import { wireSum } from '../render/usage.ts'
import type { RoutesOf } from '../request.ts'

const DEFAULT_RANGE_MS = 30 * DAY_MS

export function callRoutes(deps: RouteDeps): RoutesOf<'calls' | 'usage' | 'ledger'> {
  const { core, keys } = deps

  return {
    'calls.list': async ({ caller, query }) => {
      const { calls } = await upToDate(deps)
      const { state, keyId, format: _, ...filter } = query
      const page = await calls.list({ ...filter, account: caller.account, status: state, keyId: keyId as never })
      const names = await keys.names(caller.account, [...new Set(page.items.flatMap((call) => call.keyId ?? []))])
      return {
        items: page.items.map((call) => wireCall(call, names.get(call.keyId ?? 0) ?? null)),
        nextCursor: page.nextCursor,
      }
    },

    'calls.get': async ({ caller, params }) => {
      const { calls, ledger } = await upToDate(deps)
      const detail = await calls.byId(params.callId, caller.operator ? undefined : caller.account)
      if (!detail) throw new Refusal('call_not_found')
      const { account, keyId } = detail.call
      const name = keyId === null ? null : ((await keys.find(account, keyId))?.profile.name ?? null)
      return wireReceipt(detail, await ledger.ofCall(params.callId), { caller, name })
    },

    'usage.get': async ({ caller, query }) => {
      const { usage } = await upToDate(deps)
      const { by = 'day', to = core.now() + 1, from = Math.max(0, to - DEFAULT_RANGE_MS), model, keyId } = query
      const { items, total } = await usage.ofAccount({ account: caller.account, by, from, to, model, keyId })
      const groups = by === 'key' ? items.map((sum) => Number(sum.group)) : []
      const names = await keys.names(caller.account, groups)
      const label = (group: string) => names.get(Number(group)) ?? (by === 'key' && group === '0' ? 'session' : group)
      return {
        ...{ by, from, to },
        items: items.map((sum) => ({ group: sum.group, label: label(sum.group), ...wireSum(sum) })),
        total: wireSum(total),
      }
    },

    'ledger.list': async ({ caller, query }) => {
      const { ledger } = await upToDate(deps)
      const { format: _, ...filter } = query
      const { items, nextCursor } = await ledger.ofAccount({ ...filter, account: caller.account })
      return { items: items.map((entry) => wireEntry(entry, caller.account)), nextCursor }
    },
  }
}

/** Numbers that a call that was not billed does not have are null. */
function wireReceipt(
  { call, card, receipt }: CallDetail,
  entries: readonly LedgerEntry[],
  reader: { readonly caller: Caller; readonly name: string | null },
): Receipt {
  const billed = call.status === 'captured'
  const pico = (amount: Pico) => (billed ? formatPico(amount) : null)
  return {
    ...wireCall(call, reader.name),
    account: call.account,
    channelId: reader.caller.operator ? call.channel : null,
    card: card && { cardId: card.cardId, list: wireRates(card.list), cost: wireRates(card.cost) },
    tierBps: billed ? call.tierBps : null,
    surchargeBps: billed ? call.surchargeBps : null,
    serviceBps: billed ? call.serviceBps : null,
    cost: pico(call.cost),
    charge: pico(call.charge),
    carriedIn: pico(call.carriedIn),
    carriedOut: pico(call.carriedOut),
    hold: formatCredits(call.hold),
    released: formatCredits(max(0 as Credits, (call.hold - call.captured) as Credits)),
    writtenOff: formatCredits(call.writtenOff),
    promo: formatCredits(call.promo),
    eligible: call.eligible,
    era: billed ? call.era : null,
    lcoPerCredit: billed ? formatLco(perCredit(call.minedFrom)) : null,
    minedFrom: billed ? formatCredits(call.minedFrom) : null,
    quarantined: call.quarantined,
    entries: entries.map((entry) => wireEntry(entry, call.account)),
    prevHash: call.previousHash === NO_HASH ? null : call.previousHash,
    hash: call.receiptHash,
    record: { ...receipt },
  }
}

/** What 1 CR mines at this point of the curve. */
function perCredit(x: Credits): Lco {
  return minedBy(x, 1_000_000 as Credits)
}
