/** A gateway in a process of its own, whose one upstream is at the https address given: holds a session and makes a call, and prints how each ended. */
import { RealtimeClient } from './realtime-client.ts'
import { Rig, testModel, until } from './rig.ts'

const [baseUrl = '', proxy = ''] = process.argv.slice(2)
const rig = await new Rig({ channels: [] }).start()
rig.addChannel({
  ...{ id: 1, baseUrl, proxy, speaks: ['openai.realtime', 'openai.chat'] },
  models: [testModel({ model: 'rt', kind: 'realtime', contextLength: 1_000, maxOutput: 100 }), testModel()],
})
const { secret, client } = rig.person('tls')
const talk = new RealtimeClient(rig, secret, { model: 'rt' })
let refused: number | undefined
talk.rt.socket.on('unexpected-response', (_request, response) => {
  refused = response.statusCode
})
await until(() => refused !== undefined || talk.of('session.created').length > 0)
const session = refused ?? (await talk.ask('Hello')).type
const call = await client.chat.completions
  .create({ model: 'm', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 })
  .then(
    ({ choices }) => choices[0]?.message.content,
    ({ status }) => status,
  )
process.stdout.write(JSON.stringify({ session, call }))
talk.close()
await rig.stop()
process.exit(0)
