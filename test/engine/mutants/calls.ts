/** Planted bugs of paid calls: holds, prices, bills, write-offs, relays, unrecovered costs. */
import type { Mutant } from './mutant.ts'

const charge = 'metering/charge.ts'
const calls = 'commands/calls.ts'
const capture = 'commands/capture.ts'

export const callMutants: readonly Mutant[] = [
  {
    file: charge,
    find: 'return divCeil(charge, PICO_PER_MICRO) as Credits',
    replace: 'return divFloor(charge, PICO_PER_MICRO) as Credits',
    why: 'a hold is rounded down',
  },
  {
    file: charge,
    find: 'const floor = shareOf(cost, service, BPS + surchargeBps)',
    replace: 'const floor = Math.floor((cost * service * (BPS + surchargeBps)) / (BPS * BPS)) as Pico',
    why: 'the cost floor is rounded down',
  },
  {
    file: charge,
    find: 'max(shareOf(list, service, tierBps), floor)',
    replace: 'max(divFloor(list * service * tierBps, BPS * BPS) as Pico, floor)',
    why: 'the share of the list price is rounded down',
  },
  {
    file: charge,
    find: 'max(shareOf(list, service, tierBps), floor)',
    replace: 'shareOf(list, service, tierBps)',
    why: 'a tier may pay less than cost',
  },
  {
    file: charge,
    find: 'if (tier.from <= context) chosen = tier.rates',
    replace: 'if (tier.from < context) chosen = tier.rates',
    why: 'dearer rates apply a token later than the card says',
  },
  {
    file: charge,
    find: 'if (tier.from > context) continue',
    replace: 'if (tier.from >= context) continue',
    why: 'a hold leaves out the rates that begin exactly at the bound',
  },
  {
    file: charge,
    find: 'const CONTEXT_BUCKETS = 6',
    replace: 'const CONTEXT_BUCKETS = 1',
    why: 'cached and media tokens are no context',
  },
  {
    file: charge,
    find: 'if (list > most || cost > most) return undefined',
    replace: 'if (list >= most || cost > most) return undefined',
    why: 'the largest price that is allowed is refused',
  },
  {
    file: charge,
    find: 'mulDivCeil(pico, service * shareBps, BPS * BPS)',
    replace: 'mulDivCeil(mulDivCeil(pico, service, BPS), shareBps, BPS)',
    why: 'a service tier’s price is rounded twice',
  },
  {
    file: charge,
    find: 'cost: scaled(cost, service)',
    replace: 'cost',
    why: 'a batch is booked at the cost of standard',
  },
  {
    file: calls,
    find: 'const services = service === undefined ? standardOnly : [service]',
    replace: 'const services = standardOnly',
    why: 'an unrecovered cost is that of standard, whatever was delivered',
  },
  {
    file: charge,
    find: 'carried: (sum - micro * PICO_PER_MICRO) as Pico',
    replace: 'carried: 0 as Pico',
    why: 'what is below a µCR is dropped instead of carried',
  },
  {
    file: calls,
    find: 'if (charge > dearest) dearest = charge',
    replace: 'dearest = charge',
    why: 'the hold covers the last candidate instead of the dearest',
  },
  {
    file: calls,
    find: "if (have < amount) return reject('insufficient_credits', { need: amount, have })",
    replace: "if (have <= amount) return reject('insufficient_credits', { need: amount, have })",
    why: 'who has exactly the hold is refused',
  },
  {
    file: calls,
    find: 'if (input.maxCost !== undefined && amount > input.maxCost)',
    replace: 'if (input.maxCost !== undefined && amount >= input.maxCost)',
    why: 'a call that costs exactly the caller’s limit is refused',
  },
  {
    file: calls,
    find: "if (have < more) return reject('insufficient_credits', { need: more, have })",
    replace: "if (have <= more) return reject('insufficient_credits', { need: more, have })",
    why: 'an extension by exactly what is available is refused',
  },
  {
    file: calls,
    find: 'const rejection = checkAccount(state, account) ?? checkKey(state, { keyId, account }, at)',
    replace: 'const rejection = checkAccount(state, account)',
    why: 'a revoked or expired key extends its running calls',
  },
  {
    file: calls,
    find: 'if (hold.keyId !== null) state.keys.hold(hold.keyId, more)',
    replace: '',
    why: 'an extension does not count against the key’s budget',
  },
  {
    file: calls,
    find: "if (!state.switches.relay) return reject('relay_stopped')",
    replace: '',
    why: 'the relay’s kill switch stops nothing',
  },
  {
    file: calls,
    find: "if (state.holds.get(callId) || state.holds.aborted(callId)) return reject('call_exists')",
    replace: "if (state.holds.get(callId)) return reject('call_exists')",
    why: 'the id of an aborted call is given to another call',
  },
  {
    file: calls,
    find: 'state.holds.forgetAborted(call.callId)',
    replace: '',
    why: 'the cost of an aborted call is booked as often as it is reported',
  },
  {
    file: calls,
    find: 'state.treasury.book({ unrecovered: micro })',
    replace: 'state.treasury.book({ cost: micro })',
    why: 'costs billed to nobody count as costs of paid calls',
  },
  {
    file: calls,
    find: 'if (!card || card.retired) return reject',
    replace: 'if (!card) return reject',
    why: 'a card that was replaced is still used for new calls',
  },
  {
    file: calls,
    find: 'state.holds.beat(input.bootId, hold.at)',
    replace: '',
    why: 'authorising is no sign of life of a relay',
  },
  {
    file: capture,
    find: 'state.holds.heard(hold, at)',
    replace: '',
    why: 'capturing is no sign of life of a relay',
  },
  {
    file: capture,
    find: 'const cover = add(amount, key ? min(beyond, keys.room(key, this.#at)) : beyond)',
    replace: 'const cover = add(amount, beyond)',
    why: 'a bill above the hold passes the key’s budget',
  },
  {
    file: capture,
    find: 'return maxCost === null ? cover : min(cover, maxCost)',
    replace: 'return cover',
    why: 'a bill passes the caller’s own limit',
  },
  {
    file: capture,
    find: 'const beyond = ledger.credits(userSlot(account, U.available))',
    replace: 'const beyond = 0 as Credits',
    why: 'usage above the hold is written off though the balance covers it',
  },
  {
    file: capture,
    find: 'if (keyId !== null) keys.settle(keyId, amount, { amount: captured, at: this.#at })',
    replace: 'if (keyId !== null) keys.settle(keyId, amount, { amount: captured, at: this.#hold.at })',
    why: 'spending counts on the day of authorisation instead of capture',
  },
  {
    file: capture,
    find: 'bookCost(this.#card.channel, this.#price.cost)',
    replace: 'bookCost(0, this.#price.cost)',
    why: 'all channels carry one remainder of cost',
  },
  {
    file: capture,
    find: "if (!hold.cardIds.includes(input.cardId)) return reject('card_not_candidate')",
    replace: '',
    why: 'a channel that was no candidate delivers',
  },
  {
    file: capture,
    find: 'const terms = termsOf(state, input.cardId, { ...hold, services: [service] })',
    replace:
      "const terms = termsOf(state, input.cardId, { ...hold, services: [service], surchargeBps: state.parameters['price.surcharge'] as never })",
    why: 'the surcharge is that of the capture',
  },
  {
    file: capture,
    find: '{ ...hold, services: [service] }',
    replace: 'hold',
    why: 'a call is billed in the dearest service tier it might have come in',
  },
  {
    file: capture,
    find: 'out.move(available, P.apiRevenue, captured - fromHold)',
    replace: '',
    why: 'a bill above the hold is booked as revenue that nobody pays',
  },
  {
    file: calls,
    find: 'job.until <= at + MAX_JOB_MS',
    replace: 'job.until < at + MAX_JOB_MS',
    why: 'a job may not take as long as jobs may',
  },
  {
    file: calls,
    find: 'bootId: input.job === undefined ? input.bootId : null,',
    replace: 'bootId: input.bootId,',
    why: 'a job ends with the relay that began it',
  },
  {
    file: 'calls/holds.ts',
    find: 'return first + timeoutMs',
    replace: 'return first + timeoutMs + 1',
    why: 'a silent relay keeps its holds a millisecond longer',
  },
  {
    file: 'calls/holds.ts',
    find: "if (boot && (node === '' || boot.node === node)) boot.lastBeat = at",
    replace: 'if (boot) boot.lastBeat = at',
    why: 'a boot that is heard of before it names its node stays without one',
  },
  {
    file: 'calls/holds.ts',
    find: '.filter(([id, boot]) => id !== bootId && boot.node === node)',
    replace: '.filter(([id]) => id !== bootId)',
    why: 'a restart of one node ends the calls of all others',
  },
  {
    file: 'commands/call-end.ts',
    find: 'if (state.idempotency.resultOf(account, key) === callId) state',
    replace: 'state',
    why: 'a call frees a retry key that stands for a later call',
  },
  {
    file: 'metering/cards.ts',
    find: 'if (times > 1) this.#named.set(id, times - 1)',
    replace: 'if (times > 99) this.#named.set(id, times - 1)',
    why: 'a replaced card is gone before the last call that names it',
  },
]
