/** Revoking a key: at once and for ever. */
import type { Key } from '../../../../src/contract/keys.ts'
import { call, keyOf } from '../../api/platform.ts'
import { queryClient } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { told } from '../../ui/toast.ts'

export function RevokeKey({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const t = useText('keys')
  const revoke = async () => {
    await call('DELETE /keys/{keyId}', { params: { keyId: apiKey.keyId } })
    await queryClient.invalidateQueries({ queryKey: keyOf('GET /keys') })
    told.done(t('revoked', { name: apiKey.name }))
  }
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('revokeTitle', { name: apiKey.name })}
      description={t('revokeText')}
      action={t('revoke')}
      danger
      onConfirm={revoke}
    />
  )
}
