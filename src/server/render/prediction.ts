/** Prediction markets between engine, history, texts and wire; how a question is kept as a text. */
import { formatLco } from '../../base/decimal.ts'
import { mulDivFloor } from '../../base/math.ts'
import { LCO, type Lco } from '../../base/money.ts'
import type {
  PredictionFigures,
  PredictionMarketDetail,
  PredictionPositionWire,
  PredictionSummary,
} from '../../contract/prediction-records.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { quotedMarket } from '../../engine/prediction/desk.ts'
import { quoteBet } from '../../engine/prediction/quote.ts'
import type { PredictionResult, PredictionTerms, PredictionView, Side } from '../../engine/prediction-types.ts'
import type { OwnPrediction } from '../../engine/views.ts'
import type { PredictionAct, PredictionBet, PredictionBond, PredictionVote } from '../../history/queries/prediction.ts'
import { NOBODY } from '../../history/tables/flag.ts'
import type { Text } from '../../texts/texts.ts'

/** Parts of a question's body; no part can hold it. */
const SEPARATOR = '\u001e'

export interface Question {
  readonly question: string
  readonly source: string
  readonly rules: string
  readonly voidRules: string
}

/** The deadline stands in the title to the second, so that nobody argues about it. */
export function questionText({ question, source, rules, voidRules }: Question, closesAt: number) {
  const deadline = new Date(closesAt).toISOString().replace('T', ' ').replace('.000Z', '').replace('Z', '')
  return { title: `${question} — ${deadline} UTC`, body: [source, rules, voidRules].join(SEPARATOR) }
}

/** What turns ids and hashes into what people read. */
export interface Reading {
  readonly texts: ReadonlyMap<string, Text>
  readonly nameOf: (account: AccountId) => string
}

function wireQuestion(hash: string, { texts }: Reading): PredictionSummary['question'] {
  const text = texts.get(hash)
  const [source = '', rules = '', voidRules = ''] = text?.body.split(SEPARATOR) ?? []
  return { title: text?.title ?? '', source, rules, voidRules, hash, hidden: text?.hidden?.reason ?? null }
}

function wireStatement(hash: string, { texts }: Reading) {
  const text = texts.get(hash)
  return { text: text?.body ?? '', hash, hidden: text?.hidden?.reason ?? null }
}

export function wireFigures(view: PredictionView): PredictionFigures {
  const { marketId, status, closesAt, dueAt, yesPpm, bets, result } = view
  return {
    ...{ marketId, status, closesAt, dueAt, yesPpm },
    ...{ stakedYes: formatLco(view.stakedYes), stakedNo: formatLco(view.stakedNo), bets, cost: formatLco(view.cost) },
    ...{ quantityYes: sharesText(view.yes), quantityNo: sharesText(view.no) },
    effectiveOdds: { yes: smallestOdds(view, 'yes'), no: smallestOdds(view, 'no') },
    result: result && wireResult(result),
  }
}

function smallestOdds(view: PredictionView, side: Side): string {
  const stake = view.terms.minBet
  return oddsText(quoteBet(quotedMarket(view), side, stake).payout, stake)
}

/** Payout ÷ stake with 8 decimals, floored. */
export function oddsText(payout: number, stake: number): string {
  return formatLco(mulDivFloor(payout, LCO, stake) as Lco)
}

function wireResult({ outcome, effectiveAt, by, at, counted, countedYes, countedNo }: PredictionResult) {
  const sums = { countedYes: formatLco(countedYes), countedNo: formatLco(countedNo) }
  return { outcome, effectiveAt, by, at, counted, ...sums }
}

export function wireSummary(view: PredictionView, reading: Reading): PredictionSummary {
  const { createdAt, openedAt, priorBps } = view
  return {
    ...wireFigures(view),
    question: wireQuestion(view.text, reading),
    proposer: reading.nameOf(view.proposer),
    ...{ createdAt, openedAt, priorBps },
  }
}

export function wireTerms(terms: PredictionTerms): PredictionMarketDetail['terms'] {
  const { ante, minBet, claimBond, ...rest } = terms
  return { ...rest, anteLco: formatLco(ante), minBet: formatLco(minBet), claimBond: formatLco(claimBond) }
}

export interface Past {
  readonly acts: readonly PredictionAct[]
  readonly votes: readonly PredictionVote[]
  readonly bonds: readonly PredictionBond[]
}

/** Hashes of the texts that a market shows. */
export function textsOf({ text, claims }: PredictionView): string[] {
  return [text, ...claims.flatMap(({ evidence, challenge }) => [evidence, ...(challenge ? [challenge.reason] : [])])]
}

export function wireDetail(view: PredictionView, past: Past, reading: Reading): PredictionMarketDetail {
  const { nameOf } = reading
  return {
    ...wireSummary(view, reading),
    ...{ terms: wireTerms(view.terms), bond: formatLco(view.bond), votesFrom: view.votesFrom },
    claims: view.claims.map(({ resolver, outcome, effectiveAt, at, bond, evidence, challenge }) => ({
      ...{ resolver: nameOf(resolver), outcome, effectiveAt, at, bond: formatLco(bond) },
      evidence: wireStatement(evidence, reading),
      challenge: challenge && {
        ...{ by: nameOf(challenge.account), at: challenge.at, bond: formatLco(challenge.bond) },
        reason: wireStatement(challenge.reason, reading),
      },
    })),
    votes: past.votes.map(({ account, outcome, power, counted }) => ({
      ...{ voter: nameOf(account), outcome },
      ...{ power: power === null ? null : formatLco(power), counted: counted === null ? null : formatLco(counted) },
    })),
    bonds: past.bonds.map(({ account, kind, bond, returned, burned, to_winner }) => ({
      ...{ account: nameOf(account), of: kind, bond: formatLco(bond), returned: formatLco(returned) },
      ...{ burned: formatLco(burned), toWinner: formatLco(to_winner) },
    })),
    acts: past.acts.map(({ at, seq, cause, actor, reason }) => {
      // Operators act for the platform: who of them it was is in their own record.
      const by = actor === NOBODY || reason !== null ? null : nameOf(actor as AccountId)
      return { at, sequence: seq, cause, by, reason }
    }),
  }
}

export function wirePosition({ market, position, worth, lateRoom }: OwnPrediction): PredictionPositionWire {
  const held = (side: Side) => ({
    stake: formatLco(position[side].stake),
    shares: sharesText(position[side].shares),
    worth: formatLco(worth[side]),
  })
  return {
    ...{ marketId: market.marketId, yes: held('yes'), no: held('no'), bets: position.bets },
    lateRoom: lateRoom === null ? null : formatLco(lateRoom),
  }
}

export function wireBet({
  id,
  market,
  at,
  side,
  stake,
  shares,
  yes_ppm,
  outcome,
  payout,
  fee,
  counted,
}: PredictionBet) {
  const text = (amount: Lco | null) => (amount === null ? null : formatLco(amount))
  return {
    ...{ betId: id, marketId: market, at, side, stake: formatLco(stake), shares: sharesText(shares), yesPpm: yes_ppm },
    ...{ outcome, payout: text(payout), fee: text(fee), counted: counted === null ? null : counted === 1 },
  }
}

/** Shares have the decimals of LCO. */
export function sharesText(shares: number): string {
  return formatLco(shares as Lco)
}
