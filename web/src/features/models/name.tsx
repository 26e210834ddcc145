/** A model's name with vendor, kind and the marks that matter before using it. */
import type { Model } from '../../../../src/contract/models.ts'
import { useText } from '../../i18n/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { RowLink } from '../../ui/row-link.tsx'

export const modelPath = (model: string): string => `/models/${encodeURIComponent(model)}`

export function ModelName({ model }: { model: Model }) {
  const k = useText('kinds')
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="flex min-w-0 flex-col leading-tight">
        <RowLink to={modelPath(model.model)} className="truncate font-medium">
          {model.model}
        </RowLink>
        <span className="truncate text-12 font-normal text-muted">
          {[model.vendor, k(`kind.${model.kind}`)].filter(Boolean).join(' · ')}
        </span>
      </span>
      <Marks model={model} />
    </span>
  )
}

export function Marks({ model }: { model: Model }) {
  const t = useText('models')
  return (
    <>
      {model.sandbox ? <Badge>{t('mark.sandbox')}</Badge> : null}
      {model.available ? null : <Badge tone="warn">{t('mark.unavailable')}</Badge>}
      {model.eligible ? null : <Badge tone="warn">{t('mark.noMining')}</Badge>}
    </>
  )
}
