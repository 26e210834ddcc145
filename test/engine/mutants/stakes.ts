/** Planted bugs of stakes, tiers and unbondings. */
import type { Mutant } from './mutant.ts'

const tiers = 'staking/tiers.ts'
const stake = 'commands/stake.ts'

export const stakeMutants: readonly Mutant[] = [
  {
    file: tiers,
    find: "if (stake >= parameters['tier.whale.stake']) return 'whale'",
    replace: "if (stake > parameters['tier.whale.stake']) return 'whale'",
    why: 'a Whale needs a unit more than its threshold',
  },
  {
    file: tiers,
    find: "if (stake >= parameters['tier.lv2.stake']) return 'lv2'",
    replace: "if (stake > parameters['tier.lv2.stake']) return 'lv2'",
    why: 'Lv2 needs a unit more than its threshold',
  },
  {
    file: tiers,
    find: "return parameters['tier.lv3.rate'] as Bps",
    replace: "return parameters['tier.lv4.rate'] as Bps",
    why: 'Lv3 pays what Lv4 pays',
  },
  {
    file: tiers,
    find: '([since]) => since > now - delayMs',
    replace: '([since]) => since >= now - delayMs',
    why: 'an upgrade counts a millisecond late',
  },
  {
    file: tiers,
    find: '(last[1] >= stake || last[0] === at)',
    replace: '(last[1] > stake || last[0] === at)',
    why: 'the same stake again starts the wait anew',
  },
  {
    file: tiers,
    find: 'if (last[1] >= stake) since = last[0]',
    replace: '',
    why: 'a drop makes the rest of the stake wait anew: the tier is lost for longer',
  },
  {
    file: tiers,
    find: '(last[1] >= stake || last[0] === at)',
    replace: '(stake === 0 || last[0] === at)',
    why: 'a drop lowers the tier only once the window has left the old stake behind',
  },
  {
    file: tiers,
    find: "return at > now && target !== 'lv1' ?",
    replace: "return at >= now && target !== 'lv1' ?",
    why: 'a tier that is reached is announced once more',
  },
  {
    file: 'staking/staking.ts',
    find: '(history[first + 1] as [Millis, Lco])[0] <= old',
    replace: '(history[first + 1] as [Millis, Lco])[0] <= change.at - 1',
    why: 'what stood is forgotten before the longest delay has passed',
  },
  {
    file: 'staking/staking.ts',
    find: 'if (at < releaseAt || (at === releaseAt && other < id)) low = middle + 1',
    replace: 'if (at < releaseAt) low = middle + 1',
    why: 'unbondings that end together end youngest first',
  },
  {
    file: stake,
    find: 'const LONGEST_DELAY_MS = parameters',
    replace: 'const LONGEST_DELAY_MS = 0 * parameters',
    why: 'a longer delay finds no history',
  },
  {
    file: stake,
    find: "const releaseAt = add(at, state.parameters['stake.unbonding'] as Millis)",
    replace: "const releaseAt = add(at, (state.parameters['stake.unbonding'] + 1) as Millis)",
    why: 'unbonding takes a millisecond longer',
  },
  {
    file: stake,
    find: 'const rejection = checkAmount(amount) ?? checkExists(state, account)',
    replace: 'const rejection = checkAmount(amount) ?? checkPlayer(state, account)',
    why: 'who became an operator can not leave',
  },
  {
    file: stake,
    find: 'const rejection = checkAmount(amount) ?? checkExists(state, account)',
    replace: 'const rejection = checkAmount(amount)',
    why: 'an account that does not exist unstakes',
  },
  {
    file: stake,
    find: "if (!unbonding || unbonding.account !== account) return reject('unbonding_not_found')",
    replace: "if (!unbonding) return reject('unbonding_not_found')",
    why: 'anybody may cancel anybody’s unbonding',
  },
  {
    file: stake,
    find: "if (have < amount) return reject('insufficient_stake', { need: amount, have })",
    replace: "if (have <= amount) return reject('insufficient_stake', { need: amount, have })",
    why: 'the whole stake can not be taken out',
  },
  {
    file: stake,
    find: "const tier = tierOf(staking.effective(account, at, values['stake.upgradeDelay']), values)",
    replace: 'const tier = tierOf(ledger.lco(userSlot(account, U.staked)), values)',
    why: 'the shown tier is that of the present stake',
  },
  {
    file: 'commands/calls.ts',
    find: "const stake = state.staking.effective(account, at, state.parameters['stake.upgradeDelay'])",
    replace: 'const stake = state.staking.effective(account, at, 0)',
    why: 'a stake lifts the price’s tier at once',
  },
  {
    file: stake,
    find: 'if (state.staking.countOf(account) >= most)',
    replace: 'if (state.staking.countOf(account) > most)',
    why: 'one unbonding more may run',
  },
  {
    file: tiers,
    find: 'if (last && divFloor(last[1], LCO) === divFloor(stake, LCO)) last[1] = stake',
    replace: 'if (last && divFloor(last[1], 20 * LCO) === divFloor(stake, 20 * LCO)) last[1] = stake',
    why: 'a rise of some LCO that reaches a tier counts at once',
  },
]
