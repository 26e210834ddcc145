/** Planted bugs of key budgets, mining and kept results. */
import type { Mutant } from './mutant.ts'

const keys = 'keys/keys.ts'
const idempotency = 'idempotency.ts'

export const keyMutants: readonly Mutant[] = [
  {
    file: keys,
    find: 'amount <= this.room(key, at)',
    replace: 'amount < this.room(key, at)',
    why: 'a budget refuses a call that it covers exactly',
  },
  {
    file: keys,
    find: 'room = Math.min(room, total - key.spentTotal - key.held)',
    replace: 'room = Math.min(room, total - key.spentTotal)',
    why: 'parallel calls pass a total budget',
  },
  {
    file: keys,
    find: '(key.day === dayOf(at) ? key.spentDay : 0)',
    replace: 'key.spentDay',
    why: 'a daily budget does not start anew at midnight',
  },
  {
    file: keys,
    find: '(key.month === monthOf(at) ? key.spentMonth : 0)',
    replace: 'key.spentMonth',
    why: 'a monthly budget does not start anew with the month',
  },
  {
    file: keys,
    find: 'key.spentDay = 0 as Credits\n    key.day = day',
    replace: 'key.day = day',
    why: 'the first call of a day counts on top of the day before',
  },
  {
    file: keys,
    find: 'key.spentMonth = add(key.spentMonth, spent.amount)',
    replace: 'key.spentMonth = spent.amount',
    why: 'a month’s spending is that of its last call',
  },
  {
    file: keys,
    find: 'return Math.max(0, room) as Credits',
    replace: 'return room as Credits',
    why: 'a lowered budget takes from a running call’s hold',
  },
  {
    file: 'commands/calls.ts',
    find: "return key.expiresAt !== null && key.expiresAt <= at ? reject('key_expired') : undefined",
    replace: "return key.expiresAt !== null && key.expiresAt < at ? reject('key_expired') : undefined",
    why: 'a key works for a millisecond longer',
  },
  {
    file: keys,
    find: '.filter((id) => this.get(id)?.revokedAt === null).length',
    replace: '.length',
    why: 'revoked keys count against the most an account may have',
  },
  {
    file: keys,
    find: 'const surplus = before.length + 1 - REVOKED_KEPT',
    replace: 'const surplus = before.length - REVOKED_KEPT',
    why: 'one revoked key more is kept',
  },
  {
    file: keys,
    find: '(this.#known(a).revokedAt ?? 0) - (this.#known(b).revokedAt ?? 0) || a - b',
    replace: 'a - b',
    why: 'the oldest of the revoked keys goes, not the one that was revoked first',
  },
  {
    file: keys,
    find: '.filter((other) => !isNamed(other))',
    replace: '',
    why: 'a key goes while a call that names it runs',
  },
  {
    file: 'commands/keys.ts',
    find: "return state.keys.get(known)?.account === account ? new Repeat({ keyId: known }) : reject('key_hash_taken')",
    replace: 'return new Repeat({ keyId: known })',
    why: 'somebody else’s key is handed out',
  },
]

export const miningMutants: readonly Mutant[] = [
  {
    file: 'mining/emission.ts',
    find: 'while (era < ERAS && x >= eraStart(era + 1)) era += 1',
    replace: 'while (era < ERAS && x > eraStart(era + 1)) era += 1',
    why: 'an era ends a µCR late',
  },
  {
    file: 'mining/emission.ts',
    find: 'Math.floor((rest * 1000) / step)',
    replace: 'Math.ceil((rest * 1000) / step)',
    why: 'fractions of a unit are minted',
  },
  {
    file: 'mining/mining.ts',
    find: 'era: eraOf(from)',
    replace: 'era: eraOf(this.x)',
    why: 'a call over a halving is shown in the era it ended in',
  },
  {
    file: 'commands/capture.ts',
    find: 'const step = mining.advance(captured)',
    replace: 'const step = mining.advance(Math.ceil(this.#price.list / 1_000_000) as Credits)',
    why: 'the list price mines instead of what was captured',
  },
  {
    file: 'commands/capture.ts',
    find: 'captured > 0 && switches.mining && (',
    replace: 'captured > 0 && (',
    why: 'mining goes on while it is switched off',
  },
  {
    file: 'commands/capture.ts',
    find: '(this.#price.cost > 0 || this.#card.eligible)',
    replace: 'this.#price.cost > 0',
    why: 'the operator’s word for a card without cost is ignored',
  },
  {
    file: 'commands/capture.ts',
    find: '(this.#price.cost > 0 || this.#card.eligible)',
    replace: 'true',
    why: 'calls without cost mine',
  },
]

export const keptMutants: readonly Mutant[] = [
  {
    file: idempotency,
    find: 'return kept !== undefined && kept.at + keepMs > now ? kept : undefined',
    replace: 'return kept !== undefined && kept.at + keepMs >= now ? kept : undefined',
    why: 'a kept result lives a millisecond longer',
  },
  {
    file: idempotency,
    find: 'while (queue && queue.live > limits.perAccount)',
    replace: 'while (queue && queue.live >= limits.perAccount)',
    why: 'one result fewer than allowed is kept',
  },
  {
    file: idempotency,
    find: 'if (kept.at + keepMs > now) return\n      this.#remove(this.#oldest)',
    replace: 'return',
    why: 'expired results stay, and come back when results are kept longer',
  },
  {
    file: idempotency,
    find: 'this.#remove(queue.ids[queue.head] as number)',
    replace: 'this.#remove(queue.ids.at(-1) as number)',
    why: 'beyond an account’s share the newest result is forgotten',
  },
  {
    file: 'engine.ts',
    find: 'if (kept?.hash === idem.hash) return',
    replace: 'if (kept) return',
    why: 'another input under a key gets the first one’s result',
  },
  {
    file: 'engine.ts',
    find: 'if (result instanceof Repeat) return idem ? this.#accept(command, result.result) : this.#repeat(result.result)',
    replace: 'if (result instanceof Repeat) return this.#repeat(result.result)',
    why: 'a keyed command that found nothing to do is done when it is delivered again',
  },
  {
    file: 'commands/calls.ts',
    find: 'return `call ${key}`',
    replace: 'return `${key}`',
    why: 'retries of calls share the keys of commands',
  },
  {
    file: 'commands/calls.ts',
    find: "if (kept.hash !== retryHash) return reject('idempotency_key_reused')",
    replace: '',
    why: 'a retry key may be used for another body',
  },
]
