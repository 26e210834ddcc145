/** The Gemini dialect: errors and models in its shapes. */
import type { OfferedModel } from '../../ports.ts'
import type { Problem } from '../../problem.ts'
import type { Dialect } from '../dialect.ts'

export const gemini: Dialect = {
  name: 'gemini',
  // Google's own client takes every event for data.
  comments: false,
  errorBody: errorJson,
  errorEvent: (problem) => `data: ${errorJson(problem)}\n\n`,
  models: (models) => JSON.stringify({ models: models.map(modelObject) }),
  model: (model) => JSON.stringify(modelObject(model)),
}

function errorJson(problem: Problem): string {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: problem.code, domain: 'l-exchange' }]
  return JSON.stringify({
    error: { code: problem.status, message: problem.message, status: statusName(problem), details },
  })
}

const statusNames: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  402: 'RESOURCE_EXHAUSTED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

function statusName({ status }: Problem): string {
  return statusNames[status] ?? (status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT')
}

const methods: Readonly<Partial<Record<OfferedModel['kind'], readonly string[]>>> = {
  chat: ['generateContent', 'streamGenerateContent', 'countTokens'],
  embedding: ['embedContent', 'batchEmbedContents'],
}

function modelObject(model: OfferedModel) {
  return {
    name: `models/${model.model}`,
    displayName: model.model,
    version: '1',
    ...(model.contextLength === null ? {} : { inputTokenLimit: model.contextLength }),
    ...(model.maxOutput === null ? {} : { outputTokenLimit: model.maxOutput }),
    supportedGenerationMethods: methods[model.kind] ?? [],
  }
}
