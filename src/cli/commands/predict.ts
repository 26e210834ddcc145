/** lx predict: markets about questions, bets, outcomes, votes. What operators do about them is in the web app and the API. */
import type { Command } from 'commander'
import type { ResponseOf } from '../../contract/index.ts'
import { predictionOutcomeNames, predictionSides } from '../../contract/prediction-records.ts'
import type { Context } from '../context.ts'
import { CliFailure } from '../failure.ts'
import { facts, plain, table, timeText, trimmed } from '../show.ts'
import { choice, whole } from '../values.ts'

type Market = ResponseOf<'predictions.list'>['items'][number]
type Side = (typeof predictionSides)[number]
type Outcome = (typeof predictionOutcomeNames)[number]

const listed = ['open', 'pending', 'settled', 'draft', 'all'] as const

export function predictCommands(parent: Command, context: () => Context): void {
  const predict = parent.command('predict').description('Prediction markets: bet LCO on the outcome of questions.')
  const market = ['<market-id>', 'its number'] as const
  predict
    .command('list')
    .description('Markets, newest first.')
    .option('--status <status>', listed.join(', '), choice(listed), 'open')
    .action(({ status }: { readonly status: (typeof listed)[number] }) => list(context(), status))
  predict
    .command('show')
    .description('One market: rules, odds, what happened to it.')
    .argument(...market, whole)
    .action((marketId: number) => show(context(), marketId))
  predict
    .command('mine')
    .description('Your bets in markets that are not settled, and how well you foretell.')
    .action(() => mine(context()))
  predict
    .command('bet')
    .description('Bet on a side. Bets can not be taken back.')
    .argument(...market, whole)
    .argument('<side>', predictionSides.join(' or '), choice(predictionSides))
    .argument('<LCO>', 'the stake')
    .option('--min-shares <shares>', 'refuse when it would buy fewer')
    .option('--dry-run', 'only say what it would buy and be paid if its side won now')
    .action((marketId: number, side: Side, stake: string, options: BetOptions) =>
      bet(context(), { marketId, side, stake, ...options }),
    )
  predict
    .command('propose')
    .description('Propose a market, with a bond. An operator reads it before it opens.')
    .requiredOption('--question <text>', 'one line, without the deadline: that is written behind it')
    .requiredOption('--source <url>', 'where the outcome will be read')
    .requiredOption('--rules <text>', 'what decides it')
    .requiredOption('--void-rules <text>', 'when it is void')
    .requiredOption('--closes <time>', 'the deadline, e.g. 2026-12-31T23:59:59Z', instant)
    .action((options: ProposeOptions) => propose(context(), options))
  predict
    .command('outcome')
    .description('As a resolver, say what the outcome is.')
    .argument(...market, whole)
    .argument('<outcome>', predictionOutcomeNames.join(', '), choice(predictionOutcomeNames))
    .requiredOption('--evidence <text>', 'what shows it')
    .option('--known <time>', 'when it was known, if before the deadline: bets from then on are given back', instant)
    .action((marketId: number, outcome: Outcome, options: { readonly evidence: string; readonly known?: number }) =>
      claim(context(), { marketId, outcome, ...options }),
    )
  predict
    .command('challenge')
    .description('Challenge the outcome that was said, with the same bond.')
    .argument(...market, whole)
    .requiredOption('--reason <text>', 'why it is wrong')
    .action((marketId: number, { reason }: { readonly reason: string }) => challenge(context(), marketId, reason))
  predict
    .command('vote')
    .description('Vote on the outcome of a market in which you have no part.')
    .argument(...market, whole)
    .argument('<outcome>', predictionOutcomeNames.join(', '), choice(predictionOutcomeNames))
    .action((marketId: number, outcome: Outcome) => vote(context(), marketId, outcome))
}

interface BetOptions {
  readonly minShares?: string
  readonly dryRun?: boolean
}

interface ProposeOptions {
  readonly question: string
  readonly source: string
  readonly rules: string
  readonly voidRules: string
  readonly closes: number
}

function instant(text: string): number {
  const at = Date.parse(text)
  if (!Number.isFinite(at)) throw new CliFailure('usage', `"${text}" is no time: write it as 2026-12-31T23:59:59Z.`)
  return at
}

const percent = (ppm: number): string => `${(ppm / 10_000).toFixed(1)} %`

async function list(context: Context, status: (typeof listed)[number]): Promise<void> {
  const { items } = await context.api(null).call('predictions.list', { query: { status, limit: 100 } })
  const columns = [
    { head: 'id', right: true },
    { head: 'question' },
    { head: 'status' },
    ...['yes', 'staked LCO', 'bets'].map((head) => ({ head, right: true })),
    { head: 'closes' },
  ]
  const rows = items.map((market) => [
    ...[String(market.marketId), plain(market.question.title), statusText(market), percent(market.yesPpm)],
    ...[trimmed(stakedIn(market)), String(market.bets), timeText(market.closesAt)],
  ])
  context.show({ items }, () => table(columns, rows, context.paints))
}

function stakedIn({ stakedYes, stakedNo }: Market): string {
  return (Number(stakedYes) + Number(stakedNo)).toFixed(8)
}

function statusText({ status, result }: Pick<Market, 'status' | 'result'>): string {
  return result === null ? status : `${status}: ${result.outcome}`
}

async function show(context: Context, marketId: number): Promise<void> {
  const market = await context.api(null).call('predictions.get', { params: { marketId } })
  const { question, effectiveOdds: odds, claims } = market
  const last = claims.at(-1)
  context.show(market, () =>
    facts(
      [
        ['question', plain(question.title)],
        ['status', statusText(market)],
        ['yes', `${percent(market.yesPpm)}, a bet would be paid ${trimmed(odds.yes)} times its stake now`],
        ['no', `${percent(1_000_000 - market.yesPpm)}, ${trimmed(odds.no)} times`],
        ['staked', `${trimmed(market.stakedYes)} LCO on yes, ${trimmed(market.stakedNo)} LCO on no`],
        ['closes', timeText(market.closesAt)],
        ['source', plain(question.source)],
        ['rules', plain(question.rules)],
        ['void when', plain(question.voidRules)],
        ...(last
          ? ([['outcome said', `${last.outcome} by ${last.resolver}: ${plain(last.evidence.text)}`]] as const)
          : []),
        ...(last?.challenge ? ([['challenged', plain(last.challenge.reason.text)]] as const) : []),
      ],
      context.paints,
    ),
  )
}

async function mine(context: Context): Promise<void> {
  const own = await context.own().call('predictions.mine', {})
  const right = true
  const { paints } = context
  context.show(own, () =>
    [
      table(
        [
          ...[{ head: 'id', right }, { head: 'question' }, { head: 'status' }],
          ...['on yes', 'if yes', 'on no', 'if no'].map((head) => ({ head, right })),
        ],
        own.positions.map(({ marketId, title, market, yes, no }) => [
          ...[String(marketId), plain(title), market.status],
          ...[yes.stake, yes.worth, no.stake, no.worth].map(trimmed),
        ]),
        paints,
      ),
      own.calibration === null
        ? 'No decided market yet.'
        : `Calibration ${(own.calibration.brierPpm / 1_000_000).toFixed(3)} over ${own.calibration.markets} markets: 0 is perfect, 0.25 a coin.`,
    ].join('\n\n'),
  )
}

interface Bet extends BetOptions {
  readonly marketId: number
  readonly side: Side
  readonly stake: string
}

async function bet(context: Context, { marketId, side, stake, minShares, dryRun }: Bet): Promise<void> {
  const params = { marketId }
  if (dryRun) {
    const quote = await context.api(null).call('predictions.quote', { params, query: { side, stake } })
    return context.show({ dryRun: true, quote }, () =>
      facts(
        [
          ['dry run', 'nothing is booked'],
          ['shares', trimmed(quote.shares)],
          ['yes afterwards', percent(quote.yesPpm)],
          ['paid if it won now', `${trimmed(quote.payout)} LCO, ${trimmed(quote.odds)} times the stake`],
        ],
        context.paints,
      ),
    )
  }
  const body = { side, stake, ...(minShares !== undefined && { minShares }) }
  const done = await context.own().call('predictions.bet', { params, body })
  context.show(
    done,
    () =>
      `Bet ${done.betId}: ${stake} LCO on ${side} bought ${trimmed(done.shares)} shares. YES stands at ${percent(done.market.yesPpm)}.`,
  )
}

async function propose(context: Context, { closes, ...rest }: ProposeOptions): Promise<void> {
  const made = await context.own().call('predictions.propose', { body: { ...rest, closesAt: closes } })
  context.show(made, () => `Market ${made.marketId} waits for a review: ${plain(made.title)}`)
}

interface Claim {
  readonly marketId: number
  readonly outcome: Outcome
  readonly evidence: string
  readonly known?: number
}

async function claim(context: Context, { marketId, outcome, evidence, known }: Claim): Promise<void> {
  const body = { outcome, evidence, ...(known !== undefined && { effectiveAt: known }) }
  const done = await context.own().call('predictions.claim', { params: { marketId }, body })
  context.show(done, () => `Said: ${outcome}. It can be challenged until ${dueText(done.market.dueAt)}.`)
}

async function challenge(context: Context, marketId: number, reason: string): Promise<void> {
  const done = await context.own().call('predictions.challenge', { params: { marketId }, body: { reason } })
  context.show(done, () => `Challenged. The market is ${done.market.status} until ${dueText(done.market.dueAt)}.`)
}

async function vote(context: Context, marketId: number, outcome: Outcome): Promise<void> {
  const done = await context.own().call('predictions.vote', { params: { marketId }, body: { outcome } })
  context.show(
    done,
    () => `Voted ${outcome} with ${trimmed(done.power)} LCO. The vote ends at ${dueText(done.market.dueAt)}.`,
  )
}

function dueText(at: number | null): string {
  return at === null ? 'never' : timeText(at)
}
