/** Claims about bodies whose sender is slow or gone. Sizes and compression are in test/relay/input.test.ts. */
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { readBody } from './read.ts'

const limits = { maxBodyBytes: 100, bodyIdleMs: 20 }

/** A request whose body has come, to its end when `complete`. */
function arrived(text: string, complete: boolean): IncomingMessage {
  const request = new IncomingMessage(new Socket())
  request.push(text)
  request.complete = complete
  if (complete) request.push(null)
  return request
}

test('a body that has come whole is read', async () => {
  expect((await readBody(arrived('{}', true), limits)).toString()).toBe('{}')
})

test('a body that stops coming is given up', async () => {
  await expect(readBody(arrived('{', false), limits)).rejects.toMatchObject({ code: 'body_timeout' })
})

test('a body whose sender has left is given up, also when it had come whole before anybody asked for it', async () => {
  for (const complete of [false, true]) {
    const request = arrived('{}', complete)
    request.on('error', () => undefined)
    request.destroy()
    await new Promise((resolve) => request.once('close', resolve))
    await expect(readBody(request, limits)).rejects.toMatchObject({ code: 'body_timeout' })
  }
})
