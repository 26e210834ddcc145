/** Closing a run: no new calls, and the rest comes back. */
import type { Run } from '../../../../src/contract/runs.ts'
import { call, keyOf } from '../../api/platform.ts'
import { queryClient } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { told } from '../../ui/toast.ts'

export function CloseRun({ run, onClose }: { run: Run; onClose: () => void }) {
  const t = useText('runs')
  const close = async () => {
    const { status } = await call('DELETE /runs/{runId}', { params: { runId: run.runId } })
    for (const route of ['GET /runs', 'GET /runs/{runId}', 'GET /me/balances'] as const)
      void queryClient.invalidateQueries({ queryKey: keyOf(route) })
    told.done(t(`told.${status}`, { name: run.name }))
  }
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('closeTitle', { name: run.name })}
      description={t('closeText')}
      action={t('close')}
      onConfirm={close}
    />
  )
}
