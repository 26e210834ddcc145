/** The choice of models that a key may call; none chosen is all. */
import { useQuery } from '@tanstack/react-query'
import { call, keyOf } from '../api/platform.ts'
import { STALE } from '../api/queries.ts'
import { useText } from '../i18n/index.ts'
import { Checkbox } from '../ui/toggle.tsx'

export interface ModelFieldProps {
  models: readonly string[]
  onChange: (models: string[]) => void
}

/** Needs the texts of the namespace keys. */
export function ModelField({ models, onChange }: ModelFieldProps) {
  const t = useText('keys')
  const { data } = useQuery({
    queryKey: keyOf('GET /models'),
    queryFn: ({ signal }) => call('GET /models', { signal }),
    staleTime: STALE.settings,
  })
  const names = [...new Set([...models, ...(data?.items ?? []).map(({ model }) => model)])].sort()
  const toggle = (model: string, on: boolean) =>
    onChange(names.filter((each) => (each === model ? on : models.includes(each))))
  return (
    <fieldset>
      <legend className="mb-1.5 text-13 font-medium">
        {t('field.models')}
        <span className="ml-2 font-normal text-muted">
          {models.length === 0 ? t('allModels') : t('someModels', { count: models.length })}
        </span>
      </legend>
      <div className="max-h-40 overflow-y-auto rounded-control border border-line px-3 py-2">
        {names.map((model) => (
          <Checkbox
            key={model}
            checked={models.includes(model)}
            onChange={(on) => toggle(model, on)}
            label={<span className="font-mono text-13">{model}</span>}
          />
        ))}
      </div>
    </fieldset>
  )
}
