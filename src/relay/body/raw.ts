/** A request body before anybody has read it: its bytes, and JSON or a form when asked for. */

import { asProblem, type Problem } from '../problem.ts'
import type { RelaySettings } from '../settings.ts'
import { type FormBody, formIdentity, isForm, readForm } from './form.ts'
import { isLong, parseLongBody } from './long.ts'
import { type JsonBody, parseBody } from './parse.ts'

export interface RawBody {
  /** Decompressed. */
  readonly bytes: Buffer
  /** As sent, with its parameters; '' when absent. */
  readonly contentType: string
  /** Reads a long JSON body in turns of the event loop, so that `json` takes no time; what is wrong with it `json` says. Undefined: nothing to wait for. */
  load(): Promise<void> | undefined
  /** Refuses with 400 what is not one JSON object. */
  json(): JsonBody
  /** Refuses with 400 what is not multipart/form-data. */
  form(): FormBody
  /** What a repeat of the same request has in common with it. */
  identity(): readonly (string | Buffer)[]
  /** The same with other bytes in it. */
  with(bytes: Buffer): RawBody
}

export function rawBody(
  bytes: Buffer,
  contentType: string,
  limits: Pick<RelaySettings, 'maxJsonDepth' | 'maxJsonNodes'>,
): RawBody {
  let form: FormBody | undefined
  let json: JsonBody | undefined
  let fault: Problem | undefined
  const asForm = (): FormBody => {
    form ??= readForm(bytes, contentType)
    return form
  }
  const loadLong = async (): Promise<void> => {
    try {
      json = await parseLongBody(bytes, limits)
    } catch (error) {
      fault = asProblem(error)
    }
  }
  return {
    bytes,
    contentType,
    load: () => (json || fault || !isLong(bytes) || isForm(contentType) ? undefined : loadLong()),
    json() {
      if (fault) throw fault
      json ??= parseBody(bytes, limits)
      return json
    },
    form: asForm,
    identity: () => (isForm(contentType) ? formIdentity(asForm()) : [bytes]),
    with: (other) => rawBody(other, contentType, limits),
  }
}
