/** Claims about margin as people meet it, in each language: the quiz before the first use, a long and a short with borrowed money, and a forced close. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Visitor } from '../server-process.ts'
import { type Language, openBrowser, openWindow, visit } from './browser.ts'
import { openWorld, type World } from './world.ts'

let world: World
let browser: Browser

beforeAll(async () => {
  ;[world, browser] = await Promise.all([openWorld(), openBrowser()])
  // Deep enough on both sides for the mark to live on, whatever the tests take.
  await world.bob.call('orders.place', { body: { type: 'limit', side: 'sell', price: '0.10400', quantity: '300' } })
  await world.bob.call('orders.place', { body: { type: 'limit', side: 'buy', price: '0.09900', quantity: '400' } })
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

/** The words of one language that the tests look for. */
interface Words {
  readonly margin: string
  readonly open: string
  readonly right: readonly string[]
  readonly accepts: RegExp
  readonly opened: string
  readonly add: string
  readonly amount: string
  readonly sell: string
  readonly price: string
  readonly quantity: string
  readonly send: { readonly buy: string; readonly sell: string }
  readonly close: string
  readonly traded: RegExp
  readonly long: string
  readonly short: string
  readonly forced: string
  readonly notice: string
  readonly steps: string
  readonly bought: string
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    ...{ margin: 'Margin', open: 'Open margin account', accepts: /I have read this/, opened: 'Margin account opened' },
    right: [
      'My position is closed at the market at once, with a penalty.',
      'All of the collateral in the margin account.',
      'Yes: interest alone can bring the level down.',
      '5 times as much: 10 % of the whole position.',
    ],
    ...{ add: 'Add', amount: 'Amount', sell: 'Sell', price: 'Price', quantity: 'Quantity' },
    ...{ send: { buy: 'Buy on margin', sell: 'Sell on margin' }, close: 'Close position' },
    ...{ traded: /LCO traded/, long: 'Long', short: 'Short', steps: 'Forced closes', bought: 'Short bought back' },
    forced: 'Your margin position is being closed by force',
    notice: 'Step of a forced close',
  },
  ja: {
    ...{ margin: '信用', open: '信用取引口座を開く', accepts: /以上を読み/, opened: '信用取引口座を開きました' },
    right: [
      'すぐに市場で強制決済され、違約金がかかります。',
      '信用取引口座の担保すべてです。',
      'はい。利息だけで水準が下がります。',
      'その5倍、ポジション全体の10 %です。',
    ],
    ...{ add: '入れる', amount: '金額', sell: '売り', price: '価格', quantity: '数量' },
    ...{ send: { buy: '信用で買う', sell: '信用で売る' }, close: '決済する' },
    ...{
      traded: /LCOを約定しました/,
      long: 'ロング',
      short: 'ショート',
      steps: '強制決済',
      bought: 'ショートを買い戻し',
    },
    forced: '信用ポジションを強制決済しています',
    notice: '強制決済の一段階',
  },
  zh: {
    ...{ margin: '保证金', open: '开通保证金账户', accepts: /我已阅读/, opened: '保证金账户已开通' },
    right: [
      '持仓立即在市场上被强平，并收取罚金。',
      '保证金账户中的全部资金。',
      '会：仅利息就会拉低保证金水平。',
      '是它的 5 倍：整个持仓的 10 %。',
    ],
    ...{ add: '转入', amount: '数量', sell: '卖出', price: '价格', quantity: '数量' },
    ...{ send: { buy: '保证金买入', sell: '保证金卖出' }, close: '平仓' },
    ...{ traded: /已成交/, long: '多', short: '空', steps: '强平记录', bought: '买回空头' },
    forced: '您的保证金持仓正在强平',
    notice: '强平的一步',
  },
}

interface Desk {
  readonly page: Page
  readonly words: Words
  readonly visitor: Visitor
}

async function openDesk(language: Language, name: string): Promise<Desk> {
  const visitor = await new Visitor(world.server.url).signUp(name)
  await visitor.call('faucet.draw', { body: { amount: '100' } })
  const page = await (await openWindow(browser, { url: world.server.url, visitor, language })).newPage()
  await visit(page, '/trade?tab=positions')
  const words = WORDS[language]
  await page.getByRole('radio', { name: words.margin, exact: true }).click()
  return { page, words, visitor }
}

async function openAccount({ page, words }: Desk): Promise<void> {
  await page.getByRole('button', { name: words.open }).click()
  const dialog = page.getByRole('dialog')
  const go = dialog.getByRole('button', { name: words.open })
  await dialog.getByText(words.right[0] ?? '').waitFor()
  expect(await go.isDisabled()).toBe(true)
  for (const answer of words.right) await dialog.getByText(answer, { exact: true }).click()
  await dialog.getByText(words.accepts).click()
  await go.click()
  await page.getByText(words.opened).first().waitFor()
}

async function addCollateral({ page, words }: Desk, amount: string): Promise<void> {
  await page.getByRole('button', { name: words.add, exact: true }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(words.amount).fill(amount)
  await dialog.getByRole('button', { name: words.add, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

interface Sent {
  readonly side: 'buy' | 'sell'
  readonly price: string
  readonly quantity: string
}

async function order({ page, words }: Desk, { side, price, quantity }: Sent): Promise<void> {
  const ticket = page.getByRole('region').filter({ has: page.getByRole('radio', { name: words.margin, exact: true }) })
  if (side === 'sell') await ticket.getByRole('radio', { name: words.sell, exact: true }).click()
  await ticket.getByLabel(words.price, { exact: true }).fill(price)
  await ticket.getByLabel(words.quantity, { exact: true }).fill(quantity)
  await ticket.getByRole('button', { name: words.send[side] }).click()
}

async function closePosition({ page, words }: Desk): Promise<void> {
  await page.getByRole('button', { name: words.close, exact: true }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: words.close, exact: true }).click()
  await page.getByText(words.traded).first().waitFor()
}

describe.each(['en', 'ja', 'zh'] as const)('in language %s', (language) => {
  test('an account is opened by a quiz, goes long with borrowed credits, and is closed again', async () => {
    const desk = await openDesk(language, `long${language}`)
    await openAccount(desk)
    await addCollateral(desk, '10')
    await order(desk, { side: 'buy', price: '0.10400', quantity: '120' })
    await desk.page.getByRole('row').filter({ hasText: desk.words.long }).filter({ hasText: '120' }).first().waitFor()
    const { account } = await desk.visitor.call('margin.get', {})
    expect(account?.debt?.asset).toBe('CR')
    await closePosition(desk)
    expect((await desk.visitor.call('margin.get', {})).account?.debt).toBeNull()
    await desk.page.context().close()
  })

  test('a short owes LCO, and is closed again', async () => {
    const desk = await openDesk(language, `short${language}`)
    await openAccount(desk)
    await addCollateral(desk, '5')
    await order(desk, { side: 'sell', price: '0.09900', quantity: '20' })
    await desk.page.getByRole('row').filter({ hasText: desk.words.short }).filter({ hasText: '20' }).first().waitFor()
    expect((await desk.visitor.call('margin.get', {})).account?.debt?.asset).toBe('LCO')
    await closePosition(desk)
    expect((await desk.visitor.call('margin.get', {})).account?.debt).toBeNull()
    await desk.page.context().close()
  })
})

/** A short so near to its limit that a price a tenth higher closes it. */
async function openShort(language: Language): Promise<Desk> {
  const desk = await openDesk(language, `forced${language}`)
  const { page, words, visitor } = desk
  const { terms } = await visitor.call('margin.limits', {})
  await visitor.call('margin.open', { body: { terms } })
  await visitor.call('margin.transfer', { body: { direction: 'in', amount: '0.47' } })
  await visitor.call('orders.place', {
    body: {
      ...{ type: 'limit', side: 'sell', price: '0.09900', quantity: '20', timeInForce: 'ioc' },
      margin: { borrow: true },
    },
  })
  await page.getByRole('row').filter({ hasText: words.short }).filter({ hasText: '20' }).first().waitFor()
  return desk
}

/** Three calls at 30 CR are 900 LCO: whatever the tests before have taken, the short ones find a market. */
async function mine(who: Visitor): Promise<void> {
  await who.call('faucet.draw', { body: { amount: '95' } })
  const { secret } = await who.call('keys.create', { body: { name: 'miner', scopes: ['relay'] } })
  for (let call = 0; call < 3; call++) {
    const { status } = await fetch(`${world.server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ model: 'sandbox-chat-large', max_tokens: 5 },
        messages: [{ role: 'user', content: 'Hi' }],
      }),
    })
    expect(status).toBe(200)
  }
}

/** Everybody's orders go, and both sides are quoted around the new price until the mark has followed. */
async function moveTo(bid: string, ask: string): Promise<void> {
  const { alice, bob, operator } = world
  for (const who of [alice, bob]) await who.call('orders.cancelAll', {})
  await bob.call('orders.place', { body: { type: 'limit', side: 'buy', price: bid, quantity: '800' } })
  await alice.call('orders.place', { body: { type: 'limit', side: 'sell', price: ask, quantity: '600' } })
  await operator.call('admin.clock.advance', { body: { advanceMs: 45 * 60_000 } })
}

test('shorts that a risen price closes by force are told so at once, find it among their notifications, and stand in public with its prices, in every language', async () => {
  await mine(world.alice)
  await world.alice.call('orders.cancelAll', {})
  await world.alice.call('lending.lend', { body: { asset: 'LCO', amount: '100' } })
  await world.alice.call('orders.place', { body: { type: 'limit', side: 'sell', price: '0.10300', quantity: '600' } })
  const desks = await Promise.all((['en', 'ja', 'zh'] as const).map(openShort))
  const told = desks.map(({ page, words }) => page.getByText(words.forced).first().waitFor())
  await Promise.all([moveTo('0.11300', '0.11400'), ...told])
  const seen = desks.map(async ({ page, words, visitor }) => {
    expect((await visitor.call('margin.get', {})).account?.debt).toBeNull()
    await page.goto('/notifications')
    await page.getByText(words.notice).first().waitFor()
    await page.goto('/margin')
    const steps = page.getByRole('table', { name: words.steps, exact: true })
    await steps.getByRole('row').filter({ hasText: words.bought }).filter({ hasText: '0.11400' }).first().waitFor()
    await page.context().close()
  })
  await Promise.all(seen)
})
