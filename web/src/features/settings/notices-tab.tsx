/** Which kinds of notifications are told. Those that money or access hang on always are. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  isAlwaysTold,
  type NoticeKind,
  noticeGroups,
  noticeKindNames,
  noticeKinds,
} from '../../../../src/contract/notice-kinds.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Section } from '../../ui/page.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import { told } from '../../ui/toast.ts'
import { Switch } from '../../ui/toggle.tsx'

export function NoticesTab() {
  const t = useText('notices')
  const choices = useQuery({
    queryKey: keyOf('GET /notifications/choices'),
    queryFn: ({ signal }) => call('GET /notifications/choices', { signal }),
    staleTime: STALE.settings,
  })
  return (
    <Section title={t('settings.title')} purpose={t('settings.purpose')}>
      <Loaded query={choices} loading={<TableSkeleton rows={6} columns={2} />}>
        {({ muted }) => <Choices muted={muted} />}
      </Loaded>
    </Section>
  )
}

function Choices({ muted }: { muted: readonly NoticeKind[] }) {
  const t = useText('notices')
  const client = useQueryClient()
  const choose = useMutation({
    mutationFn: (next: readonly NoticeKind[]) => call('PUT /notifications/choices', { body: { muted: [...next] } }),
    onSuccess: (answer) => {
      client.setQueryData(keyOf('GET /notifications/choices'), answer)
      void client.invalidateQueries({ queryKey: keyOf('GET /notifications') })
    },
    onError: told.failed,
  })
  const turn = (kind: NoticeKind, on: boolean) =>
    choose.mutate(on ? muted.filter((known) => known !== kind) : [...muted, kind])
  return (
    <div className="flex flex-col gap-5">
      {noticeGroups.map((group) => (
        <fieldset key={group} className="flex flex-col gap-3">
          <legend className="mb-2 text-12 text-muted">{t(`group.${group}`)}</legend>
          {noticeKindNames
            .filter((kind) => noticeKinds[kind].group === group)
            .map((kind) => (
              <Switch
                key={kind}
                label={t(`kind.${kind}.name`)}
                {...(isAlwaysTold(kind) && { hint: t('settings.always') })}
                checked={!muted.includes(kind)}
                disabled={isAlwaysTold(kind) || choose.isPending}
                onChange={(on) => turn(kind, on)}
              />
            ))}
        </fieldset>
      ))}
    </div>
  )
}
