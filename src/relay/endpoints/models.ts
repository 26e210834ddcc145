/** The models a key may use, in the caller's dialect. */
import { mayUse } from '../access/authenticate.ts'
import { respondJson } from '../call/respond.ts'
import type { ChannelDirectory, Principal } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { Endpoint } from './endpoint.ts'

const list: Endpoint['answer'] = async ({ channels }, { outlet, dialect, principal }) => {
  respondJson(outlet, dialect.models(offeredTo(channels, principal)))
}

const one: Endpoint['answer'] = async ({ channels }, { outlet, dialect, principal, params }) => {
  const model = offeredTo(channels, principal).find((offered) => offered.model === params['model'])
  if (!model) throw new Problem('model_not_found', { param: 'model' })
  respondJson(outlet, dialect.model(model))
}

export const modelEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/v1/models', answer: list },
  { method: 'GET', path: '/v1beta/models', answer: list },
  { method: 'GET', path: '/v1/models/{model+}', answer: one },
  { method: 'GET', path: '/v1beta/models/{model+}', answer: one },
]

function offeredTo(channels: ChannelDirectory, principal: Principal) {
  return channels.offered(principal.groups).filter(({ model }) => mayUse(principal, model))
}
