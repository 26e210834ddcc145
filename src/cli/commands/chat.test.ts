/** Claims about chatting and placing orders from the command line. */
import { describe, expect, it } from 'vitest'
import { machine, standIn } from '../testing/bench.ts'

const piece = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`
const bill =
  ': x-lx-call-id=call_1 x-lx-cost=0.000123 x-lx-mined=0.00123000 x-lx-balance=9.999877 x-lx-charge=metered\n\n'
const stream = {
  headers: { 'content-type': 'text/event-stream' },
  body: [piece('Hel'), piece('lo'), `${piece(', 世界')}${bill}`, 'data: [DONE]\n\n'],
}
const POST = 'POST /v1/chat/completions'

describe('lx chat', () => {
  it('streams the answer to standard output and the bill beside it', async () => {
    const server = await standIn({ [POST]: stream })
    const result = await machine({ url: server.url, key: 'k' }).lx([
      'chat',
      'Say',
      'hello',
      '--model',
      'm',
      '--max-tokens',
      '5',
      '--system',
      'be brief',
      '--max-cost',
      '0.5',
    ])
    expect(result).toMatchObject({ code: 0, out: 'Hello, 世界\n' })
    expect(result.note).toBe('m · 0.000123 CR · 0.00123000 LCO mined · balance 9.999877 CR · call_1\n')
    expect(server.asked[0]).toMatchObject({
      headers: { authorization: 'Bearer k', 'x-lx-max-cost': '0.5' },
      body: {
        model: 'm',
        stream: true,
        max_tokens: 5,
        messages: [
          { role: 'system', content: 'be brief' },
          { role: 'user', content: 'Say hello' },
        ],
      },
    })
    await server.close()
  })

  it('adds standard input to the question', async () => {
    const server = await standIn({ [POST]: stream })
    await machine({ url: server.url, key: 'k' }).lx(['chat', 'Summarise:', '--model', 'm'], { input: 'a long text\n' })
    expect(server.asked[0]?.body).toMatchObject({ messages: [{ content: 'Summarise:\n\na long text' }] })
    await server.close()
  })

  it('fails when the answer breaks off, names its end, or carries an error, and keeps what came', async () => {
    const error = `data: ${JSON.stringify({ error: { message: 'hold exhausted', code: 'hold_exhausted' } })}\n\n`
    const server = await standIn({
      [POST]: [
        { ...stream, body: [piece('Hel')], cut: true },
        { ...stream, body: [piece('Hel')] },
        { ...stream, body: [piece('Hel'), error, 'data: [DONE]\n\n'] },
      ],
    })
    const box = machine({ url: server.url, key: 'k' })
    const chat = () => box.lx(['chat', 'hi', '--model', 'm'])
    expect(await chat()).toMatchObject({ code: 3, out: 'Hel\n' })
    expect(await chat()).toMatchObject({ code: 3, out: 'Hel\n' })
    expect(await chat()).toMatchObject({ code: 1, out: 'Hel\n', note: 'lx: hold exhausted\n' })
    expect(server.asked).toHaveLength(3)
    await server.close()
  })

  it('shows a relay refusal by its code', async () => {
    const server = await standIn({
      [POST]: {
        status: 402,
        body: { error: { message: 'Not enough available credits.', type: 'x', code: 'insufficient_credits' } },
      },
    })
    expect(await machine({ url: server.url, key: 'k' }).lx(['chat', 'hi', '--model', 'm'])).toMatchObject({
      code: 1,
      note: 'lx: insufficient_credits: Not enough available credits.\n',
    })
    await server.close()
  })

  it('keeps a model from steering the terminal, but gives a pipe every byte', async () => {
    const server = await standIn({ [POST]: { ...stream, body: [piece('a\u001b[2Jb\tc\n'), 'data: [DONE]\n\n'] } })
    const box = machine({ url: server.url, key: 'k' })
    expect((await box.lx(['chat', 'hi', '--model', 'm'], { screen: true })).out).toBe('a[2Jb\tc\n\n')
    expect((await box.lx(['chat', 'hi', '--model', 'm'])).out).toBe('a\u001b[2Jb\tc\n\n')
    await server.close()
  })

  it('quotes with --dry-run and sends nothing to the model', async () => {
    const quote = {
      model: 'm',
      tier: 'lv1',
      highest: { cost: '0.100000' },
      expected: { cost: '0.010000', mined: '0.10000000' },
      valid_until: 'x',
    }
    const server = await standIn({ 'POST /v1/quote': { body: quote } })
    const { code, out } = await machine({ url: server.url, key: 'k' }).lx(['chat', 'hi', '--model', 'm', '--dry-run'])
    expect([code, out]).toEqual([0, expect.stringContaining('0.100000 CR')])
    expect(server.asked.map(({ route }) => route)).toEqual(['POST /v1/quote'])
    await server.close()
  })

  it('without a question is a mistake of the command line', async () => {
    const server = await standIn({})
    expect((await machine({ url: server.url, key: 'k' }).lx(['chat', '--model', 'm'])).code).toBe(2)
    expect(server.asked).toEqual([])
    await server.close()
  })
})

describe('lx buy and sell', () => {
  const quote = {
    quantity: '100.0',
    averagePrice: '0.10000',
    worstPrice: '0.10000',
    notional: '10.000000',
    fee: '0.010000',
    total: '10.010000',
    rests: '0.0',
    reserve: { credits: '10.010000', quantity: '0.0' },
    borrows: null,
    asOf: 0,
  }
  const order = {
    orderId: 5,
    clientOrderId: null,
    side: 'buy',
    type: 'limit',
    timeInForce: 'gtc',
    postOnly: false,
    selfTrade: 'expire_maker',
    price: '0.10000',
    quantity: '100.0',
    quote: null,
    filledQuantity: '100.0',
    filledNotional: '10.000000',
    averagePrice: '0.10000',
    fee: '0.010000',
    status: 'filled',
    trigger: null,
    triggeredAt: null,
    iceberg: null,
    listId: null,
    margin: null,
    placedAt: 0,
    updatedAt: 0,
  }
  const market = {
    'POST /api/v1/orders/quote': { body: quote },
    'POST /api/v1/orders': { status: 201, body: { order, fills: [], sequence: 9, repeated: false } },
  }

  it('send amounts as they were typed, by the kind of order', async () => {
    const server = await standIn(market)
    const box = machine({ url: server.url, key: 'k' })
    await box.lx(['buy', '100', '--at', '0.1', '--tif', 'ioc', '--client-id', 'mine'])
    await box.lx(['sell', '0.5'])
    await box.lx(['buy', '--for', '25.50'])
    expect(server.asked.map(({ body }) => body)).toEqual([
      { type: 'limit', side: 'buy', price: '0.1', quantity: '100', timeInForce: 'ioc', clientOrderId: 'mine' },
      { type: 'market', side: 'sell', quantity: '0.5' },
      { type: 'market', side: 'buy', quote: '25.50' },
    ])
    await server.close()
  })

  it('send what an order waits for, and how much of it shows', async () => {
    const server = await standIn(market)
    const box = machine({ url: server.url, key: 'k' })
    await box.lx(['sell', '100', '--stop', '0.09'])
    await box.lx(['sell', '100', '--take-profit', '0.2', '--trail', '150'])
    await box.lx(['buy', '100', '--trail', '50'])
    await box.lx(['buy', '100', '--at', '0.1', '--show', '10'])
    expect(server.asked.map(({ body }) => body)).toEqual([
      { type: 'market', side: 'sell', quantity: '100', trigger: { kind: 'stop_loss', price: '0.09' } },
      { type: 'market', side: 'sell', quantity: '100', trigger: { kind: 'take_profit', price: '0.2', trailBps: 150 } },
      { type: 'market', side: 'buy', quantity: '100', trigger: { kind: 'stop_loss', trailBps: 50 } },
      { type: 'limit', side: 'buy', price: '0.1', quantity: '100', iceberg: '10' },
    ])
    await server.close()
  })

  it('tell what each order waits for', async () => {
    const waiting = { ...order, status: 'pending', trigger: { kind: 'stop_loss', price: '0.09000', trailBps: 150 } }
    const items = [waiting, { ...order, listId: 3 }, order]
    const server = await standIn({ 'GET /api/v1/orders': { body: { items, nextCursor: null } } })
    const { out } = await machine({ url: server.url, key: 'k' }).lx(['orders'])
    expect(out).toContain('stop 0.09000 trailing 1.5 %')
    expect(out).toContain('list 3')
    await server.close()
  })

  it('place nothing with --dry-run', async () => {
    const server = await standIn(market)
    const { code, out } = await machine({ url: server.url, key: 'k' }).lx(['buy', '100', '--dry-run'])
    expect([code, out]).toEqual([0, expect.stringContaining('10.010000 CR')])
    expect(server.asked.map(({ route }) => route)).toEqual(['POST /api/v1/orders/quote'])
    await server.close()
  })

  it('show a person the total first and place only after a yes', async () => {
    const server = await standIn(market)
    const box = machine({ url: server.url, key: 'k' })
    expect((await box.lx(['buy', '100'], { interactive: true, typed: ['no'] })).code).toBe(1)
    expect(server.asked.map(({ route }) => route)).toEqual(['POST /api/v1/orders/quote'])
    expect((await box.lx(['buy', '100'], { interactive: true, typed: ['y'] })).out).toContain('Order 5 is filled')
    expect((await box.lx(['buy', '100', '--yes'], { interactive: true })).questions).toEqual([])
    await server.close()
  })

  it.each([
    [['buy']],
    [['buy', '1', '--for', '2']],
    [['buy', '--for', '2', '--at', '1']],
    [['sell', '1', '--post-only']],
    [['sell', '1', '--show', '1']],
    [['sell', '1', '--stop', '1', '--take-profit', '2']],
    [['cancel']],
    [['cancel', '1', '--all']],
  ])('refuse %j before anything is sent', async (args) => {
    const server = await standIn(market)
    expect((await machine({ url: server.url, key: 'k' }).lx(args)).code).toBe(2)
    expect(server.asked).toEqual([])
    await server.close()
  })
})
