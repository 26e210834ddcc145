/** What sessions of random orders must have met, in the words of seen.ts: every type, trigger, self-trade mode and outcome of a list, and every ending that is not rare. */

const SIDES = ['buy', 'sell'] as const
const RESTING = ['limit gtc', 'post-only', 'iceberg']
const FORMS = [...RESTING, 'limit ioc', 'limit fok', 'market', 'market by amount']
const TRIGGERS = ['stop_loss', 'take_profit'].flatMap((kind) => [
  kind,
  `${kind} trailing`,
  `${kind} trailing from a price`,
])

/** A sell by amount takes no trigger. */
function mayWait(form: string, side: string): boolean {
  return form !== 'market by amount' || side === 'buy'
}

function eachSide(forms: readonly string[], endings: readonly string[]): string[] {
  return forms.flatMap((form) => SIDES.flatMap((side) => endings.map((ending) => `${form} ${side}: ${ending}`)))
}

const waiting = TRIGGERS.flatMap((trigger) =>
  FORMS.flatMap((form) =>
    SIDES.filter((side) => mayWait(form, side)).flatMap((side) => [
      `${trigger} waits: ${form} ${side}`,
      `${trigger} fires: ${form} ${side}`,
    ]),
  ),
)

const endings = [
  ...FORMS.flatMap((form) => SIDES.map((side) => `${form} ${side}: filled by fill`)),
  ...RESTING.flatMap((form) => SIDES.map((side) => `${form} ${side} rests`)),
  ...eachSide(RESTING, ['canceled by cancel', 'canceled by list', 'canceled by timer', 'expired by self_trade']),
  ...eachSide(['limit gtc', 'iceberg', 'limit ioc'], ['expired by band']),
  ...eachSide(['limit ioc', 'market', 'market by amount'], ['expired by ioc_rest', 'expired by self_trade']),
  ...eachSide(['fired limit gtc', 'fired iceberg'], ['filled by fill', 'canceled by cancel', 'expired by self_trade']),
  ...eachSide(['fired post-only', 'fired limit fok'], ['filled by fill', 'expired by refused']),
  ...eachSide(['fired limit ioc', 'fired market'], ['filled by fill', 'expired by ioc_rest', 'expired by self_trade']),
  'fired market by amount buy: filled by fill',
  'fired market by amount buy: expired by ioc_rest',
  'fired market buy: expired by reserve',
  'fired market sell: expired by refused',
  'margin wallet trades',
  'reduce-only: filled by fill',
  'dust: a buy by amount is filled with less than a lot left',
  'dust: a sell by amount is filled with less than a lot left',
  'trading is paused',
  ...['fok_not_filled', 'no_liquidity', 'no_mark_price', 'would_cross', 'would_trigger'].map(
    (code) => `refused when its turn came: ${code}`,
  ),
]

const selfTrades = [
  'self-trade expire_maker: takes it out',
  'self-trade expire_taker: leaves the resting order',
  'self-trade expire_both: takes it out',
  'self-trade decrement: takes a part of it',
  'self-trade decrement: takes it out',
]

const lists = [
  ...['list', 'filled by fill, list', 'canceled by cancel', 'canceled by timer', 'expired by self_trade, list'].map(
    (how) => `oco is done: ${how}`,
  ),
  ...[
    'list',
    'filled by fill, list',
    'expired by refused, list',
    'expired by ioc_rest, list',
    'expired by self_trade, list',
  ].map((how) => `oco is done: one fires, ${how}`),
  ...['filled by fill', 'expired by refused, filled by fill', 'canceled by cancel', 'expired by self_trade, list'].map(
    (how) => `oto is done: ${how}`,
  ),
  'oto is done: one fires, filled by fill',
  'oto is done: one fires, expired by refused, filled by fill',
  'otoco: both begin',
  ...[
    'list',
    'filled by fill, list',
    'expired by refused, filled by fill',
    'canceled by cancel',
    'expired by band, list',
  ].map((how) => `otoco is done: ${how}`),
  ...['list', 'filled by fill, list', 'expired by refused, list', 'expired by self_trade, list'].map(
    (how) => `otoco is done: one fires, ${how}`,
  ),
  ...['limit gtc', 'post-only', 'iceberg', 'market'].map((form) => `its list places: ${form}`),
]

const commands = [
  ...['accepted', 'repeated', 'would_trigger', 'would_cross', 'fok_not_filled', 'nothing_to_reduce', 'bad_price'].map(
    (how) => `order.place: ${how}`,
  ),
  ...['accepted', 'repeated', 'bad_order_list', 'would_cross', 'client_list_id_reused'].map(
    (how) => `order.place_list: ${how}`,
  ),
  ...['accepted', 'repeated', 'bad_quantity', 'not_amendable', 'order_in_list'].map((how) => `order.amend: ${how}`),
  ...['accepted', 'order_not_found'].map((how) => `order.cancel: ${how}`),
  ...['accepted', 'list_not_found'].map((how) => `order.cancel_list: ${how}`),
  ...['accepted', 'repeated'].map((how) => `order.cancel_all: ${how}`),
  ...['accepted', 'repeated', 'malformed_command'].map((how) => `order.cancel_after: ${how}`),
  ...['canceled, placed', 'canceled, refused'].map((how) => `order.replace: ${how}`),
  ...['not tried', 'placed', 'refused'].map((how) => `order.replace: nothing to cancel, ${how}`),
]

export const everything: readonly string[] = [...waiting, ...endings, ...selfTrades, ...lists, ...commands]
