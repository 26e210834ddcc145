/** Planted bugs of credits that come and go, of parameters and of switches. */
import type { Mutant } from './mutant.ts'

const credits = 'commands/credits.ts'
const parameters = 'commands/parameters.ts'

export const creditMutants: readonly Mutant[] = [
  {
    file: credits,
    find: 'if (drawn + input.amount > cap)',
    replace: 'if (drawn + input.amount >= cap)',
    why: 'the faucet keeps the last µCR of a day',
  },
  {
    file: credits,
    find: 'account.faucetDay === dayOf(at) ? account.faucetDrawn : (0 as Credits)',
    replace: 'account.faucetDrawn',
    why: 'the faucet gives its amount once',
  },
  {
    file: credits,
    find: 'if (booked.account !== input.account || booked.amount !== input.amount)',
    replace: 'if (booked.account !== input.account)',
    why: 'a payment of another amount is taken for the one booked',
  },
  {
    file: credits,
    find: "return platformEquity(state) < 0 ? reject('topups_stopped') : undefined",
    replace: "return platformEquity(state) <= 0 ? reject('topups_stopped') : undefined",
    why: 'top-ups stop while everything is just covered',
  },
  {
    file: credits,
    find: "return platformEquity(state) < 0 ? reject('topups_stopped') : undefined",
    replace: 'return undefined',
    why: 'top-ups go on while the platform is under water',
  },
  {
    file: credits,
    find: 'out.move(P.reserve, userSlot(credit.account, U.available), credit.amount)\n  state.treasury.custody = add(state.treasury.custody, credit.amount)',
    replace: 'out.move(P.reserve, userSlot(credit.account, U.available), credit.amount)',
    why: 'a top-up does not raise declared custody',
  },
  {
    file: credits,
    find: 'from: P.upstreamPayable, to: P.upstreamPaid, amount: input.amount })\n  state.treasury.custody = sub(state.treasury.custody, input.amount)',
    replace: 'from: P.upstreamPayable, to: P.upstreamPaid, amount: input.amount })',
    why: 'what is paid upstream does not lower declared custody',
  },
  {
    file: credits,
    find: "if (held < input.amount) return reject('insufficient_treasury', { have: held })",
    replace: "if (held <= input.amount) return reject('insufficient_treasury', { have: held })",
    why: 'the whole treasury can not be withdrawn',
  },
  {
    file: credits,
    find: "if (owed < input.amount) return reject('exceeds_payable', { owed })",
    replace: "if (owed < input.amount - 1) return reject('exceeds_payable', { owed })",
    why: 'a µCR more than is owed can be settled',
  },
  {
    file: credits,
    find: 'const left = MAX_ISSUED + state.ledger.balance(P.reserve)',
    replace: 'const left = MAX_ISSUED',
    why: 'the bound on what is ever issued is one on each top-up',
  },
  {
    file: 'commands/accounts.ts',
    find: 'account.operator = input.operator\n',
    replace: '\n',
    why: 'who becomes an operator stays a player',
  },
  {
    file: 'commands/checks.ts',
    find: "return account.suspended ? reject('account_suspended') : undefined",
    replace: 'return undefined',
    why: 'suspended accounts go on',
  },
  {
    file: 'commands/checks.ts',
    find: "return account.operator ? reject('account_is_operator') : undefined",
    replace: 'return undefined',
    why: 'operators trade and stake',
  },
]

export const parameterMutants: readonly Mutant[] = [
  {
    file: 'parameters.ts',
    find: 'value >= min && value <= max',
    replace: 'value > min && value <= max',
    why: 'a parameter can not be set to its smallest value',
  },
  {
    file: 'parameters.ts',
    find: ' && (value - min) % step === 0',
    replace: '',
    why: 'parameters leave their step',
  },
  {
    file: 'parameters.ts',
    find: '[2_000, 2_000, 10_000]',
    replace: '[2_000, 1_000, 10_000]',
    why: 'the fund’s share can be set below a fifth',
  },
  {
    file: 'parameters.ts',
    find: 'bps([2_000, 100, 9_000], risk,',
    replace: 'bps([2_500, 100, 9_000], risk,',
    why: 'the band is ±25 % by default',
  },
  {
    file: parameters,
    find: "if (key === 'market.pair' && value !== before) changePair(state, value, at)",
    replace: "if (key === 'market.pair') changePair(state, value, at)",
    why: 'naming the pair in force again cancels all orders',
  },
  {
    file: parameters,
    find: "cancelOrders(desk, ids, 'pair_change')",
    replace: "cancelOrders(desk, ids, 'cancel')",
    why: 'a change of the pair is published as its owners’ cancellation',
  },
  {
    file: parameters,
    find: 'state.market.mark.rescale(before, next)',
    replace: '',
    why: 'a change of the pair keeps prices in the old tick',
  },
  {
    file: parameters,
    find: 'const version = (state.parameterVersions[key] ?? 0) + 1',
    replace: 'const version = 1',
    why: 'every change of a parameter is the first',
  },
  {
    file: parameters,
    find: 'const rejection = checkReason(reason) ?? checkActor(state, actor)\n  if (rejection) return rejection\n  const { min, max',
    replace: 'const rejection = checkActor(state, actor)\n  if (rejection) return rejection\n  const { min, max',
    why: 'parameters change without a public reason',
  },
  {
    file: parameters,
    find: 'state.switches[product] = on',
    replace: 'state.switches[product] = state.switches[product] && on',
    why: 'what was switched off stays off',
  },
  {
    file: 'commands/orders.ts',
    find: "if (!state.switches.trading) return reject('trading_stopped')",
    replace: '',
    why: 'the market’s kill switch stops nothing',
  },
]
