/** Claims about the endpoint table as a whole. */
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { type Endpoint, scopes } from './endpoint.ts'
import { engineCodes, serverErrors } from './errors.ts'
import { type BodyOf, endpoints, type ItemOf, pathOf, type QueryOf, type ResponseOf } from './index.ts'

const all: readonly Endpoint[] = Object.values(endpoints)

describe('the endpoint table', () => {
  it('files every endpoint under its own id', () => {
    for (const [id, endpoint] of Object.entries(endpoints)) expect(endpoint.id).toBe(id)
  })

  it('never gives two endpoints one method and path', () => {
    const places = all.map((endpoint) => `${endpoint.method} ${endpoint.path.replace(/\{\w+\}/g, '{}')}`)
    expect(new Set(places).size).toBe(places.length)
  })

  it('declares a schema for exactly the parameters in each path', () => {
    for (const endpoint of all) {
      const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      expect(Object.keys(endpoint.params?.shape ?? {}), endpoint.id).toEqual(inPath)
    }
  })

  it('names only known codes and scopes', () => {
    const codes = new Set<string>([...engineCodes, ...Object.keys(serverErrors)])
    for (const endpoint of all) {
      for (const code of endpoint.errors ?? []) expect(codes.has(code), `${endpoint.id} ${code}`).toBe(true)
      if (typeof endpoint.auth !== 'string') for (const scope of endpoint.auth) expect(scopes).toContain(scope)
    }
  })

  it('turns every schema into JSON Schema', () => {
    for (const endpoint of all) {
      for (const schema of [endpoint.params, endpoint.query, endpoint.body]) {
        if (schema) expect(z.toJSONSchema(schema, { io: 'input' })).toBeTypeOf('object')
      }
      expect(z.toJSONSchema(endpoint.response)).toBeTypeOf('object')
    }
  })

  it('takes no body on GET and DELETE', () => {
    for (const endpoint of all) {
      if (endpoint.method === 'GET' || endpoint.method === 'DELETE') expect(endpoint.body, endpoint.id).toBeUndefined()
    }
  })

  it('refuses unknown fields in every body and query', () => {
    for (const endpoint of all) {
      for (const schema of [endpoint.query, endpoint.body]) {
        const errors = schema?.safeParse({ ['constructor']: 'x', surprise: 1 }).error?.issues ?? []
        if (schema) expect(errors.length, endpoint.id).toBeGreaterThan(0)
      }
    }
  })

  it('escapes path parameters', () => {
    expect(pathOf('models.get', { model: 'vendor/model:tag' })).toBe('/api/v1/models/vendor%2Fmodel%3Atag')
    expect(pathOf('status.get', {})).toBe('/api/v1/status')
  })

  it('gives clients the types of requests and answers', () => {
    expectTypeOf<ResponseOf<'orders.place'>['order']['status']>().toEqualTypeOf<
      'pending' | 'open' | 'filled' | 'canceled' | 'expired'
    >()
    expectTypeOf<BodyOf<'faucet.draw'>>().toEqualTypeOf<{ amount: string }>()
    expectTypeOf<QueryOf<'market.candles'>['limit']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<ItemOf<'keys.list'>['keyId']>().toEqualTypeOf<number>()
    expectTypeOf<BodyOf<'status.get'>>().toEqualTypeOf<undefined>()
  })
})
