/** The numbered rules of docs/concepts/economy.md: which parameters stand behind each, the page that shows it and the test that proves it. Words are in the texts. */

export interface Rule {
  /** of its texts: rule.<id> */
  readonly id: string
  readonly parameters: readonly string[]
  readonly page: string
  /** path in the repository */
  readonly test: string
}

export interface RuleSection {
  /** § of docs/concepts/economy.md */
  readonly number: number
  readonly rules: readonly Rule[]
}

export const sections: readonly RuleSection[] = [
  {
    number: 1,
    rules: [
      { id: 'peg', parameters: [], page: '/transparency?tab=books', test: 'src/engine/commands/credits.test.ts' },
      { id: 'supply', parameters: [], page: '/transparency', test: 'src/engine/mining/emission.test.ts' },
      { id: 'exact', parameters: [], page: '/logs', test: 'src/engine/metering/charge.test.ts' },
      { id: 'pair', parameters: ['market.pair'], page: '/markets', test: 'src/engine/exchange/orders.test.ts' },
      { id: 'clock', parameters: [], page: '/status', test: 'src/engine/due.test.ts' },
    ],
  },
  {
    number: 2,
    rules: [
      { id: 'entry', parameters: [], page: '/wallet?tab=ledger', test: 'src/engine/ledger/ledger.test.ts' },
      {
        id: 'once',
        parameters: ['idempotency.keep', 'idempotency.perAccount'],
        page: '/docs',
        test: 'src/engine/idempotency.test.ts',
      },
      { id: 'apart', parameters: [], page: '/risk', test: 'src/engine/commands/accounts.test.ts' },
    ],
  },
  {
    number: 3,
    rules: [
      { id: 'custody', parameters: [], page: '/transparency?tab=books', test: 'src/engine/commands/credits.test.ts' },
      {
        id: 'faucet',
        parameters: ['faucet.dailyCap'],
        page: '/wallet/topup',
        test: 'src/engine/commands/credits.test.ts',
      },
    ],
  },
  {
    number: 4,
    rules: [
      { id: 'hold', parameters: [], page: '/playground', test: 'src/engine/commands/calls.test.ts' },
      { id: 'capture', parameters: [], page: '/logs', test: 'src/engine/commands/call-end.test.ts' },
      { id: 'relay', parameters: ['relay.beatTimeout'], page: '/status', test: 'src/engine/commands/call-end.test.ts' },
      { id: 'keys', parameters: ['keys.perAccount'], page: '/keys', test: 'src/engine/commands/keys.test.ts' },
      { id: 'price', parameters: ['price.surcharge'], page: '/models', test: 'src/engine/metering/charge.test.ts' },
      { id: 'mining', parameters: [], page: '/transparency', test: 'src/engine/mining/emission.test.ts' },
    ],
  },
  {
    number: 5,
    rules: [
      {
        id: 'tiers',
        parameters: [
          'tier.lv2.stake',
          'tier.lv2.rate',
          'tier.lv3.stake',
          'tier.lv3.rate',
          'tier.lv4.stake',
          'tier.lv4.rate',
          'tier.whale.stake',
        ],
        page: '/stake',
        test: 'src/engine/staking/tiers.test.ts',
      },
      { id: 'upgrade', parameters: ['stake.upgradeDelay'], page: '/stake', test: 'src/engine/staking/tiers.test.ts' },
      {
        id: 'unbonding',
        parameters: ['stake.unbonding', 'stake.unbondings'],
        page: '/stake',
        test: 'src/engine/commands/stake.test.ts',
      },
    ],
  },
  {
    number: 6,
    rules: [
      {
        id: 'profit',
        parameters: ['fund.share'],
        page: '/transparency?tab=books',
        test: 'src/engine/treasury/treasury.test.ts',
      },
      { id: 'budget', parameters: [], page: '/transparency?tab=books', test: 'src/engine/treasury/buyback.test.ts' },
      {
        id: 'slices',
        parameters: ['buyback.maxSlices', 'buyback.guard'],
        page: '/transparency?tab=books',
        test: 'src/engine/treasury/buyback.test.ts',
      },
      {
        id: 'burn',
        parameters: ['buyback.warShare'],
        page: '/transparency?tab=books',
        test: 'src/engine/treasury/buyback.test.ts',
      },
    ],
  },
  {
    number: 7,
    rules: [
      { id: 'priority', parameters: [], page: '/trade', test: 'src/engine/exchange/book/twin.test.ts' },
      {
        id: 'fees',
        parameters: ['market.takerFee', 'market.makerFee'],
        page: '/trade',
        test: 'src/engine/commands/orders.test.ts',
      },
      { id: 'escrow', parameters: [], page: '/wallet', test: 'src/engine/exchange/orders.test.ts' },
      {
        id: 'filters',
        parameters: [
          'market.minNotional',
          'market.maxNotional',
          'market.openOrders',
          'market.triggers',
          'market.icebergParts',
        ],
        page: '/trade',
        test: 'src/engine/commands/orders.test.ts',
      },
      { id: 'band', parameters: ['market.band'], page: '/markets', test: 'src/engine/commands/orders.test.ts' },
      {
        id: 'breaker',
        parameters: ['market.breakerMove'],
        page: '/markets',
        test: 'src/engine/commands/orders.test.ts',
      },
      {
        id: 'mark',
        parameters: ['mark.interval', 'mark.impactNotional'],
        page: '/markets',
        test: 'src/engine/exchange/mark.test.ts',
      },
      {
        id: 'clamps',
        parameters: ['mark.medianClamp', 'mark.stepClamp'],
        page: '/markets',
        test: 'src/engine/exchange/mark.test.ts',
      },
    ],
  },
  {
    number: 8,
    rules: [
      {
        id: 'pools',
        parameters: ['lending.kink', 'lending.limit', 'lending.slope', 'lending.reserveShare'],
        page: '/lend',
        test: 'src/engine/lending/rates.test.ts',
      },
      {
        id: 'leverage',
        parameters: ['margin.leverage', 'margin.lcoShare', 'margin.accountShare', 'margin.depthShare'],
        page: '/trade',
        test: 'src/engine/margin/exposure.test.ts',
      },
      {
        id: 'close',
        parameters: ['margin.callLevel', 'margin.closeLevel', 'margin.targetLevel', 'margin.penalty'],
        page: '/margin',
        test: 'test/engine/margin-scenarios.test.ts',
      },
      { id: 'waterfall', parameters: [], page: '/margin', test: 'test/engine/margin-scenarios.test.ts' },
    ],
  },
  {
    number: 12,
    rules: [
      { id: 'registry', parameters: [], page: '/transparency?tab=rules', test: 'test/engine/parameters.test.ts' },
      { id: 'switches', parameters: [], page: '/transparency?tab=rules', test: 'src/engine/commands/accounts.test.ts' },
      { id: 'never', parameters: [], page: '/transparency?tab=rules', test: 'test/engine/hostile.test.ts' },
    ],
  },
  {
    number: 13,
    rules: [
      { id: 'recount', parameters: [], page: '/transparency?tab=books', test: 'test/engine/session.test.ts' },
      { id: 'replay', parameters: [], page: '/transparency', test: 'src/sequencer/replay.test.ts' },
    ],
  },
]
