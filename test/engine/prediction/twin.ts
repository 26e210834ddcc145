/** A prediction market once more, slow and plain: from its list of bets, with whole fractions and no state in between. */

export interface PlainBet {
  readonly side: 'yes' | 'no'
  readonly stake: bigint
}

interface Fraction {
  readonly over: bigint
  readonly under: bigint
}

/** Largest whole number whose square is no larger, by halving. */
function root(n: bigint): bigint {
  let [fits, tooMuch] = [0n, n + 1n]
  while (tooMuch - fits > 1n) {
    const middle = (fits + tooMuch) / 2n
    if (middle * middle <= n) fits = middle
    else tooMuch = middle
  }
  return fits
}

export interface PlainMarket {
  readonly ante: bigint
  readonly priorBps: bigint
  readonly bets: readonly PlainBet[]
}

interface Standing {
  readonly cost: bigint
  readonly yes: bigint
  readonly no: bigint
}

/** Cost and quantities after the first so many bets, from the beginning each time. */
export function standing({ ante, priorBps, bets }: PlainMarket, count = bets.length): Standing {
  let cost = ante
  let yes = root((ante * ante * priorBps) / 10_000n)
  let no = root(ante * ante - yes * yes)
  for (const { side, stake } of bets.slice(0, count)) {
    cost += stake
    if (side === 'yes') yes = root(cost * cost - no * no)
    else no = root(cost * cost - yes * yes)
  }
  return { cost, yes, no }
}

export function sharesOf(market: PlainMarket, index: number): bigint {
  const { side } = market.bets[index] as PlainBet
  return standing(market, index + 1)[side] - standing(market, index)[side]
}

/** What each bet gets before the fee: stake + profit for a winner, 0 for a loser; every stake back when only one side was bet on. */
export function grossOf(market: PlainMarket, won: 'yes' | 'no'): bigint[] {
  const { bets } = market
  const { cost, [won]: quantity } = standing(market)
  const winners = bets.flatMap(({ side }, i) => (side === won ? [i] : []))
  const lost = bets.reduce((sum, { side, stake }) => sum + (side === won ? 0n : stake), 0n)
  if (winners.length === 0 || lost === 0n) return bets.map(({ stake }) => stake)
  const claim = (i: number): bigint => {
    const above = (cost * sharesOf(market, i)) / quantity - (bets[i] as PlainBet).stake
    return above > 0n ? above : 0n
  }
  const claims = winners.map((i) => ({ i, weight: claim(i) }))
  const all = claims.reduce((sum, { weight }) => sum + weight, 0n)
  const weights = all > 0n ? claims : winners.map((i) => ({ i, weight: sharesOf(market, i) }))
  const sum = weights.reduce((before, { weight }) => before + weight, 0n)
  const parts = weights.map(({ i, weight }) => ({ i, part: { over: lost * weight, under: sum } satisfies Fraction }))
  const profits = new Map(parts.map(({ i, part }) => [i, part.over / part.under]))
  const rest = ({ over, under }: Fraction): bigint => over - (over / under) * under
  let left = lost - [...profits.values()].reduce((before, profit) => before + profit, 0n)
  const byRest = parts.toSorted((a, b) =>
    rest(a.part) === rest(b.part) ? a.i - b.i : rest(a.part) > rest(b.part) ? -1 : 1,
  )
  for (const { i } of byRest) {
    if (left === 0n) break
    profits.set(i, (profits.get(i) ?? 0n) + 1n)
    left -= 1n
  }
  return bets.map(({ stake }, i) => (profits.has(i) ? stake + (profits.get(i) ?? 0n) : 0n))
}
