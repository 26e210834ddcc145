/** Other kinds of models that this instance serves: where they answer, and a first call. */
import { useState } from 'react'
import { type ModelKind, modelKinds } from '../../../../src/contract/models.ts'
import { useText } from '../../i18n/index.ts'
import { kindSnippets, PATHS } from '../../parts/snippets/kinds.ts'
import { CodeTabs } from '../../ui/code.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Select } from '../../ui/select.tsx'
import { Chapter } from './contents.tsx'
import { KEY } from './key.ts'

export function Kinds({ models }: { models: Partial<Record<ModelKind, string>> }) {
  const t = useText('docs')
  const k = useText('kinds')
  const served = modelKinds.filter((kind) => kind !== 'chat' && models[kind] !== undefined)
  const [chosen, setChosen] = useState<string>()
  const kind = served.find((each) => each === chosen) ?? served[0]
  return (
    <Chapter id="kinds">
      {kind === undefined ? (
        <p className="text-14 text-muted">{t('kinds.none')}</p>
      ) : (
        <>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Select
              label={t('kinds.label')}
              value={kind}
              onChange={setChosen}
              options={served.map((value) => ({ value: value as string, label: k(`kind.${value}`) }))}
            />
            <span className="flex flex-wrap gap-x-3 gap-y-1 font-mono text-12 text-muted">
              {PATHS[kind].map((path) => (
                <span key={path}>{path}</span>
              ))}
            </span>
          </div>
          <CodeTabs
            key={kind}
            snippets={kindSnippets(kind, {
              origin: location.origin,
              key: KEY,
              model: models[kind] ?? '',
              prompt: t('prompt'),
            })}
          />
        </>
      )}
      <p className="text-13">
        <TextLink to="/models">{t('kinds.models')}</TextLink>
      </p>
    </Chapter>
  )
}
