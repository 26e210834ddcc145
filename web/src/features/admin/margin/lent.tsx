/** What each pool has lent, and taking note of a loss, after which a stopped pool lends again. */
import { useState } from 'react'
import { freshKey } from '../../../api/client.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { queryClient } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { told } from '../../../ui/toast.ts'
import type { AdminMargin } from './use-at-risk.ts'

export function LentPools({ lent }: Pick<AdminMargin, 'lent'>) {
  const t = useText('admin-margin')
  const [asked, setAsked] = useState<AdminMargin['lent'][number]['asset']>()
  const acknowledge = async (reason: string) => {
    if (!asked) return
    const body = { asset: asked, reason, confirm: asked }
    await call('POST /admin/margin/acknowledge', { body, idempotencyKey: freshKey() })
    for (const path of ['GET /admin/margin', 'GET /margin/reserve', 'GET /lending/pools'] as const)
      void queryClient.invalidateQueries({ queryKey: keyOf(path) })
    told.done(t('lent.done', { asset: asked }))
  }
  return (
    <>
      <ul className="divide-y divide-line/60">
        {lent.map(({ asset, amount, stopped }) => (
          <li key={asset} className="flex min-h-11 flex-wrap items-center gap-3 px-4 py-1.5">
            <Amount value={amount} unit={asset} />
            <Badge tone={stopped ? 'danger' : 'ok'} className="ml-auto">
              {stopped ? t('lent.stopped') : t('lent.lends')}
            </Badge>
            {stopped ? (
              <Button size="sm" onClick={() => setAsked(asset)}>
                {t('lent.acknowledge')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <Confirm
        open={asked !== undefined}
        onOpenChange={(open) => (open ? undefined : setAsked(undefined))}
        title={t('lent.confirm', { asset: asked ?? '' })}
        description={t('lent.effect')}
        action={t('lent.acknowledge')}
        {...(asked ? { typed: asked } : {})}
        reason={{ label: t('lent.reason'), hint: t('lent.reasonHint') }}
        onConfirm={acknowledge}
      />
    </>
  )
}
