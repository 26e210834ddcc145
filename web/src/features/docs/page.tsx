/** The guide inside the app: base URL, key, a first call with each client, other kinds of models, what answers say. The reference is the server's own page. */
import { useQuery } from '@tanstack/react-query'
import type { Model, ModelKind } from '../../../../src/contract/models.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { PageBody, PageHeader } from '../../ui/page.tsx'
import { Clients } from './clients.tsx'
import { Contents, SECTIONS } from './contents.tsx'
import { Answers, Errors, Machines, Retries } from './facts.tsx'
import { Kinds } from './kinds.tsx'
import { Start } from './start.tsx'

export function Page() {
  const t = useText('docs')
  const { data } = useQuery({
    queryKey: keyOf('GET /models'),
    queryFn: ({ signal }) => call('GET /models', { signal }),
    staleTime: STALE.settings,
  })
  const models = firstOfKinds(data?.items ?? [])
  return (
    <PageBody>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,760px)_200px] xl:gap-16">
        <div className="flex min-w-0 flex-col gap-10">
          <Start />
          <Clients model={models.chat} />
          <Kinds models={models} />
          <Answers />
          <Retries />
          <Errors />
          <Machines />
        </div>
        <Contents sections={SECTIONS} />
      </div>
    </PageBody>
  )
}

/** One model of each kind that this instance serves now, the sandbox's first: it answers without any upstream. */
export function firstOfKinds(models: readonly Model[]): Partial<Record<ModelKind, string>> {
  const found: Partial<Record<ModelKind, string>> = {}
  const usable = models.filter(({ available }) => available)
  for (const { kind, model } of [...usable.filter(({ sandbox }) => sandbox), ...usable]) found[kind] ??= model
  return found
}
