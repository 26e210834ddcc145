/** Where Google's clients ask for text: whole, or as a stream of events or of elements of one array. */
import type { IncomingMessage } from 'node:http'
import { ArrayOutlet } from '../outlet/array.ts'
import type { Outlet } from '../outlet/outlet.ts'
import { geminiGenerate } from '../wires/gemini-generate/wire.ts'
import { generationKind } from '../wires/kind.ts'
import { callEndpoint, type Endpoint } from './endpoint.ts'
import { queryOf } from './query.ts'

const generate = generationKind('generate', geminiGenerate)
const gemini = { dialect: 'gemini' } as const

/** Google's clients ask in either version. */
export const geminiEndpoints: readonly Endpoint[] = (['v1', 'v1beta'] as const).flatMap((version) => [
  callEndpoint(`/${version}/models/{model+}:generateContent`, generate, { ...gemini, stream: false }),
  callEndpoint(`/${version}/models/{model+}:streamGenerateContent`, generate, { ...gemini, stream: true, shape }),
])

/** Events only where they are asked for. */
function shape(outlet: Outlet, request: IncomingMessage): Outlet {
  return queryOf(request).get('alt') === 'sse' ? outlet : new ArrayOutlet(outlet)
}
